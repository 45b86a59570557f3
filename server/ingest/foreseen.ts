import { type Detector, detect } from '../../devices/fall/detect.ts'
import type { SaidMotion } from '../../devices/reading.ts'
import type { DeviceFacts, DeviceState } from '../core/rules/device.ts'
import { confidenceFrom, detectorOf } from '../core/rules/fall.ts'

/** Looks at motion as it arrives, before it has its turn: a fall in it is an emergency, and goes ahead like one. */
export type Foreseen = {
  /** Whether this message completes a fall, after those that arrived before it. */
  fallIn(device: { id: string; facts: DeviceFacts; state: DeviceState }, motion: SaidMotion, now: number): boolean
}

/** Only a look: what counts is what the rules make of the same samples when they are committed. */
export function createForeseen(): Foreseen {
  const detectors = new Map<string, Detector>()
  return {
    fallIn({ id, facts, state }, motion, now) {
      const before = detectors.get(id) ?? detectorOf(state)
      const { next, falls } = detect(before, motion, facts.placement ?? 'waist', confidenceFrom(facts, now))
      detectors.set(id, next)
      return falls.length > 0
    },
  }
}
