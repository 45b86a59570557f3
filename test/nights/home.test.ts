import { describe, expect, it } from 'vitest'
import { houseFigures, housePath } from './home.ts'
import { dataDir, hasRecording } from './recordings.ts'

describe.skipIf(!hasRecording(housePath))(`${housePath} (skipped where it isn’t in ${dataDir})`, () => {
  it('misses nobody for nothing more than once a week, and everybody who collapses in the bathroom in time', () => {
    const { days, falseAlerts, collapses } = houseFigures()
    expect(days).toBeGreaterThan(14)
    expect(falseAlerts.length).toBeLessThanOrEqual(days / 7)
    expect(collapses.length).toBeGreaterThan(50)
    // Twelve hours, and the rest of a night in which nobody is missed.
    expect(Math.max(...collapses)).toBeLessThanOrEqual(12 + 8 + 0.25)
  })
})
