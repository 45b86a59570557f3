import { type Detector, detect } from '../../devices/fall/detect.ts'
import type { SaidMotion } from '../../devices/reading.ts'
import type { DeviceFacts, DeviceState } from '../core/rules/device.ts'
import { confidenceFrom, detectorOf } from '../core/rules/fall.ts'

/** Looks at motion as it arrives, before it has its turn: a fall in it is an emergency, and goes ahead like one. */
export type Foreseen = {
  /** Whether this message completes a fall, after those that arrived before it. `now` is epoch ms. */
  fallIn(device: { id: string; facts: DeviceFacts; state: DeviceState }, motion: SaidMotion, now: number): boolean
  /** Of how many devices motion is remembered. */
  size(): number
}

/** By then all that a device said is in its state, from which it goes on. */
const silentMs = 5 * 60_000
/** Of 3 kB each, as a rule. */
const mostDevices = 20_000

/** Only a look: what counts is what the rules make of the same samples when they are committed. */
export function createForeseen(most = mostDevices): Foreseen {
  /** Whoever spoke last is last. */
  const detectors = new Map<string, { detector: Detector; at: number }>()
  return {
    fallIn({ id, facts, state }, motion, now) {
      const before = detectors.get(id)?.detector ?? detectorOf(state)
      const { next, falls } = detect(before, motion, facts.placement ?? 'waist', confidenceFrom(facts, now))
      detectors.delete(id)
      detectors.set(id, { detector: next, at: now })
      for (const [other, { at }] of detectors) {
        if (detectors.size <= most && now - at <= silentMs) break
        detectors.delete(other)
      }
      return falls.length > 0
    },
    size: () => detectors.size,
  }
}
