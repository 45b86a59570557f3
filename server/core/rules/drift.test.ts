import { describe, expect, it } from 'vitest'
import { clearedIn, minutes, raisedIn, seconds, story } from './story.testing.ts'

const noon = '2026-11-20T12:00:00+08:00'

describe('a drift', () => {
  it('is told once its level is at the limit, though single readings jump back', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 62 }, { forMs: 90 * minutes })
    let told: number | null = null
    for (let reading = 0; reading < 720 && told === null; reading++) {
      bed.waits(5 * seconds)
      const level = 62 + (reading / 720) * 78
      if (raisedIn(bed.reads({ heart_rate: level + (reading % 4 === 0 ? -7 : 2) })).length > 0) told = level
    }
    expect(told).toBeGreaterThan(110)
    expect(told).toBeLessThan(118)
  })

  it.each([60, 80])('of a heart whose usual is %i is told before the limit, at the same pace', (usual) => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: usual }, { forMs: 90 * minutes })
    for (let bpm = usual; bpm < 115; bpm += 0.8) bed.keepsReading({ heart_rate: bpm }, { forMs: 30 * seconds })
    expect(raisedIn(bed.raised())).toEqual(['vitals/2'])
  })

  it('is over when its level is, not with one wild reading', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 62 }, { forMs: 90 * minutes })
    for (let bpm = 63; bpm <= 118; bpm++) bed.keepsReading({ heart_rate: bpm }, { forMs: 45 * seconds })
    expect(raisedIn(bed.raised())).toEqual(['vitals/2'])
    expect(bed.raised()[0]?.why.seen.map(({ what }) => what)).toContain('heart_rate level')
    expect(clearedIn(bed.reads({ heart_rate: 70 }))).toEqual([])
    expect(clearedIn(bed.keepsReading({ heart_rate: 80 }, { forMs: 3 * minutes }))).toEqual(['vitals'])
  })

  it('of a heart that was over and is there again is told anew after ten minutes', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 62 }, { forMs: 90 * minutes })
    const slowsDown = () => {
      for (let bpm = 62; bpm >= 46; bpm--) bed.keepsReading({ heart_rate: bpm }, { forMs: 30 * seconds })
      // Near the limit of 45 and not below it: only the level tells.
      bed.keepsReading({ heart_rate: 45.5 }, { forMs: 3 * minutes })
    }
    slowsDown()
    expect(raisedIn(bed.raised())).toEqual(['vitals/2'])
    expect(clearedIn(bed.keepsReading({ heart_rate: 62 }, { forMs: 4 * minutes }))).toEqual(['vitals'])
    slowsDown()
    expect(raisedIn(bed.raised())).toEqual(['vitals/2', 'vitals/2'])
  })

  it('of a breath is told on its way, before the limit, and is over when it has turned back', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 15 }, { forMs: 90 * minutes })
    let told: number | null = null
    for (let reading = 0; reading < 360 && told === null; reading++) {
      bed.waits(10 * seconds)
      const level = 15 - (reading / 360) * 9
      const wild = reading % 20 === 0 ? 5 : level + (reading % 3) - 1
      if (raisedIn(bed.reads({ respiratory_rate: wild })).length > 0) told = level
    }
    expect(told).toBeGreaterThan(9)
    expect(told).toBeLessThan(12.5)
    expect(clearedIn(bed.keepsReading({ respiratory_rate: told ?? 0 }, { forMs: 6 * minutes }))).toEqual([])
    expect(clearedIn(bed.keepsReading({ respiratory_rate: 15 }, { forMs: 8 * minutes }))).toEqual(['vitals'])
  })

  it('is not over with four minutes in which the sleeper turned, or the belt lost the breath', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 15 }, { forMs: 90 * minutes })
    for (let rate = 15; rate < 24; rate += 0.25) bed.keepsReading({ respiratory_rate: rate }, { forMs: 60 * seconds })
    expect(raisedIn(bed.raised())).toEqual(['vitals/2'])
    const dip = bed.keepsReading({ respiratory_rate: 14 }, { forMs: 4 * minutes })
    const on = bed.keepsReading({ respiratory_rate: 25 }, { forMs: 6 * minutes })
    expect(clearedIn([...dip, ...on])).toEqual([])
  })

  it('that has become an emergency is not over with one good reading either', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 15 }, { forMs: 90 * minutes })
    for (let rate = 15; rate < 31; rate += 0.25) bed.keepsReading({ respiratory_rate: rate }, { forMs: 60 * seconds })
    expect(raisedIn(bed.raised())).toContain('vitals/1')
    expect(clearedIn(bed.reads({ respiratory_rate: 18 }))).toEqual([])
    expect(clearedIn(bed.keepsReading({ respiratory_rate: 15 }, { forMs: 12 * minutes }))).toEqual(['vitals'])
  })

  it('that was told on its way rings again once it is past the limit, not while it stays short of it', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 15 }, { forMs: 90 * minutes })
    for (let rate = 15; rate > 10; rate -= 0.25) bed.keepsReading({ respiratory_rate: rate }, { forMs: 60 * seconds })
    bed.keepsReading({ respiratory_rate: 9.8 }, { forMs: 40 * minutes })
    expect(raisedIn(bed.raised())).toEqual(['vitals/2'])
    bed.keepsReading({ respiratory_rate: 8.7 }, { forMs: 6 * minutes })
    expect(raisedIn(bed.raised())).toEqual(['vitals/2', 'vitals/2'])
  })

  it('is none in a breath that is slower asleep than awake, and stays there', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 14 }, { forMs: 40 * minutes })
    for (let reading = 0; reading < 1440; reading++) {
      bed.waits(10 * seconds)
      const level = Math.max(10.7, 14 - reading / 40)
      bed.reads({ respiratory_rate: level + (reading % 3) - 1 })
    }
    expect(raisedIn(bed.raised())).toEqual([])
  })

  it.each([
    [65, ['vitals/2']],
    [57, []],
  ])('of a heart of %i to a steady 46.8 is one where that is far from its own', (usual, raised) => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: usual }, { forMs: 90 * minutes })
    for (let bpm = usual; bpm > 47; bpm--) bed.keepsReading({ heart_rate: bpm }, { forMs: 60 * seconds })
    bed.keepsReading({ heart_rate: 46.8 }, { forMs: 4 * minutes })
    expect(raisedIn(bed.raised())).toEqual(raised)
  })

  it('is none when the belt loses the breath: many slow readings, and the usual ones between them', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 15 }, { forMs: 90 * minutes })
    for (let reading = 0; reading < 180; reading++) {
      bed.waits(10 * seconds)
      bed.reads({ respiratory_rate: [5, 15, 6, 14, 11][reading % 5] ?? 5 })
    }
    expect(raisedIn(bed.raised())).toEqual([])
  })

  it('of a breath that jumps too much for any hold is told when its middle has stayed below for four minutes', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 15 }, { forMs: 90 * minutes })
    const breathes = (forMs: number) => {
      for (let reading = 0; reading * 10 * seconds < forMs; reading++) {
        bed.waits(10 * seconds)
        bed.reads({ respiratory_rate: [4, 13, 5, 7][reading % 4] ?? 7 })
      }
    }
    breathes(7 * minutes)
    expect(raisedIn(bed.raised())).toEqual([])
    breathes(2 * minutes)
    expect(raisedIn(bed.raised())).toEqual(['vitals/2'])
  })
})
