import { describe, expect, it } from 'vitest'
import { inTimeSeconds } from './late.ts'
import { caughtIn, quietOf } from './quiet.ts'
import { dataDir, hasRecording } from './recordings.ts'
import { lower, ofVirtual } from './virtual.ts'

const heart = 'nights/heart-rate.ndjson.gz'
const breath = 'nights/respiration.ndjson.gz'

/** The least share of drifts in recorded breathing and hearts told within 90 s; every sudden event and made-up drift must be. */
const shares: Record<string, number> = {
  'heart rate drifts to 140 in an hour, recorded': 0.96,
  'heart rate drifts to 35 in an hour, recorded': 0.96,
  'breathing drifts to 32 in an hour, recorded': 0.92,
  'breathing drifts to 6 in an hour, recorded': 0.88,
}

for (const path of [heart, breath])
  describe.skipIf(!hasRecording(path))(`${path} (skipped where it isn’t in ${dataDir})`, () => {
    it('raises at most one vitals alert in ten nights of healthy sleepers', () => {
      const { nights, raised } = quietOf(path)
      expect(nights).toBeGreaterThan(20)
      expect(raised.length).toBeLessThanOrEqual(nights / 10)
    })

    it('every event put into it is told, the sudden ones all within 90 s', () => {
      const kinds = Map.groupBy(
        caughtIn(path, [0.2, 0.5, 0.75], ['recorded', 'made']),
        ({ what, how }) => `${what}, ${how}`,
      )
      expect(kinds.size).toBeGreaterThan(4)
      for (const [what, cases] of kinds) {
        const inTime = cases.filter(({ afterSeconds }) => afterSeconds <= inTimeSeconds)
        expect(cases.length, what).toBeGreaterThan(50)
        expect(inTime.length / cases.length, what).toBeGreaterThanOrEqual(shares[what] ?? 1)
      }
    })
  })

describe.skipIf(!hasRecording(breath))(`sleepers made of ${breath}`, () => {
  it('whose breathing is one slower are told of at most once in five nights where their level doesn’t bear it out', () => {
    const { nights, untrue } = ofVirtual(breath, lower)
    expect(nights).toBeGreaterThan(20)
    expect(untrue.length).toBeLessThanOrEqual(nights / 5)
  })
})
