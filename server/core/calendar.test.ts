import { describe, expect, it } from 'vitest'
import fc from '../../test/harness/chance.ts'
import { dayAt, daysBetween, nextDay, startOfDay } from './calendar.ts'

const hour = 3_600_000
const lasts = (day: string, zone: string) => (startOfDay(nextDay(day), zone) - startOfDay(day, zone)) / hour

describe('days of a calendar', () => {
  it('begin at midnight there', () => {
    expect(new Date(startOfDay('2026-11-22', 'Asia/Shanghai')).toISOString()).toBe('2026-11-21T16:00:00.000Z')
    expect(dayAt(Date.parse('2026-11-21T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-11-21')
    expect(dayAt(Date.parse('2026-11-21T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-22')
  })

  it('are an hour shorter or longer where the clocks change', () => {
    expect(lasts('2026-03-29', 'Europe/Madrid')).toBe(23)
    expect(lasts('2026-10-25', 'Europe/Madrid')).toBe(25)
    expect(lasts('2026-10-26', 'Europe/Madrid')).toBe(24)
    expect(lasts('2026-10-04', 'Australia/Lord_Howe')).toBe(23.5)
  })

  it('begin with the first moment there is where the clocks skip midnight', () => {
    // Beirut, 2026-03-29: 00:00 becomes 01:00.
    expect(new Date(startOfDay('2026-03-29', 'Asia/Beirut')).toISOString()).toBe('2026-03-28T22:00:00.000Z')
    expect(lasts('2026-03-29', 'Asia/Beirut')).toBe(23)
  })

  it('begin once where the clocks strike midnight twice', () => {
    // Havana, 2026-11-01: 01:00 becomes 00:00.
    expect(lasts('2026-11-01', 'America/Havana')).toBe(25)
  })

  it('hold every instant in exactly one of them', () => {
    const zones = ['Asia/Shanghai', 'Europe/Madrid', 'Asia/Beirut', 'America/Havana', 'Australia/Lord_Howe', 'UTC']
    const instant = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2028-01-01') })
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (at, zone) => {
        const day = dayAt(at, zone)
        expect(startOfDay(day, zone)).toBeLessThanOrEqual(at)
        expect(startOfDay(nextDay(day), zone)).toBeGreaterThan(at)
      }),
    )
  })

  it('are listed with both ends, and none when the last lies before the first', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01'])
    expect(daysBetween('2026-11-22', '2026-11-21')).toEqual([])
  })
})
