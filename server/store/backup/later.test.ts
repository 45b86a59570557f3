import { describe, expect, it } from 'vitest'
import { apart, nextStep, orphansOf } from './later.ts'

const table = (name: string, schema = 'public') => ({ schema, name, columns: [], partitions: [] })

describe('what a backup copies after its moment', () => {
  it('is what is large and only grows; all that happens and is due is of one instant', () => {
    const names = ['alert', 'reading_minute', 'device_state', 'reading', 'timeline', 'reading_late', 'ticket', 'event']
    const { ofMoment, later } = apart([...names.map((name) => table(name)), table('timeline', 'graphile_worker')])
    expect(ofMoment.map(({ name }) => name)).toEqual(['alert', 'device_state', 'ticket', 'event', 'timeline'])
    // A mark that is gone when the marks are read is in the sums that are read after them.
    expect(later.map(({ name }) => name)).toEqual(['timeline', 'reading', 'reading_late', 'reading_minute'])
  })

  it('leaves nobody’s rows behind, where a table has an owner at all', () => {
    expect(orphansOf('document')).toContain('not exists (select from "resident" p where p.id = t.resident_id)')
    expect(orphansOf('reading')).toBe(null)
    expect(orphansOf('alert')).toBe(null)
  })

  it('goes in pieces of a few seconds', () => {
    expect(nextStep(256, 100)).toBe(512)
    expect(nextStep(256, 4_000)).toBe(256)
    expect(nextStep(256, 20_000)).toBe(128)
    expect(nextStep(1, 20_000)).toBe(1)
  })
})
