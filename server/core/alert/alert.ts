/** The words for an alert: something somebody has to deal with, owned by one person at a time. */

export const alertKinds = [
  'call',
  'fall',
  'smoke',
  'gas',
  'water',
  'vitals',
  'bed_exit',
  'no_activity',
  'wet',
  'turn_due',
  'medication',
  'device_offline',
  'battery_low',
  'mains_lost',
  'tamper',
  'bed_unsteady',
  'test_overdue',
  'mode_check',
] as const
export type AlertKind = (typeof alertKinds)[number]

/** About a device and not its person: such an alert may end by itself, and goes where the device goes. */
export const technicalKinds = [
  'device_offline',
  'battery_low',
  'mains_lost',
  'tamper',
  'bed_unsteady',
  'test_overdue',
] as const satisfies readonly AlertKind[]
const technical: ReadonlySet<AlertKind> = new Set(technicalKinds)
export const isTechnical = (kind: AlertKind): boolean => technical.has(kind)

/** 1 emergency, 2 urgent, 3 routine, 4 technical. Lower comes first. */
export const priorities = [1, 2, 3, 4] as const
export type Priority = (typeof priorities)[number]

export const alertStates = ['open', 'claimed', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]

export const outcomes = [
  'false_alarm',
  'reassured',
  'family_attends',
  'worker_attended',
  'ambulance',
  'police_fire',
  'technical_fixed',
  'test',
  'cancelled_by_resident',
  'died',
  'other',
] as const
export type Outcome = (typeof outcomes)[number]

/** Why an alert was raised: what was seen, by which rule, against which limits. */
export type Why = {
  rule: string
  ruleVersion: number
  /** Which version of this person's limits held; missing where they never had any of their own, or nobody counted yet. */
  limitsVersion?: number
  /** What whoever made the rule wants said. */
  message?: string
  /** The limits that held for this person at that moment, by name. */
  limits: Readonly<Record<string, number | string>>
  /** The readings or the event behind it. */
  seen: readonly { what: string; value: number | string | boolean | null; at: number }[]
}

/** Only somebody who called, or fell, waits at the device for an answer. */
export const waitsAtDevice = (kind: AlertKind): boolean => kind === 'call' || kind === 'fall'

const aboutHealth: ReadonlySet<AlertKind> = new Set<AlertKind>(['vitals', 'wet', 'turn_due', 'medication'])

/** The kind says by itself how somebody's health is: whoever may hear of alerts and not of readings isn't told it. */
export const tellsHealth = (kind: AlertKind): boolean => aboutHealth.has(kind)
