import type { ActorRef } from '../contract/alerts.ts'
import { type AlertKind, priorities } from '../core/alert/alert.ts'
import { type FirstStep, fixedFirstStep } from '../core/escalation/inherit.ts'
import type { Effect } from '../core/rules/effect.ts'
import type { Batch, Whereabouts } from '../store/commit/batch.ts'

/** Kinds that close by themselves when what they warn of is gone. */
const closesItself: ReadonlySet<AlertKind> = new Set([
  ...(['device_offline', 'mains_lost', 'battery_low', 'bed_unsteady', 'test_overdue', 'mode_check'] as const),
])

/** Writes one effect into the batch. `receivedAt` is when the message, or the timer behind it, was taken. */
export function addEffect(
  batch: Batch,
  effect: Effect,
  where: Whereabouts,
  receivedAt: number,
  actor: ActorRef,
  newId: () => string,
  firstStep: FirstStep = fixedFirstStep,
): void {
  const { deviceId } = where
  switch (effect.do) {
    case 'raise':
      batch.alerts.push({
        change: 'raise',
        id: newId(),
        where,
        kind: effect.kind,
        priority: effect.priority,
        happenedAt: effect.at,
        receivedAt,
        late: effect.late,
        why: effect.why,
        actor,
        times: 1,
        data: {
          kind: effect.kind,
          priority: effect.priority,
          happenedAt: effect.at,
          late: effect.late,
          eventId: effect.eventId,
        },
        // The operators see it at once; what comes after that waits for its time.
        escalate: priorities
          .filter((priority) => priority <= effect.priority)
          .map((priority) => firstStep(where.areaPath, priority, receivedAt)),
      })
      return
    case 'clear':
      batch.alerts.push({
        change: 'clear',
        where,
        kind: effect.kind,
        at: effect.at,
        type: 'alert.cleared',
        actor,
        data: { reason: effect.reason },
        resolves: closesItself.has(effect.kind),
      })
      return
    case 'cancel':
      batch.alerts.push({
        change: 'clear',
        where,
        kind: effect.kind,
        at: effect.at,
        type: 'alert.cancelled_by_resident',
        actor,
        data: { eventId: effect.eventId },
        resolves: false,
      })
      return
    case 'start_timer':
      batch.jobs.set(`timer:${deviceId}:${effect.name}`, {
        name: 'device_timer',
        payload: { deviceId, name: effect.name, due: effect.due },
        runAt: effect.due,
      })
      return
    case 'cancel_timer':
      // The state no longer knows the timer, so its job is ignored when it fires: nothing to write.
      batch.jobs.delete(`timer:${deviceId}:${effect.name}`)
      return
    case 'open_ticket':
      batch.jobs.set(`maintenance:${deviceId}`, {
        name: 'maintenance_ticket',
        payload: { deviceId, reason: effect.reason },
        runAt: receivedAt,
      })
      return
    case 'close_ticket':
      batch.jobs.set(`maintenance_over:${deviceId}:${effect.reason}`, {
        name: 'maintenance_over',
        payload: { deviceId, reason: effect.reason },
        runAt: receivedAt,
      })
      return
    case 'look_in':
      batch.jobs.set(`look_in:${deviceId}`, {
        name: 'look_in',
        payload: { deviceId, about: effect.about },
        runAt: receivedAt,
      })
      return
    case 'end_mode':
      // Of a person, not of a device: person-step.ts.
      return
    case 'command':
      batch.commands.push({
        id: newId(),
        deviceNo: where.deviceNo,
        about: effect.about,
        type: effect.type,
        at: receivedAt,
        data: {},
      })
      return
    case 'note':
      batch.notes.push({ where, type: effect.type, at: effect.at, actor, data: {} })
      return
    default:
      effect satisfies never
  }
}
