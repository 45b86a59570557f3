import { describe, expect, it } from 'vitest'
import { dueSince } from './due.ts'

const at = (text: string) => Date.parse(text)
const said = (hour: number, now: string, zone: string) => new Date(dueSince(hour, at(now), zone)).toISOString()

describe('when a daily backup was last due', () => {
  it('today, once the hour has come', () => {
    expect(said(3, '2026-11-22T19:30:00Z', 'Asia/Shanghai')).toBe('2026-11-22T19:00:00.000Z')
    expect(said(3, '2026-11-22T19:00:00Z', 'Asia/Shanghai')).toBe('2026-11-22T19:00:00.000Z')
  })
  it('yesterday, before', () => {
    expect(said(3, '2026-11-22T18:59:59Z', 'Asia/Shanghai')).toBe('2026-11-21T19:00:00.000Z')
  })
  it('by a clock that is off by three quarters, and by one that is unknown', () => {
    expect(said(3, '2026-11-22T12:00:00Z', 'Asia/Kathmandu')).toBe('2026-11-21T21:15:00.000Z')
    expect(said(3, '2026-11-22T12:00:00Z', 'Nowhere')).toBe('2026-11-22T03:00:00.000Z')
  })
})
