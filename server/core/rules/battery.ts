import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isInstant, isRecord, type Rule, raise } from './rule.ts'

type BatteryState = { phase: 'good' } | { phase: 'low'; priority: 2 | 4; toldAt: number }

const dayMs = 86_400_000
const names = ['battery_low_at_most_percent', 'battery_urgent_at_most_percent'] as const satisfies readonly LimitName[]

/** Runs low: a maintenance ticket; nearly empty: urgent, because a silent button is no button. Reminds every week. */
export const battery: Rule<BatteryState> = {
  name: 'battery',
  version: 1,
  read(slice) {
    if (!isRecord(slice) || slice.phase !== 'low' || !isInstant(slice.toldAt)) return { phase: 'good' }
    return { phase: 'low', priority: slice.priority === 2 ? 2 : 4, toldAt: slice.toldAt }
  },

  step(state, moment) {
    const percent = moment.values.battery ?? null
    if (percent === null && moment.event?.type !== 'battery.low') return null
    const own = moment.facts.limits
    const low = limitOf(own, 'battery_low_at_most_percent')
    const { at } = moment

    if (percent !== null && percent > low) {
      if (state.phase === 'good' || percent < Math.min(100, low + limitOf(own, 'battery_clear_inside_percent')))
        return null
      return { next: { phase: 'good' }, effects: [{ do: 'clear', kind: 'battery_low', at, reason: `${percent} %` }] }
    }

    const now = percent !== null && percent <= limitOf(own, 'battery_urgent_at_most_percent') ? 2 : 4
    const worse = state.phase === 'good' || now < state.priority
    const remind = state.phase === 'low' && at - state.toldAt >= limitOf(own, 'battery_remind_days') * dayMs
    if (!worse && !remind) return null
    const priority = state.phase === 'low' && state.priority < now ? state.priority : now
    const seen = [{ what: percent === null ? 'battery.low' : 'battery', value: percent, at }]
    const effects: Effect[] = [raise(battery, moment, { kind: 'battery_low', priority, limits: names, seen })]
    if (state.phase === 'good') effects.push({ do: 'open_ticket', kind: 'maintenance', reason: 'battery_low' })
    return { next: { phase: 'low', priority, toldAt: at }, effects }
  },
}
