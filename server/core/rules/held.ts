import { battery } from './battery.ts'
import { bedUnsteady } from './bed-unsteady.ts'
import type { DeviceFacts, DeviceState } from './device.ts'
import { mains } from './mains.ts'
import { offline } from './offline.ts'
import { tamper } from './tamper.ts'
import { testPress } from './test-press.ts'

/** What these know is about the device, whoever has it. */
const aboutDevice: ReadonlySet<string> = new Set(
  [battery, bedUnsteady, mains, tamper, testPress, offline].map(({ name }) => name),
)
/** Timers of those rules, by name. */
const ofDevice: ReadonlySet<string> = new Set(['battery', 'test_overdue', 'offline', 'look_in'])

/**
 * What is remembered of a device that is somebody else's now: nothing it measured of the last person, and nothing the rules
 * made of that. Timers that are dropped here are over when they fire. Pure; the same state while nothing changed hands.
 */
export function inOtherHands(facts: Pick<DeviceFacts, 'heldSince'>, state: DeviceState): DeviceState {
  if (facts.heldSince === undefined || facts.heldSince === state.heldSince) return state
  return {
    ...state,
    latest: {},
    rules: only(state.rules, aboutDevice),
    timers: only(state.timers, ofDevice),
    heldSince: facts.heldSince,
  }
}

const only = <T>(all: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)))
