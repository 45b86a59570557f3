import type { TicketState } from '../core/ticket/ticket.ts'
import type { StoredAlert } from '../store/alerts.ts'
import type { NoticeAbout } from '../store/jobs.ts'
import { kindToTell, type Notice } from './messages.ts'

/** What one contact is told of an alert as it now stands. Pure. */
export function noticeOf(
  alert: StoredAlert,
  contact: { name: string; maySeeReadings: boolean },
  around: { timezone: string; help: { workerName: string; state: TicketState } | null; url: string },
  about: NoticeAbout,
  asked = false,
): Notice {
  return {
    ...around,
    about,
    asked,
    contactName: contact.name,
    residentName: alert.resident?.name ?? '',
    kind: kindToTell(alert.kind, contact.maySeeReadings),
    state: alert.state,
    happenedAt: Date.parse(alert.happenedAt),
    cancelled: alert.cancelledAt !== null && alert.state !== 'resolved',
    ownerName: alert.owner?.name ?? null,
    outcome: alert.outcome,
  }
}
