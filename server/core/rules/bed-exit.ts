import type { DeviceFacts } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isBetween } from './local-time.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Moment, type Rule, raise, type Turn } from './rule.ts'

type BedExitState =
  | { phase: 'unarmed' }
  /** `outSince`: they were up before and have not lain long enough for that to be over. */
  | { phase: 'lying'; since: number; outSince: number | null }
  | { phase: 'up'; since: number; raised: 1 | 2 | null }

const timer = 'bed_exit'
const names = [
  'bed_exit_arm_seconds',
  'bed_exit_urgent_seconds',
  'bed_exit_emergency_seconds',
  'bed_exit_from_hour',
  'bed_exit_until_hour',
] as const satisfies readonly LimitName[]
/** When the time is up already as the news arrives, what is queued behind it may still say that they are back. */
const graceMs = 60_000

/** Up at night and not back: armed once the person has lain down long enough, silent by day. */
export const bedExit: Rule<BedExitState> = {
  name: 'bed_exit',
  version: 1,
  read,

  step(state, moment) {
    if (moment.timer?.name === timer) return state.phase === 'up' ? timeIsUp(state, moment) : null
    if (moment.inBed === null) return null
    return moment.inBed ? liesDown(state, moment) : getsUp(state, moment)
  },
}

function liesDown(state: BedExitState, { at, timers }: Moment): Turn<BedExitState> | null {
  if (state.phase === 'lying') return null
  if (state.phase === 'unarmed') return { next: { phase: 'lying', since: at, outSince: null }, effects: [] }
  const effects: Effect[] = []
  if (state.raised !== null) effects.push({ do: 'clear', kind: 'bed_exit', at, reason: 'back in bed' })
  if (timers[timer] !== undefined) effects.push({ do: 'cancel_timer', name: timer })
  return { next: { phase: 'lying', since: at, outSince: state.since }, effects }
}

function getsUp(state: BedExitState, { facts, at, now }: Moment): Turn<BedExitState> | null {
  if (state.phase !== 'lying') return null
  const armed = at - state.since >= ms(facts, 'bed_exit_arm_seconds')
  // A touch of the bed isn't a return to it: who was up before goes on being up since then.
  const since = armed ? at : state.outSince
  const from = limitOf(facts.limits, 'bed_exit_from_hour')
  const until = limitOf(facts.limits, 'bed_exit_until_hour')
  if (since === null || !isBetween(since, facts.timezone, from, until))
    return { next: { phase: 'unarmed' }, effects: [] }
  const due = since + ms(facts, 'bed_exit_urgent_seconds')
  return {
    next: { phase: 'up', since, raised: null },
    effects: [{ do: 'start_timer', name: timer, due: due > now ? due : now + graceMs }],
  }
}

function timeIsUp(state: BedExitState & { phase: 'up' }, moment: Moment): Turn<BedExitState> | null {
  const { facts, now } = moment
  if (isSilenced(facts, 'bed_exit', now)) return null
  const emergencyDue = state.since + ms(facts, 'bed_exit_emergency_seconds')
  const priority = state.raised !== null || now >= emergencyDue ? 1 : 2
  const seen = [{ what: 'in_bed', value: false, at: state.since }]
  const effects: Effect[] = [raise(bedExit, moment, { kind: 'bed_exit', priority, limits: names, seen })]
  if (priority === 2) effects.push({ do: 'start_timer', name: timer, due: emergencyDue })
  return { next: { ...state, raised: priority }, effects }
}

const ms = (facts: DeviceFacts, name: LimitName): number => limitOf(facts.limits, name) * 1000

function read(slice: unknown): BedExitState {
  if (!isRecord(slice) || !isInstant(slice.since)) return { phase: 'unarmed' }
  const { since } = slice
  if (slice.phase === 'lying')
    return { phase: 'lying', since, outSince: isInstant(slice.outSince) ? slice.outSince : null }
  if (slice.phase !== 'up') return { phase: 'unarmed' }
  return { phase: 'up', since, raised: slice.raised === 1 || slice.raised === 2 ? slice.raised : null }
}
