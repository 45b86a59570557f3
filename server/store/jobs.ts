import { sql } from 'kysely'
import type { AlertKind, Priority } from '../core/alert/alert.ts'
import type { Whom } from '../core/escalation/policy.ts'
import type { Reachable } from '../core/escalation/told.ts'
import type { Gap } from '../core/schedule/changes.ts'
import type { Database } from './database.ts'

/** What family and neighbours are told about, each once for an alert. */
export type NoticeAbout = 'unclaimed' | 'help_sent' | 'arrived' | 'resolved'

/** Every job there is, with its payload. Plain JSON. */
export type JobPayloads = {
  device_timer: { deviceId: string; name: string; due: number }
  /** `since` is when the plan began, epoch ms: the receipt when missing, later for an alert that came back to the queue.
   * `planAt` is the instant whose version of the policy holds, `since` when missing. `again`: all steps at once, after the last. */
  escalate: {
    alertId: string
    step: number
    since?: number | undefined
    planAt?: number | undefined
    again?: boolean | undefined
  }
  claim_idle: { alertId: string }
  offer_expires: { ticketId: string }
  /** Alerts joined or left it, or it is time to see whether it is over. */
  watch_incident: { incidentId: string }
  maintenance_ticket: { deviceId: string; reason: string }
  /** What that ticket was for is over by itself. */
  maintenance_over: { deviceId: string; reason: string }
  /** Nobody works on the device any more. */
  maintenance_ends: { deviceId: string; until?: number | undefined }
  /** A fault that somebody's life may hang on wasn't mended in time. */
  look_in: { deviceId: string; about: AlertKind }
  resident_timer: { residentId: string; name: string; due: number }
  /** A mode other than home has run out. */
  mode_ends: { residentId: string; until: number }
  /** Nobody said whether they are back, and somebody is. */
  mode_unanswered: { residentId: string }
  /** A turn of what is planned for a person becomes work for somebody. */
  visit_due: { planId: string; on: string }
  /** `since`: it is told again, whatever was told before then; epoch ms. `asked`: whoever has the alert said so. */
  send_notice: {
    alertId: string
    contactId: string
    about: NoticeAbout
    since?: number | undefined
    asked?: boolean | undefined
  }
  /** Somebody else than a contact by e-mail is told that an alert waits; and whoever it is by the webhook. */
  tell: {
    alertId: string
    step: number
    since: number
    whom: Whom
    channel: 'email' | 'webhook'
    to: { kind: Reachable['kind']; id: string }
    /** Whoever has the alert said so. */
    asked?: boolean | undefined
  }
  /** Somebody was switched off, or works as something else, or elsewhere. */
  stand_down: { userId: string }
  /** Once a minute, and when somebody comes or goes: is anybody there? */
  watch_staffing: Record<string, never>
  /** A supervisor hears that too few are there; or, with `ahead`, that too few are planned (epoch ms). */
  tell_staffing: {
    areaId: string
    since: number
    ahead?: Gap | undefined
    userId: string
    channel: 'email' | 'webhook'
  }
}
export type JobName = keyof JobPayloads

export const jobKey = {
  deviceTimer: (deviceId: string, name: string) => `timer:${deviceId}:${name}`,
  escalate: (alertId: string) => `escalate:${alertId}`,
  lookIn: (deviceId: string) => `look_in:${deviceId}`,
  claimIdle: (alertId: string) => `claim_idle:${alertId}`,
  offer: (ticketId: string) => `offer:${ticketId}`,
  modeEnds: (residentId: string) => `mode_ends:${residentId}`,
  visit: (planId: string) => `visit:${planId}`,
  maintenanceEnds: (deviceId: string) => `maintenance_ends:${deviceId}`,
  /** Within the second of a change. */
  incident: (incidentId: string) => `incident:${incidentId}`,
  /** When it may have faded: a key of its own, or changes would wait for that. */
  incidentFades: (incidentId: string) => `incident_fades:${incidentId}`,
  /** When whoever claimed it has had their time. */
  incidentIdle: (incidentId: string) => `incident_idle:${incidentId}`,
  tell: (alertId: string, step: number, channel: string, to: string) => `tell:${alertId}:${step}:${channel}:${to}`,
  standDown: (userId: string) => `stand_down:${userId}`,
  staffing: () => 'watch_staffing',
  tellStaffing: (areaId: string, userId: string, channel: string, ahead?: number) =>
    `staffing:${areaId}:${userId}:${channel}${ahead === undefined ? '' : `:${ahead}`}`,
  notice: (alertId: string, contactId: string, about: NoticeAbout) => `notice:${alertId}:${contactId}:${about}`,
}

