import type { Desk } from './desk/desk.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { Tasks } from './jobs/jobs.ts'

/** What each kind of job does when it is due. */
export const createTasks = ({
  ingest,
  desk,
  sendNotice,
}: {
  ingest: Ingest
  desk: Desk
  sendNotice: Tasks['send_notice']
}): Tasks => ({
  device_timer: ({ deviceId, name, due }) => ingest.input(deviceId, { kind: 'timer', name, due }),
  escalate: desk.escalateAlert,
  claim_idle: desk.claimIdle,
  offer_expires: desk.offerExpired,
  watch_incident: desk.watchIncident,
  maintenance_ticket: desk.maintenance,
  send_notice: sendNotice,
})
