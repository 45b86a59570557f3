import type { DeviceFacts } from '../rules/device.ts'
import type { Mode } from '../rules/modes.ts'

/** A device as it stands in the home now. Instants are epoch ms. */
export type CoveredBy = {
  id: string
  kind: DeviceFacts['kind']
  enabled: boolean
  /** Heard within the interval in which it is supervised: connected, or asleep between two beats. */
  inReach: boolean
  lastSeenAt: number | null
  maintenanceUntil: number | null
  /** Percent; null when it never said. */
  battery: number | null
  /** False while it runs without mains. */
  mains: boolean | null
  /** Its weekly test press is due, or over. */
  testOverdue: boolean
  /** A bed that says in and out so often that nobody can tell by it who lies there. */
  unsteady: boolean
}

/** Everything that decides whether a press would be heard and answered. */
export type CoverageFacts = {
  now: number
  devices: readonly CoveredBy[]
  mode: Mode
  /** Contacts there are, those the resident agreed to have told, and those of them who can be reached. */
  contacts: { all: number; agreed: number; reached: number }
  /** Operators before a screen who cover the home. */
  operators: number
  /** Workers within the circle who can be told. */
  responders: number
  /** Whether the home has a place on the map. */
  placed: boolean
  /** Whether the plan for an emergency reaches nobody at all. */
  planReachesNobody: boolean
  /** Percent of battery at which it counts as low, and as nearly empty. */
  batteryLow: number
  batteryEmpty: number
}

export const coverageCodes = [
  'no_device',
  'all_in_maintenance',
  'nothing_heard',
  'plan_reaches_nobody',
  'no_call_device',
  'call_device_silent',
  'device_silent',
  'device_never_heard',
  'device_in_maintenance',
  'battery_empty',
  'battery_low',
  'mains_lost',
  'test_overdue',
  'bed_unsteady',
  'not_at_home',
  'no_operator',
  'no_contact',
  'no_consent',
  'contact_unreachable',
  'no_responder',
  'no_place',
  'call_heard',
  'operator_there',
  'contact_told',
  'responder_near',
] as const
export type CoverageCode = (typeof coverageCodes)[number]
/** What a reason does to the protection: it ends it, weakens it, or is part of it. */
export type Weight = 'breaks' | 'weakens' | 'holds'
export type CoverageReason = { code: CoverageCode; weight: Weight; deviceId: string | null }
export type Coverage = { protected: 'yes' | 'partly' | 'no'; reasons: readonly CoverageReason[] }

/** What a person can call for help with, or what calls for them. */
const calls: ReadonlySet<DeviceFacts['kind']> = new Set(['call_button', 'fall_sensor'])

/** Protected now? Worst reasons first; an empty home, or a press that nobody would answer, is a no. */
export function coverageOf(facts: CoverageFacts): Coverage {
  const reasons = [...byDevices(facts), ...byPeople(facts)].sort((a, b) => order[a.weight] - order[b.weight])
  const has = (weight: Weight) => reasons.some((reason) => reason.weight === weight)
  return { protected: has('breaks') ? 'no' : has('weakens') ? 'partly' : 'yes', reasons }
}

const order: Record<Weight, number> = { breaks: 0, weakens: 1, holds: 2 }
const reason = (code: CoverageCode, weight: Weight, deviceId: string | null = null): CoverageReason => ({
  code,
  weight,
  deviceId,
})

function byDevices(facts: CoverageFacts): CoverageReason[] {
  const used = facts.devices.filter(({ enabled, kind }) => enabled && kind !== 'gateway')
  if (used.length === 0) return [reason('no_device', 'breaks')]
  const ready = used.filter((device) => !inMaintenance(device, facts.now))
  const each = used.flatMap((device) => faults(device, facts))
  if (ready.length === 0) return [reason('all_in_maintenance', 'breaks'), ...each]
  const heard = ready.filter(({ inReach }) => inReach)
  if (heard.length === 0) return [reason('nothing_heard', 'breaks'), ...each]
  const caller = heard.find(({ kind }) => calls.has(kind))
  if (caller !== undefined) return [...each, reason('call_heard', 'holds', caller.id)]
  return [
    reason(used.some(({ kind }) => calls.has(kind)) ? 'call_device_silent' : 'no_call_device', 'weakens'),
    ...each,
  ]
}

function faults(device: CoveredBy, { now, batteryLow, batteryEmpty }: CoverageFacts): CoverageReason[] {
  const weak = (code: CoverageCode) => reason(code, 'weakens', device.id)
  if (inMaintenance(device, now)) return [weak('device_in_maintenance')]
  if (!device.inReach) return [weak(device.lastSeenAt === null ? 'device_never_heard' : 'device_silent')]
  const found: CoverageReason[] = []
  if (device.battery !== null && device.battery <= batteryEmpty) found.push(weak('battery_empty'))
  else if (device.battery !== null && device.battery <= batteryLow) found.push(weak('battery_low'))
  if (device.mains === false) found.push(weak('mains_lost'))
  if (device.testOverdue) found.push(weak('test_overdue'))
  if (device.unsteady) found.push(weak('bed_unsteady'))
  return found
}

function byPeople({ contacts, operators, responders, placed, planReachesNobody, mode }: CoverageFacts) {
  const found: CoverageReason[] = []
  if (planReachesNobody) found.push(reason('plan_reaches_nobody', 'breaks'))
  if (mode !== 'home') found.push(reason('not_at_home', 'weakens'))
  found.push(operators > 0 ? reason('operator_there', 'holds') : reason('no_operator', 'weakens'))
  if (contacts.reached > 0) found.push(reason('contact_told', 'holds'))
  else if (contacts.agreed > 0) found.push(reason('contact_unreachable', 'weakens'))
  else found.push(reason(contacts.all > 0 ? 'no_consent' : 'no_contact', 'weakens'))
  if (!placed) found.push(reason('no_place', 'weakens'))
  found.push(responders > 0 ? reason('responder_near', 'holds') : reason('no_responder', 'weakens'))
  return found
}

const inMaintenance = ({ maintenanceUntil }: CoveredBy, now: number): boolean =>
  maintenanceUntil !== null && maintenanceUntil > now
