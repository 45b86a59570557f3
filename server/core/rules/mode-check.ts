import { type LimitName, limitOf } from './limits.ts'
import {
  cancelTimer,
  clearAll,
  type ResidentMoment,
  type ResidentRule,
  type ResidentTurn,
  raiseOn,
  startTimer,
} from './resident.ts'
import { isInstant, isRecord } from './rule.ts'

/** `since`: when the mode was first seen; `asked`: when signs of life in the home made the hub ask, and the last of them. */
type ModeState = { since: number | null; asked: { at: number; lastSignAt: number; open: boolean } | null }

const timer = 'mode_check'
const dayMs = 86_400_000
const names = ['mode_check_after_minutes', 'mode_check_answer_minutes'] as const satisfies readonly LimitName[]
/** A sign this long after the one that made the hub ask: somebody stays. */
const staysMs = 300_000

/**
 * Signs of life in the home of somebody who is away: the hub asks whether they are back. Somebody's answer is to set the
 * mode to home, or to claim or resolve the alert. When nobody answers and somebody stays in the home, the mode ends: a
 * person who is back and not watched is worse off than one who is watched too much.
 */
export const modeCheck: ResidentRule<ModeState> = {
  name: 'mode_check',
  version: 1,
  read,

  step(state, moment) {
    const { facts, sign, at, now } = moment
    if (facts.mode === 'home') return state.since === null && state.asked === null ? null : back(state, at)
    if (moment.timer?.name === timer) return timeIsUp(state, moment)
    if (state.since === null) return { next: { since: now, asked: null }, effects: [] }
    if (sign === null) return null
    const { asked } = state
    if (asked !== null && sign.at - asked.at < dayMs)
      return asked.open && sign.at > asked.lastSignAt
        ? { next: { ...state, asked: { ...asked, lastSignAt: sign.at } }, effects: [] }
        : null
    // Who is packing their bag isn't back, and what was said before they left says nothing.
    if (sign.at - state.since < limitOf(facts.limits, 'mode_check_after_minutes') * 60_000) return null
    const seen = [
      { what: sign.what, value: sign.deviceId, at: sign.at },
      { what: 'mode', value: facts.mode, at: state.since },
    ]
    return {
      next: { ...state, asked: { at: sign.at, lastSignAt: sign.at, open: true } },
      effects: [
        raiseOn(sign.deviceId, modeCheck, moment, {
          kind: 'mode_check',
          priority: 3,
          at: sign.at,
          limits: names,
          seen,
        }),
        startTimer(timer, now + limitOf(facts.limits, 'mode_check_answer_minutes') * 60_000),
      ],
    }
  },
}

function timeIsUp(state: ModeState, { now, facts }: ResidentMoment): ResidentTurn<ModeState> | null {
  const { asked } = state
  if (asked === null || !asked.open) return null
  const due = asked.at + limitOf(facts.limits, 'mode_check_answer_minutes') * 60_000
  if (now < due) return { next: state, effects: [startTimer(timer, due)] }
  const next = { ...state, asked: { ...asked, open: false } }
  if (asked.lastSignAt - asked.at < staysMs) return { next, effects: [] }
  return { next, effects: [{ on: null, effect: { do: 'end_mode', at: now } }] }
}

const back = ({ asked }: ModeState, at: number): ResidentTurn<ModeState> => ({
  next: { since: null, asked: null },
  effects: asked === null ? [] : [cancelTimer(timer), clearAll('mode_check', at, 'home')],
})

function read(slice: unknown): ModeState {
  if (!isRecord(slice)) return { since: null, asked: null }
  const { since, asked } = slice
  return {
    since: isInstant(since) ? since : null,
    asked:
      isRecord(asked) && isInstant(asked.at) && isInstant(asked.lastSignAt)
        ? { at: asked.at, lastSignAt: asked.lastSignAt, open: asked.open === true }
        : null,
  }
}
