import type { Metric } from '../../../devices/reading.ts'
import type { ActorRef, TimelineType } from '../../contract/alerts.ts'
import type { AlertKind, Priority, Why } from '../../core/alert/alert.ts'
import type { DeviceState } from '../../core/rules/device.ts'
import type { ResidentState } from '../../core/rules/resident.ts'
import type { JobName, JobPayloads } from '../jobs.ts'

/** Everything one group commit writes: what was said, what the rules made of it, what is due because of it. */
export type Batch = {
  events: EventRow[]
  readings: ReadingRow[]
  motions: MotionRow[]
  quarantined: QuarantineRow[]
  states: Map<number, DeviceState>
  /** In order. Two for the same alert never share a statement: see rounds.ts. */
  alerts: AlertChange[]
  notes: Note[]
  commands: NewCommand[]
  /** What is remembered of people, by id, where this batch changes it. */
  people?: ReadonlyMap<string, ResidentState>
  /** By job key: within a batch the last word on a timer wins. */
  jobs: Map<string, Job>
}

export type EventRow = { deviceNo: number; id: string; type: string; at: number; receivedAt: number; data: object }
export type ReadingRow = { deviceNo: number; metric: Metric; at: number; value: number }
export type MotionRow = { deviceNo: number; id: string; at: number; receivedAt: number; hz: number; samples: object }
export type QuarantineRow = {
  id: string
  deviceId: string
  topic: string
  code: string
  reason: string
  payload: Uint8Array
  size: number
  at: number
  /** What makes it the same as another one, where that isn't the payload itself. */
  alike?: string
}

/** Where something belongs: copied into every row that people later filter by. */
export type Whereabouts = {
  deviceNo: number
  deviceId: string
  residentId: string | null
  areaId: string
  areaPath: string
}

export type AlertChange = RaiseChange | ClearChange
export type RaiseChange = {
  change: 'raise'
  id: string
  where: Whereabouts
  kind: AlertKind
  priority: Priority
  happenedAt: number
  receivedAt: number
  late: boolean
  why: Why
  actor: ActorRef
  /** How many messages said so in this batch. */
  times: number
  data: object
  /**
   * The first step of the plan that the alert begins by this, and when it is due: by priority, from emergency to its own,
   * for it may be said again, less urgently, of an alert that is more urgent.
   */
  escalate: readonly ({ step: number; at: number } | null)[]
}
export type ClearChange = {
  change: 'clear'
  where: Whereabouts
  kind: AlertKind
  at: number
  type: Extract<TimelineType, 'alert.cleared' | 'alert.cancelled_by_resident'>
  actor: ActorRef
  data: object
  /** A technical alert nobody owns closes itself as technical_fixed, unless a ticket for it is open. */
  resolves: boolean
}
export type Note = { where: Whereabouts; type: TimelineType; at: number; actor: ActorRef; data: object }
export type NewCommand = {
  id: string
  deviceNo: number
  about: AlertKind | null
  type: string
  at: number
  data: Readonly<Record<string, unknown>>
}
type Job = { [N in JobName]: { name: N; payload: JobPayloads[N]; runAt: number } }[JobName]

export type Committed = { seqs: number[] }