export type NewJob<N extends JobName = JobName> = {
  name: N
  payload: JobPayloads[N]
  /** A job that waits under the same key is replaced. */
  key: string
  /** Epoch ms; due at once when missing. */
  at?: number | undefined
  /** That of the alert it is for: what is due at the same time runs in this order. */
  urgency?: Priority | undefined
  /** 25 unless told: some 6 hours of back-off. */
  maxAttempts?: number | undefined
}

/** Lower runs first among what is due; 0 is what no alert waits for. Timers of thousands of devices may be due at once. */
export const placeInLine: Readonly<Record<Priority, number>> = { 1: -20, 2: -15, 3: 0, 4: 5 }

/**
 * What waits for a mail server or somebody's webhook, which may hang, goes in lines in which one runs at a time: so there
 * is always a hand left for what is due inside the hub, an escalation above all. Mail that hangs holds up no webhook, and
 * nothing that can wait holds up word of an emergency: that has lines of its own.
 */
const linesOfEach = 2

function queueOf({ name, payload, key, urgency }: Pick<NewJob, 'name' | 'payload' | 'key' | 'urgency'>): string | null {
  const by = name === 'send_notice' ? 'email' : 'channel' in payload ? payload.channel : null
  if (by === null) return null
  const unheard = !('about' in payload) || payload.about === 'unclaimed'
  let sum = 0
  for (const character of key) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return `${by}${urgency === 1 && unheard ? ' emergency' : ''} ${sum % linesOfEach}`
}

/** Enqueues in the caller's transaction: the job exists if and only if the transaction commits. */
export async function enqueue<N extends JobName>(trx: Database, job: NewJob<N>): Promise<void> {
  const at = job.at === undefined ? null : new Date(job.at)
  const place = job.urgency === undefined ? 0 : placeInLine[job.urgency]
  await sql`select from graphile_worker.add_job(
    ${job.name}, payload := ${JSON.stringify(job.payload)}::json, queue_name := ${queueOf(job)}::text, run_at := ${at}::timestamptz,
    max_attempts := ${job.maxAttempts ?? 25}::int, job_key := ${job.key}, priority := ${place}::int)`.execute(trx)
}

/** The same for many, in one statement. */
export async function enqueueAll(trx: Database, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  const specs = jobs.map(({ name, payload, key, at, urgency, maxAttempts = 25 }) => ({
    identifier: name,
    payload,
    queue: queueOf({ name, payload, key, urgency }),
    run_at: at === undefined ? null : new Date(at),
    attempts: maxAttempts,
    key,
    place: urgency === undefined ? 0 : placeInLine[urgency],
  }))
  await sql`select count(*) from graphile_worker.add_jobs(array(
    select (identifier, payload, queue, run_at, attempts, key, place, null)::graphile_worker.job_spec
    from json_to_recordset(${JSON.stringify(specs)}::json) as specs (identifier text, payload json, queue text,
      run_at timestamptz, attempts smallint, key text, place smallint)))`.execute(trx)
}

/** Takes back what waits under the key, in the caller's transaction. One that runs already isn't stopped. */
export async function cancel(trx: Database, key: string): Promise<void> {
  await sql`select from graphile_worker.remove_job(${key})`.execute(trx)
}
