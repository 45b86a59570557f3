import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import type { AlertKind, Mode, Outcome } from '../../app/domain.ts'

/** What an entry of the timeline says to a family; the words are in locales/family. */
export type Told =
  | { say: 'raised'; kind: AlertKind }
  | { say: 'outcome'; outcome: Outcome }
  | { say: 'modeChanged'; mode: Mode }
  | {
      say:
        | 'repeated'
        | 'risen'
        | 'cleared'
        | 'cancelled'
        | 'claimed'
        | 'takenOver'
        | 'arranging'
        | 'accepted'
        | 'travelling'
        | 'arrived'
        | 'done'
        | 'calledOff'
        | 'notDone'
    }

/** Which sentence of `tell` a kind of alert begins with. */
export const beginnings = {
  call: 'call',
  fall: 'fall',
  vitals: 'vitals',
  bed_exit: 'bed_exit',
  no_activity: 'no_activity',
  smoke: 'home',
  gas: 'home',
  water: 'home',
  wet: 'care',
  turn_due: 'care',
  medication: 'care',
  device_offline: 'device',
  battery_low: 'device',
  mains_lost: 'device',
  tamper: 'device',
  bed_unsteady: 'device',
  test_overdue: 'device',
  mode_check: 'care',
  undisclosed: 'undisclosed',
} as const satisfies Record<AlertKind, string>

const outcomes: Record<Outcome, true> = {
  false_alarm: true,
  reassured: true,
  family_attends: true,
  worker_attended: true,
  ambulance: true,
  police_fire: true,
  technical_fixed: true,
  test: true,
  cancelled_by_resident: true,
  died: true,
  other: true,
}
const modes: Record<Mode, true> = { home: true, away: true, hospital: true, holiday: true }

const isKind = (value: unknown): value is AlertKind => typeof value === 'string' && value in beginnings
const isOutcome = (value: unknown): value is Outcome => typeof value === 'string' && value in outcomes
const isMode = (value: unknown): value is Mode => typeof value === 'string' && value in modes

/** Null for what is only between the staff: who was asked first, who was told, how a level rose. */
export function toldOf(entry: TimelineEntry): Told | null {
  switch (entry.type) {
    case 'alert.raised':
      return isKind(entry.data.kind) ? { say: 'raised', kind: entry.data.kind } : null
    case 'alert.repeated':
      return { say: 'repeated' }
    case 'alert.priority_raised':
      return { say: 'risen' }
    case 'alert.cleared':
      return { say: 'cleared' }
    case 'alert.cancelled_by_resident':
      return { say: 'cancelled' }
    case 'alert.claimed':
      return { say: 'claimed' }
    case 'alert.taken_over':
      return { say: 'takenOver' }
    case 'alert.resolved':
    case 'alert.corrected':
      return { say: 'outcome', outcome: isOutcome(entry.data.outcome) ? entry.data.outcome : 'other' }
    // What is planned is arranged days before: the day's story begins when somebody sets out.
    case 'ticket.requested':
      return entry.alertId === null ? null : { say: 'arranging' }
    case 'ticket.accepted':
      return entry.alertId === null ? null : { say: 'accepted' }
    case 'ticket.travelling':
      return { say: 'travelling' }
    case 'ticket.arrived':
      return { say: 'arrived' }
    case 'ticket.done':
      return { say: 'done' }
    case 'ticket.cancelled':
      return entry.alertId === null ? null : { say: 'calledOff' }
    case 'ticket.failed':
      return { say: 'notDone' }
    case 'resident.mode_changed':
      return isMode(entry.data.to) ? { say: 'modeChanged', mode: entry.data.to } : null
    case 'alert.released':
    case 'alert.claim_expired':
    case 'alert.escalated':
    case 'shift.signed_on':
    case 'shift.signed_off':
    case 'shift.break':
    case 'shift.back':
    case 'shift.plan_changed':
    case 'shift.absence':
    case 'shift.take_over':
    case 'shift.swap':
    case 'shift.taken_back':
    case 'staffing.gap_ahead':
    case 'staffing.short':
    case 'staffing.met':
    case 'alert.note':
    case 'alert.called':
    case 'alert.step_done':
    case 'alert.step_undone':
    case 'alert.left_incident':
    case 'alert.left_area':
    case 'alert.entered_area':
    case 'ticket.left_area':
    case 'ticket.entered_area':
    case 'incident.opened':
    case 'incident.changed':
    case 'incident.claimed':
    case 'incident.released':
    case 'incident.taken_over':
    case 'incident.claim_expired':
    case 'incident.note':
    case 'incident.closed':
    case 'resident.care_given':
    case 'device.maintenance':
    case 'ticket.inside':
    case 'ticket.moved':
    case 'ticket.rated':
    case 'ticket.offered':
    case 'ticket.declined':
    case 'ticket.expired':
    case 'ticket.confirmed':
    case 'notice.queued':
    case 'notice.sent':
    case 'notice.failed':
    case 'notice.skipped':
    case 'command.queued':
    case 'command.delivered':
    case 'device.online':
    case 'device.offline':
    case 'device.tested':
    case 'device.swapped':
    case 'device.retired':
    case 'resident.key_safe_seen':
    case 'resident.limits_changed':
    case 'resident.rule_changed':
    case 'resident.changed':
    case 'resident.plan_changed':
    case 'resident.document_changed':
    case 'resident.document_seen':
    case 'resident.health_seen':
    case 'resident.note':
      return null
  }
}

/** The story since `fromMs`, oldest first, without a device's small troubles and what came of them. */
export function storyOf(entries: readonly TimelineEntry[], fromMs: number): { entry: TimelineEntry; told: Told }[] {
  const small = new Set(
    entries.filter((entry) => entry.type === 'alert.raised' && entry.data.priority === 4).map((entry) => entry.alertId),
  )
  return entries.flatMap((entry) => {
    const told = Date.parse(entry.at) >= fromMs && !(entry.alertId && small.has(entry.alertId)) ? toldOf(entry) : null
    return told ? [{ entry, told }] : []
  })
}
