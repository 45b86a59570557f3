import type { Effect } from './effect.ts'
import { limitOf } from './limits.ts'
import { isBetween, localHour, nextLocal } from './local-time.ts'
import { backInside, hourOf, type OwnRule } from './own-rule.ts'
import { isInstant, isRecord, type Moment, type Rule, watched } from './rule.ts'

/**
 * What is remembered of one own rule: since when its condition holds and when it was last seen to, since when it waits
 * for a silent metric, and whether it was told. A rule that was changed begins anew.
 */
type OwnState = {
  version: number
  since: number | null
  last: number | null
  raisedAt: number | null
}
type OwnStates = Readonly<Record<string, OwnState>>

/** Still so, it is told again. */
const repeatMs = 3_600_000
/** What is silent outside its hours, or while nobody is at home, is looked at again after this. */
const lookAgainMs = 900_000
/** A timer this late was held up with everything else that might have been heard. */
const heldUpMs = 60_000

const nothing: OwnStates = {}
const timerOf = ({ id }: { id: string }): string => `own_rule:${id}`

/**
 * The sentences people made for one person's device. They only ever raise: no own rule clears, cancels or lowers what
 * another rule raised. Away from home they rest, as every rule about somebody's bed does.
 */
export const ownRules: Rule<OwnStates> = {
  name: 'own_rules',
  version: 2,
  read,

  step(states, moment) {
    const all = moment.facts.ownRules
    if (all === undefined || all.length === 0) return states === nothing ? null : { next: nothing, effects: [] }
    const effects: Effect[] = []
    let next: Record<string, OwnState> | null = null
    for (const rule of all) {
      const known = states[rule.id]
      const before = known?.version === rule.version ? known : fresh(rule)
      const after = rule.is === 'not_seen' ? silent(rule, before, moment, effects) : held(rule, before, moment, effects)
      if (after === known) continue
      next ??= { ...states }
      next[rule.id] = after
    }
    const gone = Object.keys(states).some((id) => !all.some((rule) => rule.id === id))
    if (gone) next = Object.fromEntries(Object.entries(next ?? states).filter(([id]) => all.some((r) => r.id === id)))
    return next === null && effects.length === 0 ? null : { next: next ?? states, effects }
  },
}

/** Above or below for so long. */
function held(rule: OwnRule, was: OwnState, moment: Moment, effects: Effect[]): OwnState {
  if (rule.metric === 'in_bed') return inBedFor(rule, was, moment, effects)
  const value = moment.values[rule.metric]
  if (value === undefined) return was
  const { at, facts } = moment
  if (!watched(facts) || !isIn(rule, at, facts.timezone)) return calm(was)
  if (!isBeyond(rule, value)) return isBack(rule, value) ? calm(was) : broken(was)
  const gapMs = Math.max(limitOf(facts.limits, 'vitals_gap_seconds') * 1000, 3 * facts.beatMs)
  const unbroken = was.last !== null && at - was.last <= gapMs
  const since = unbroken ? (was.since ?? at) : at
  const next: OwnState = { ...was, since, last: at }
  if (at - since < rule.forSeconds * 1000 || !isDue(was, at)) return next
  effects.push(raised(rule, moment, at, { what: rule.metric, value, at }, since))
  return { ...next, raisedAt: at }
}

/** A bed says once that somebody lies in it or got up: the time that follows is a timer's. */
function inBedFor(rule: OwnRule, was: OwnState, moment: Moment, effects: Effect[]): OwnState {
  const { at, now, inBed, timer, timers, facts } = moment
  const name = timerOf(rule)
  const waits = rule.forSeconds * 1000
  if (timer?.name === name) {
    if (was.since === null || was.raisedAt !== null) return was
    if (!watched(facts) || !isIn(rule, now, facts.timezone)) {
      effects.push({ do: 'start_timer', name, due: lookAgainAt(rule, moment) })
      return was
    }
    const due = Math.max(was.since, beganAt(rule, now, facts.timezone)) + waits
    if (now < due) {
      effects.push({ do: 'start_timer', name, due })
      return was
    }
    effects.push(raised(rule, moment, due, { what: 'in_bed', value: isBeyond(rule, 1), at: was.since }, was.since))
    return { ...was, raisedAt: now }
  }
  // A rule made while somebody lies in the bed, or is up, counts from then.
  const lies = inBed ?? (moment.changed && was.since === null ? inBedNow(moment) : null)
  if (lies === null) return was
  if (!isBeyond(rule, lies ? 1 : 0)) {
    if (timers[name] !== undefined) effects.push({ do: 'cancel_timer', name })
    return calm(was)
  }
  if (was.since !== null) return was
  // The time may be up already as the news arrives; it is looked at when the timer fires.
  effects.push({ do: 'start_timer', name, due: Math.max(at + waits, now) })
  return { ...was, since: at, last: at }
}

