import { describe, expect, it } from 'vitest'
import { atLocalHour, instantOf, localHour, localInput, offsetMs } from './localTime.ts'

const at = (iso: string) => Date.parse(iso)

describe('local time', () => {
  it('knows how far a zone is ahead of UTC, summer and winter', () => {
    expect(offsetMs(at('2026-01-15T12:00:00Z'), 'Asia/Shanghai')).toBe(8 * 3_600_000)
    expect(offsetMs(at('2026-01-15T12:00:00Z'), 'Europe/Berlin')).toBe(3_600_000)
    expect(offsetMs(at('2026-07-15T12:00:00.250Z'), 'Europe/Berlin')).toBe(2 * 3_600_000)
    expect(offsetMs(at('2026-07-15T12:00:00Z'), 'America/St_Johns')).toBe(-2.5 * 3_600_000)
  })

  it('says the hour by the local clock, midnight being 0', () => {
    expect(localHour(at('2026-01-15T16:00:00Z'), 'Asia/Shanghai')).toBe(0)
    expect(localHour(at('2026-01-15T15:59:59Z'), 'Asia/Shanghai')).toBe(23)
  })

  it('reads and fills a field for date and time by the clock of the area, wherever the browser is', () => {
    expect(instantOf('2026-11-22T03:12', 'Asia/Shanghai')).toBe('2026-11-21T19:12:00.000Z')
    expect(instantOf('2026-03-29T00:00', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
    expect(instantOf('2026-03-30T00:00', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z')
    expect(localInput(at('2026-11-21T19:12:30Z'), 'Asia/Shanghai')).toBe('2026-11-22T03:12')
  })

  it('finds an hour of the local day, also across midnight and a change of clocks', () => {
    expect(atLocalHour(at('2026-03-01T17:00:00Z'), 20, -1, 'Asia/Shanghai')).toBe(at('2026-03-01T12:00:00Z'))
    expect(atLocalHour(at('2026-03-29T10:00:00Z'), 20, -1, 'Europe/Berlin')).toBe(at('2026-03-28T19:00:00Z'))
    expect(atLocalHour(at('2026-03-29T10:00:00Z'), 8, 0, 'Europe/Berlin')).toBe(at('2026-03-29T06:00:00Z'))
  })
})
