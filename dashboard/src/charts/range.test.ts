import { describe, expect, it } from 'vitest'
import { rangeAt } from './range.ts'

const shanghai = 'Asia/Shanghai'
const span = (name: 'night' | 'day' | 'week', now: string) => {
  const range = rangeAt(name, Date.parse(now), shanghai)
  return [new Date(range.fromMs).toISOString(), new Date(range.toMs).toISOString()]
}

describe('the range a chart shows', () => {
  it('is the night that just ended when it is day', () => {
    expect(span('night', '2026-11-22T02:30:00Z')).toEqual(['2026-11-21T12:00:00.000Z', '2026-11-22T00:00:00.000Z'])
  })

  it('is the night that is going on at ten past three', () => {
    expect(span('night', '2026-11-21T19:10:00Z')).toEqual(['2026-11-21T12:00:00.000Z', '2026-11-22T00:00:00.000Z'])
  })

  it('stays with the last night until ten in the evening', () => {
    expect(span('night', '2026-11-22T13:59:00Z')[0]).toBe('2026-11-21T12:00:00.000Z')
    expect(span('night', '2026-11-22T14:00:00Z')[0]).toBe('2026-11-22T12:00:00.000Z')
  })

  it('is thirteen hours long in the night the clocks go back', () => {
    const range = rangeAt('night', Date.parse('2026-10-25T10:00:00Z'), 'Europe/Berlin')
    expect(range.toMs - range.fromMs).toBe(13 * 3_600_000)
  })

  it('ends on a whole bucket that holds the present', () => {
    const now = Date.parse('2026-11-22T02:31:15Z')
    for (const name of ['day', 'week', 'month'] as const) {
      const range = rangeAt(name, now, shanghai)
      expect(range.toMs).toBeGreaterThanOrEqual(now)
      expect(range.toMs % (range.stepSeconds * 1000)).toBe(0)
      expect(range.fromMs % (range.stepSeconds * 1000)).toBe(0)
    }
  })
})
