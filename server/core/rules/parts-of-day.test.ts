import { describe, expect, it } from 'vitest'
import { raisedIn, seconds, story } from './story.testing.ts'

const minute = { forMs: 60 * seconds }

describe('a limit for a part of the day', () => {
  const limits = { 'heart_rate_urgent_below_bpm@22:00-06:00': 40 }

  it('holds then, by the clock where the person lives', () => {
    const night = story('2026-11-20T23:00:00+08:00', { limits })
    expect(raisedIn(night.keepsReading({ heart_rate: 43 }, minute))).toEqual([])
  })

  it('and the usual one at other times', () => {
    const noonBed = story('2026-11-20T12:00:00+08:00', { limits })
    expect(raisedIn(noonBed.keepsReading({ heart_rate: 43 }, minute))).toEqual(['vitals/2'])
  })
})
