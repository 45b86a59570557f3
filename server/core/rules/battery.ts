import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Moment, noLater, type Rule, raise, type Turn } from './rule.ts'

/**
 * `since`: when it was first told; `percent` as last said, null where only "low" was said. `untold`: how it ran low while
 * somebody worked on it.
 */
type BatteryState =
  | { phase: 'good'; untold?: { percent: number | null } }
  | { phase: 'low'; priority: 2 | 3 | 4; since: number; toldAt: number; percent: number | null }

const timer = 'battery'
const dayMs = 86_400_000
const names = [
  'battery_low_at_most_percent',
  'battery_urgent_at_most_percent',
  'battery_fixed_within_days',
] as const satisfies readonly LimitName[]

/**
 * Runs low: a maintenance ticket; nearly empty: urgent, because a silent button is no button. Reminds every week, and
 * after two it is no longer only a technical matter. Full again, the ticket is over by itself.
 */
export const battery: Rule<BatteryState> = {
  name: 'battery',
  version: 4,
  read,

  step(state, moment) {
    if (moment.timer?.name === timer) return state.phase === 'low' ? remind(state, moment) : null
    const untold = state.phase === 'good' ? state.untold : { percent: moment.latest.battery?.value ?? null }
    if (moment.changed && untold === undefined) return null
    const said = moment.changed ? untold?.percent : moment.values.battery
    const percent = said === undefined || said === null ? null : Math.max(0, said)
    if (percent === null && !saysLow(moment) && !moment.changed) return null
    const own = moment.facts.limits
    const low = limitOf(own, 'battery_low_at_most_percent')
    const { at } = moment

    if (percent !== null && percent > low) {
      if (state.phase === 'good') return state.untold !== undefined ? { next: { phase: 'good' }, effects: [] } : null
      if (moment.changed || percent < Math.min(100, low + limitOf(own, 'battery_clear_inside_percent'))) return null
      return { next: { phase: 'good' }, effects: isGood(moment, percent) }
    }
    if (isSilenced(moment.facts, 'battery_low', moment.now))
      return state.phase === 'good' && !moment.changed
        ? { next: { phase: 'good', untold: { percent } }, effects: [] }
        : null

    const worst = percent !== null && percent <= limitOf(own, 'battery_urgent_at_most_percent') ? 2 : 4
    if (state.phase === 'good') return isLow({ since: at, percent, priority: worst }, moment, true)
    if (worst < state.priority) return isLow({ since: state.since, percent, priority: 2 }, moment, false)
    if (moment.changed) return noLater(state, moment, timer, state.toldAt + remindMs(moment))
    // A device that says it again after the week, where the timer was lost.
    return at - state.toldAt >= remindMs(moment) ? remind({ ...state, percent }, moment) : null
  },
}

/** It only says that it is low, and nothing newer is known. */
const saysLow = ({ event, at, latest }: Moment): boolean =>
  event?.type === 'battery.low' && at >= (latest.battery?.at ?? at)

function isLow(
  { since, percent, priority }: { since: number; percent: number | null; priority: 2 | 3 | 4 },
  moment: Moment,
  isNew: boolean,
): Turn<BatteryState> {
  const { at, now } = moment
  const seen = [
    { what: percent === null ? 'battery.low' : 'battery', value: percent, at },
    ...(isNew ? [] : [{ what: 'battery low since', value: null, at: since }]),
  ]
  const effects: Effect[] = [raise(battery, moment, { kind: 'battery_low', priority, limits: names, seen })]
  if (isNew) effects.push({ do: 'open_ticket', kind: 'maintenance', reason: 'battery_low' })
  effects.push({ do: 'start_timer', name: timer, due: Math.max(now, at + remindMs(moment)) })
  return { next: { phase: 'low', priority, since, toldAt: at, percent }, effects }
}

function remind(state: BatteryState & { phase: 'low' }, moment: Moment): Turn<BatteryState> {
  const { facts, now, at } = moment
  if (isSilenced(facts, 'battery_low', now))
    return { next: state, effects: [{ do: 'start_timer', name: timer, due: now + dayMs }] }
  if (now < state.toldAt + remindMs(moment) && moment.timer !== null)
    return { next: state, effects: [{ do: 'start_timer', name: timer, due: state.toldAt + remindMs(moment) }] }
  const overdue = at - state.since >= limitOf(facts.limits, 'battery_fixed_within_days') * dayMs
  return isLow({ ...state, priority: overdue && state.priority === 4 ? 3 : state.priority }, moment, false)
}

function isGood({ at, timers }: Moment, percent: number): Effect[] {
  const effects: Effect[] = [
    { do: 'close_ticket', kind: 'maintenance', reason: 'battery_low' },
    { do: 'clear', kind: 'battery_low', at, reason: `${percent} %` },
  ]
  if (timers[timer] !== undefined) effects.push({ do: 'cancel_timer', name: timer })
  return effects
}

const remindMs = ({ facts }: Moment): number => limitOf(facts.limits, 'battery_remind_days') * dayMs

function read(slice: unknown): BatteryState {
  if (!isRecord(slice) || slice.phase !== 'low' || !isInstant(slice.toldAt))
    return isRecord(slice) && isRecord(slice.untold)
      ? { phase: 'good', untold: { percent: isInstant(slice.untold.percent) ? slice.untold.percent : null } }
      : { phase: 'good' }
  return {
    phase: 'low',
    priority: slice.priority === 2 || slice.priority === 3 ? slice.priority : 4,
    since: isInstant(slice.since) ? slice.since : slice.toldAt,
    toldAt: slice.toldAt,
    percent: isInstant(slice.percent) ? slice.percent : null,
  }
}
