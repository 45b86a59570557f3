import { setTimeout as pause } from 'node:timers/promises'
import type { Desk } from './desk/desk.ts'
import type { PeopleTasks } from './desk/people-tasks.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { Tasks } from './jobs/jobs.ts'
import type { Notify } from './notify/notify.ts'

/**
 * What is written on the line of everything else may wait for long while emergencies are written beside it. Whoever waits
 * for it gives the worker's hand back, for escalations need it, and asks again later: told twice, a timer rings once.
 */
const handWaitsMs = 10_000

/** Rejects when it isn't written within that time; it may be all the same, later. */
export async function withHand(written: Promise<void>, waitsMs: number): Promise<void> {
  const late = new AbortController()
  const tooLate = pause(waitsMs, undefined, { signal: late.signal }).then(
    () => Promise.reject(new Error(`not written within ${waitsMs} ms`)),
    () => undefined, // it was written
  )
  await Promise.race([written, tooLate]).finally(() => late.abort())
}

/** What each kind of job does when it is due. */
export const createTasks = ({
  ingest,
  desk,
  notify,
  people,
  devicesChanged,
  waitsMs = handWaitsMs,
}: {
  ingest: Ingest
  desk: Desk
  notify: Notify
  people: PeopleTasks
  devicesChanged(ids: string[]): Promise<void>
  /** How long a job waits for what it says to be written, ms. */
  waitsMs?: number
}): Tasks => ({
  device_timer: ({ deviceId, name, due }) => withHand(ingest.input(deviceId, { kind: 'timer', name, due }), waitsMs),
  escalate: desk.escalateAlert,
  claim_idle: desk.claimIdle,
  offer_expires: desk.offerExpired,
  watch_incident: desk.watchIncident,
  maintenance_ticket: desk.maintenance,
  maintenance_over: people.maintenanceOver,
  maintenance_ends: async (job) => {
    if (!(await people.maintenanceGoesOn(job))) await devicesChanged([job.deviceId])
  },
  look_in: people.lookIn,
  resident_timer: ({ residentId, name, due }) =>
    withHand(ingest.person(residentId, { kind: 'timer', name, due }), waitsMs),
  mode_ends: people.modeEnds,
  mode_unanswered: people.modeUnanswered,
  visit_due: people.visitDue,
  send_notice: notify.sendNotice,
  tell: notify.tell,
  stand_down: desk.standDown,
  watch_staffing: desk.watchStaffing,
  tell_staffing: notify.tellStaffing,
})