/** Not seen for so long, counted within the hours. Like the silence of a device: the timer looks when the metric was last seen. */
function silent(rule: OwnRule, was: OwnState, moment: Moment, effects: Effect[]): OwnState {
  const { at, now, facts, timer, timers, latest } = moment
  const name = timerOf(rule)
  const waits = rule.forSeconds * 1000
  if (timer?.name !== name) {
    const seen = moment.measured[rule.metric] !== undefined || (rule.metric === 'in_bed' && moment.inBed !== null)
    const runs = now - (timers[name] ?? Number.NEGATIVE_INFINITY) <= heldUpMs
    // A rule made about a device that is silent already waits from then.
    if (!seen && !moment.heard && !moment.changed) return was
    if (was.raisedAt !== null ? !seen : was.since !== null && runs) return was
    effects.push({ do: 'start_timer', name, due: Math.max(at, now - waits) + waits })
    return { ...was, since: was.since ?? at, raisedAt: null }
  }
  if (was.raisedAt !== null || was.since === null) return was
  const again = (due: number): OwnState => {
    effects.push({ do: 'start_timer', name, due })
    return was
  }
  if (!watched(facts) || !isIn(rule, now, facts.timezone)) return again(lookAgainAt(rule, moment))
  const lastSeen = Math.max(latest[rule.metric]?.at ?? was.since, was.since)
  const due = Math.max(lastSeen, beganAt(rule, now, facts.timezone)) + waits
  if (now < due) return again(due)
  // Nobody could have been heard while the hub was down: they get a while to be.
  if (now - timer.due > heldUpMs) return again(now + Math.min(waits, lookAgainMs))
  effects.push(raised(rule, moment, due, { what: `${rule.metric} last seen`, value: null, at: lastSeen }, lastSeen))
  return { ...was, raisedAt: now }
}

const inBedNow = ({ latest }: Moment): boolean | null =>
  latest.in_bed === undefined ? null : latest.in_bed.value >= 0.5

/** Away from home after a while; outside its hours when they have gone on for so long as it waits. */
function lookAgainAt({ between, forSeconds }: OwnRule, { facts, now }: Moment): number {
  if (between === null || !watched(facts)) return now + lookAgainMs
  return nextLocal(now, facts.timezone, hourOf(between.from)) + forSeconds * 1000
}

function raised(
  rule: OwnRule,
  { facts, late }: Moment,
  at: number,
  seen: { what: string; value: number | boolean | null; at: number },
  since: number,
): Effect {
  const { metric, is, value, forSeconds, between } = rule
  const wait = forSeconds === 0 ? {} : { own_rule_seconds: forSeconds }
  return {
    do: 'raise',
    kind: rule.kind,
    priority: rule.priority,
    at,
    late,
    why: {
      rule: `own:${rule.id}`,
      ruleVersion: rule.version,
      message: rule.message,
      ...(facts.limitsVersion === undefined ? {} : { limitsVersion: facts.limitsVersion }),
      limits: {
        ...(value === null ? {} : { [`${metric} ${is}`]: value }),
        ...wait,
        ...(between === null ? {} : { own_rule_between: `${between.from}-${between.until}` }),
      },
      seen: [seen, ...(since === seen.at ? [] : [{ what: `${metric} since`, value: null, at: since }])],
    },
    eventId: null,
  }
}

const isBeyond = ({ is, value }: OwnRule, measured: number): boolean =>
  value !== null && (is === 'above' ? measured > value : measured < value)

/** On the other side by the hysteresis: what was told is over. */
function isBack({ is, value, metric }: OwnRule, measured: number): boolean {
  const inside = backInside[metric]
  return value !== null && (is === 'above' ? measured <= value - inside : measured >= value + inside)
}

const isDue = ({ raisedAt }: OwnState, at: number): boolean => raisedAt === null || at - raisedAt >= repeatMs

const isIn = ({ between }: OwnRule, at: number, timezone: string): boolean =>
  between === null || isBetween(at, timezone, hourOf(between.from), hourOf(between.until))

/** When the part of the day that `now` is in began: a silence counts from there. Minus infinity for the whole day. */
function beganAt({ between }: OwnRule, now: number, timezone: string): number {
  if (between === null || localHour(now, timezone) === null) return Number.NEGATIVE_INFINITY
  // The day on which the clock is put back has 25 hours.
  const next = (after: number) => nextLocal(after, timezone, hourOf(between.from))
  let began = next(now - 26 * 3_600_000)
  for (let later = next(began); later <= now; later = next(later)) began = later
  return began
}

const fresh = ({ version }: OwnRule): OwnState => ({ version, since: null, last: null, raisedAt: null })
const calm = (was: OwnState): OwnState =>
  was.since === null && was.last === null && was.raisedAt === null
    ? was
    : { version: was.version, since: null, last: null, raisedAt: null }
/** Neither beyond nor back: the time counts anew, what was told stays told. */
const broken = (was: OwnState): OwnState =>
  was.since === null && was.last === null ? was : { ...was, since: null, last: null }

function read(slice: unknown): OwnStates {
  if (!isRecord(slice)) return nothing
  const states: Record<string, OwnState> = {}
  for (const [id, state] of Object.entries(slice)) {
    if (!isRecord(state) || !isInstant(state.version)) continue
    states[id] = {
      version: state.version,
      since: isInstant(state.since) ? state.since : null,
      last: isInstant(state.last) ? state.last : null,
      raisedAt: isInstant(state.raisedAt) ? state.raisedAt : null,
    }
  }
  return Object.keys(states).length === 0 ? nothing : states
}
