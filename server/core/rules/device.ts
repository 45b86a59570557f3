import type { Placement } from '../../../devices/fall/placement.ts'
import type { Metric, Said } from '../../../devices/reading.ts'
import type { Mode } from './modes.ts'
import type { OwnRule } from './own-rule.ts'
import type { ResidentState } from './resident.ts'

/** What the rules must know of a device and its person; changes only when somebody edits them. */
export type DeviceFacts = {
  id: string
  kind: 'call_button' | 'fall_sensor' | 'bed' | 'gateway' | 'sensor'
  power: 'mains' | 'battery'
  /** Where on the body it is worn, for those that are; the waist where nobody said. */
  placement?: Placement
  /** How often it promises to be heard from. */
  beatMs: number
  /** IANA zone of its area; parts of the day are local. */
  timezone: string
  /** This person's own limits, by the names in limits.ts; what is missing has the default. */
  limits: Readonly<Record<string, number>>
  /** Which version of their limits that is; alerts record it. */
  limitsVersion?: number
  /** What people made up for this device; the same list until somebody edits it. */
  ownRules?: readonly OwnRule[]
  mode: Mode
  /** Somebody works on it until then, epoch ms. */
  maintenanceUntil?: number | null
  /** Since when it is of whom it is for, epoch ms; missing where that was always so. */
  heldSince?: number
}

/** What the other devices of its person know: of them asleep or up, and when anything was last heard of them. */
export type AroundPerson = Pick<ResidentState, 'bed' | 'lastSign' | 'elsewhere'>

/** What is remembered of a device between messages. Plain JSON: it is stored as it is. */
export type DeviceState = {
  online: boolean
  lastSeenAt: number | null
  battery: number | null
  mains: boolean | null
  firmware: string | null
  latest: { readonly [M in Metric]?: { at: number; value: number } }
  /** Timers that run, by name, with when they are due: one that fires with another due was cancelled meanwhile. */
  timers: Readonly<Record<string, number>>
  /** Each rule's own state, by rule. */
  rules: Readonly<Record<string, unknown>>
  /** In whose hands this was remembered: as in the facts. */
  heldSince?: number
}

export const newDeviceState: DeviceState = {
  online: false,
  lastSeenAt: null,
  battery: null,
  mains: null,
  firmware: null,
  latest: {},
  timers: {},
  rules: {},
}

/** Everything that moves a device's state. */
export type Input =
  | Said
  | { kind: 'timer'; name: string; due: number }
  | { kind: 'connected'; at: number }
  | { kind: 'disconnected'; at: number }
  /** Somebody registered or edited it, or its maintenance is over. */
  | { kind: 'changed'; at: number }
