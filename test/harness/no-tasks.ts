import type { Tasks } from '../../server/jobs/jobs.ts'

const never = async () => undefined

/** Every job there is, doing nothing: a test names those it is about. */
export const noTasks: Tasks = {
  device_timer: never,
  resident_timer: never,
  escalate: never,
  claim_idle: never,
  offer_expires: never,
  stand_down: never,
  send_notice: never,
  tell: never,
  watch_incident: never,
  watch_staffing: never,
  tell_staffing: never,
  maintenance_ticket: never,
  maintenance_over: never,
  maintenance_ends: never,
  look_in: never,
  mode_ends: never,
  mode_unanswered: never,
  visit_due: never,
}
