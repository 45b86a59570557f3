import type { Desk } from './desk/desk.ts'
import type { PeopleTasks } from './desk/people-tasks.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { Tasks } from './jobs/jobs.ts'
import type { Notify } from './notify/notify.ts'

/** What each kind of job does when it is due. */
export const createTasks = ({
  ingest,
  desk,
  notify,
  people,
  devicesChanged,
}: {
  ingest: Ingest
  desk: Desk
  notify: Notify
  people: PeopleTasks
  devicesChanged(ids: string[]): Promise<void>
}): Tasks => ({
  device_timer: ({ deviceId, name, due }) => ingest.input(deviceId, { kind: 'timer', name, due }),
  escalate: desk.escalateAlert,
  claim_idle: desk.claimIdle,
  offer_expires: desk.offerExpired,
  watch_incident: desk.watchIncident,
  maintenance_ticket: desk.maintenance,
  maintenance_over: people.maintenanceOver,
  maintenance_ends: ({ deviceId }) => devicesChanged([deviceId]),
  look_in: people.lookIn,
  resident_timer: ({ residentId, name, due }) => ingest.person(residentId, { kind: 'timer', name, due }),
  mode_ends: people.modeEnds,
  mode_unanswered: people.modeUnanswered,
  visit_due: people.visitDue,
  send_notice: notify.sendNotice,
  tell: notify.tell,
  stand_down: desk.standDown,
  watch_staffing: desk.watchStaffing,
  tell_staffing: notify.tellStaffing,
})
