import type { Effect } from './effect.ts'
import { limitOf } from './limits.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, noLater, type Rule, raise } from './rule.ts'

/** When the line was last tried, or first heard of; what was told of it since. */
type TestState = { at: number | null; told: 0 | 1 | 2 }

const timer = 'test_overdue'
const dayMs = 86_400_000

/**
 * The weekly press that tries the line: the person hears that it arrived, nobody is alarmed. A press for help tries it as
 * well. Of a call device without one for a week the list of overdue tests knows; after two somebody goes and looks.
 */
export const testPress: Rule<TestState> = {
  name: 'test',
  version: 3,
  read: (slice) => ({
    at: isRecord(slice) && isInstant(slice.at) ? slice.at : null,
    told: isRecord(slice) && (slice.told === 1 || slice.told === 2) ? slice.told : 0,
  }),

  step(state, moment) {
    const { event, facts, at, now, timers } = moment
    const everyMs = limitOf(facts.limits, 'test_every_days') * dayMs
    const effects: Effect[] = []
    if (event?.type === 'test') effects.push({ do: 'command', type: 'call.received', about: null })
    if (facts.kind !== 'call_button') return effects.length === 0 ? null : { next: state, effects }

    if (moment.timer?.name === timer) {
      if (state.at === null) return null
      if (isSilenced(facts, 'test_overdue', now))
        return { next: state, effects: [{ do: 'start_timer', name: timer, due: now + dayMs }] }
      const due = state.at + (state.told + 1) * everyMs
      if (now < due) return { next: state, effects: [{ do: 'start_timer', name: timer, due }] }
      const seen = [{ what: 'last test', value: null, at: state.at }]
      effects.push(raise(testPress, moment, { kind: 'test_overdue', priority: 4, limits: ['test_every_days'], seen }))
      if (state.told === 0) effects.push({ do: 'start_timer', name: timer, due: state.at + 2 * everyMs })
      else effects.push({ do: 'open_ticket', kind: 'maintenance', reason: 'test_overdue' })
      return { next: { at: state.at, told: state.told === 0 ? 1 : 2 }, effects }
    }

    if (moment.changed && state.at !== null) return noLater(state, moment, timer, state.at + (state.told + 1) * everyMs)

    const tried = event?.type === 'test' || event?.type === 'call'
    if (!tried && (state.at !== null || !moment.heard)) return effects.length === 0 ? null : { next: state, effects }
    if (tried && state.told > 0) effects.push({ do: 'clear', kind: 'test_overdue', at, reason: 'tried' })
    if (tried && state.told === 2) effects.push({ do: 'close_ticket', kind: 'maintenance', reason: 'test_overdue' })
    const last = Math.max(at, state.at ?? at)
    if (timers[timer] === undefined)
      effects.push({ do: 'start_timer', name: timer, due: Math.max(last + everyMs, now) })
    else effects.push(...(noLater(null, moment, timer, last + everyMs)?.effects ?? []))
    return { next: { at: last, told: 0 }, effects }
  },
}
