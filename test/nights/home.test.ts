import { describe, expect, it } from 'vitest'
import { houseFigures, housePath } from './home.ts'
import { dataDir, hasRecording, homePaths } from './recordings.ts'

for (const path of homePaths())
  it(`${path}: nobody is up at night, or missed, for nothing more than once a week`, () => {
    const { days, told } = houseFigures(path)
    for (const kind of ['bed_exit', 'no_activity'])
      expect(told.filter((one) => one.kind === kind).length, kind).toBeLessThanOrEqual(Math.max(1, days / 7))
  })

describe.skipIf(!hasRecording(housePath))(`${housePath} (skipped where it isn’t in ${dataDir})`, () => {
  it('tells daily of a mat that loses contact, and misses whoever collapses in the bathroom in time', () => {
    const { days, told, collapses, collapsesAtNight } = houseFigures()
    expect(days).toBeGreaterThan(14)
    const unsteady = told.filter(({ kind }) => kind === 'bed_unsteady').length
    expect(unsteady).toBeGreaterThan(days / 2)
    expect(unsteady).toBeLessThan(days + 1)
    // By day after twelve hours, and the rest of a night in which nobody is missed.
    expect(collapses.length).toBeGreaterThan(50)
    expect(Math.max(...collapses.map(({ hours }) => hours))).toBeLessThanOrEqual(12 + 8 + 0.25)
    // Out of bed at night after fifteen minutes.
    expect(collapsesAtNight.length).toBeGreaterThan(10)
    expect(Math.max(...collapsesAtNight.map(({ hours }) => hours))).toBeLessThanOrEqual(16 / 60)
  })
})
