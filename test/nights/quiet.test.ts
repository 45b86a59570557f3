import { describe, expect, it } from 'vitest'
import { newDeviceState } from '../../server/core/rules/device.ts'
import { caughtIn, quietOf } from './quiet.ts'
import { dataDir, hasRecording } from './recordings.ts'

const heart = 'nights/heart-rate.ndjson.gz'
const breath = 'nights/respiration.ndjson.gz'

/** The least share of drifts told within 90 s of their level passing the limit; every sudden event must be. */
const shares: Record<string, number> = {
  'heart rate drifts to 140 in an hour': 0.95,
  'heart rate drifts to 35 in an hour': 1,
  'breathing drifts to 32 in an hour': 0.93,
  'breathing drifts to 6 in an hour': 0.85,
}

for (const path of [heart, breath])
  describe.skipIf(!hasRecording(path))(`${path} (skipped where it isn’t in ${dataDir})`, () => {
    it('raises at most one vitals alert in ten nights of healthy sleepers', () => {
      const { nights, raised } = quietOf(path)
      expect(nights).toBeGreaterThan(20)
      expect(raised.length).toBeLessThanOrEqual(nights / 10)
    })

    it('every event put into it is told, the sudden ones all within 90 s', () => {
      const all = caughtIn(path, newDeviceState)
      expect(all.length).toBeGreaterThan(2)
      for (const { what, of, caught, worstSeconds } of all) {
        expect(of, what).toBeGreaterThan(50)
        expect(caught / of, what).toBeGreaterThanOrEqual(shares[what] ?? 1)
        expect(worstSeconds, what).toBeLessThan(900)
      }
    })
  })
