import { hasDrifted, hasGoneBack, isPast, type Level, levelAfter, ofThisMinute } from './drift.ts'
import { warningAfter, warningTimer } from './early-warning.ts'
import type { Effect } from './effect.ts'
import { hasHeld, holdsAfter, limitsPassed, none } from './hold.ts'
import { type Lately, lastMinutes, latelyAfter } from './lately.ts'
import { limitOf, type OwnLimits } from './limits.ts'
import { isSilenced } from './modes.ts'
import { noValues } from './moment.ts'
import { type Moment, type Rule, raise, type Turn } from './rule.ts'
import { onlyTold, spotsAfter, spotTimer, worstSpot } from './spot-limits.ts'
import { type Usual, usually } from './usual.ts'
import { type Band, type VitalSign, vitalSigns } from './vital-signs.ts'
import { readVitals, type SignState, type VitalsState } from './vitals-state.ts'

/**
 * Heart rate, breathing, oxygen, temperature, blood pressure outside this person's limits for long enough. All of a device's signs share its one
 * `vitals` alert, which is over when every one of them is back inside. Somebody who isn't in the bed isn't measured.
 */
export const vitals: Rule<VitalsState> = {
  name: 'vitals',
  version: 9,
  read: readVitals,

  step(before, moment) {
    const state = withBed(before, moment)
    const effects: Effect[] = []
    if (state.inBed === false || isSilenced(moment.facts, 'vitals', moment.now)) {
      for (const name of [warningTimer, spotTimer])
        if (moment.timers[name] !== undefined) effects.push({ do: 'cancel_timer', name })
      return changed(before, letGo(state), effects)
    }
    let { signs, usual, lately } = state
    const stop = stopAfter(state.stop, moment, effects)
    for (const sign of vitalSigns) {
      const value = moment.values[sign.metric]
      const was = signs[sign.metric]
      if (value === undefined) {
        if (was === undefined || moment.values === noValues) continue
        const next = withoutReading(sign, was, usual[sign.metric], moment)
        if (next !== was) signs = { ...signs, [sign.metric]: next }
        continue
      }
      const known = { usual: usual[sign.metric], lately: lately[sign.metric] }
      const next = look(sign, was, value, known, state.lyingSince, moment, effects)
      if (sign.level !== null) {
        const gapMs = limitOf(moment.facts.limits, 'vitals_gap_seconds') * 1000
        const here = ofThisMinute(next?.level ?? null, value)
        const now = here === null ? known.lately : latelyAfter(known.lately, here, moment.at, gapMs)
        if (now !== undefined && now !== known.lately) lately = { ...lately, [sign.metric]: now }
      }
      if (sign.learns && (next === undefined || (next.raised === null && next.holds === none))) {
        const now = usually(known.usual, value, moment.at)
        if (now !== known.usual) usual = { ...usual, [sign.metric]: now }
      }
      if (next === was) continue
      signs = next === undefined ? without(signs, sign.metric) : { ...signs, [sign.metric]: next }
    }
    const told = worse(worstOf(signs, stop), worstSpot(state.spots))
    const warning = warningAfter(vitals, state.warning, moment, told, effects)
    const spots = spotsAfter(vitals, state.spots, moment, warning?.raised ?? null, effects)
    const next = { ...state, signs, usual, lately, stop, spots, warning }
    if (anyRaised(state) && !anyRaised(next))
      effects.push({ do: 'clear', kind: 'vitals', at: moment.at, reason: backIn(moment) })
    const same =
      signs === state.signs &&
      usual === state.usual &&
      lately === state.lately &&
      stop === state.stop &&
      spots === state.spots &&
      warning === state.warning
    return changed(before, same ? state : next, effects)
  },
}

/** No breath is seen, or one is again. */
function stopAfter(was: VitalsState['stop'], moment: Moment, effects: Effect[]): VitalsState['stop'] {
  const { at, breathless, values, facts } = moment
  if (breathless === null) return values.respiratory_rate === undefined ? was : null
  const since = was?.since ?? at
  const long = at - since >= limitOf(facts.limits, 'respiratory_rate_stop_seconds') * 1000
  if (was?.raised || !long) return was ?? { since, raised: false }
  const seen = [
    { what: 'respiratory_rate', value: 0, at },
    { what: 'respiratory_rate since', value: null, at: since },
    { what: 'heart_rate', value: values.heart_rate ?? null, at },
  ]
  const priority = breathless === 'heart_beats' ? 1 : 2
  effects.push(raise(vitals, moment, { kind: 'vitals', priority, limits: ['respiratory_rate_stop_seconds'], seen }))
  return { since, raised: true }
}

/** The device spoke, but not of this sign. */
function withoutReading(sign: VitalSign, was: SignState, usual: Usual | undefined, moment: Moment): SignState {
  const level = was.level === null ? null : levelAfter(sign, was.level, null, usual, moment)
  if (level === was.level && was.holds === none) return was
  return { ...was, level, missed: was.holds === none ? 0 : was.missed + 1 }
}

/** One reading of one sign: what is remembered after it, nothing at all when all is well. */
function look(
  sign: VitalSign,
  was: SignState | undefined,
  value: number,
  known: { usual: Usual | undefined; lately: Lately | undefined },
  lyingSince: number | null,
  moment: Moment,
  effects: Effect[],
): SignState | undefined {
  const own = moment.facts.limits
  const { at } = moment
  const { usual } = known
  if (was === undefined && isFar(sign, value, own)) return undefined
  const holds = holdsAfter(sign, was, value, usual, moment)
  const level = levelAfter(sign, was?.level ?? null, value, usual, moment)
  const raised = calmed(sign, was?.raised ?? null, value, own)
  const told = was?.driftTold ?? null
  const driftTold = told !== null && at - told.at < sameStoryMs ? told : null
  // What is over is forgotten: a hold begins anew.
  if (raised !== null && isOver(sign, raised, told, value, level, known.lately, own)) {
    return level === null && driftTold === null ? undefined : { ...calm, level, driftTold }
  }
  if (holds === none && level === null && raised === null && driftTold === null) return undefined
  const missed = holds === none ? 0 : (was?.missed ?? 0)
  const next: SignState = { holds, missed, level, raised, driftTold }
  const lyingMs = lyingSince === null ? null : at - lyingSince
  const drifted = (band: Band) => hasDrifted(sign, band, level, known, own, lyingMs)
  const mayDrift = (band: Band) =>
    driftTold?.name !== band.name ||
    at - driftTold.at >= (band.drift?.againMs ?? 0) ||
    hasGoneOn(sign, band, level, driftTold.middle, own)
  const held = sign.bands.find((band) => hasHeld(sign, band, next, at, own) || (mayDrift(band) && drifted(band)))
  if (held === undefined) return next
  // What was told on its way and isn't there yet is no news, however long it takes.
  const isOutside = hasHeld(sign, held, next, at, own) || (level !== null && isPast(held, level.middle, own, usual))
  if (!isNews(next.raised, held, isOutside, at, own)) return next
  const { priority } = held
  const byLevel = drifted(held)
  const since = holds[held.name]?.since ?? level?.from ?? at
  const seen = [
    { what: sign.metric, value, at },
    { what: `${sign.metric} since`, value: null, at: since },
    ...(byLevel && level !== null ? [{ what: `${sign.metric} level`, value: level.middle, at }] : []),
  ]
  const limits = [...limitsPassed(sign, held, holds[held.name], own), sign.hold]
  effects.push(raise(vitals, moment, { kind: 'vitals', priority, limits, seen }))
  return {
    ...next,
    // A drift that has become an emergency is over like a drift.
    raised: { priority, at, drifted: byLevel || next.raised?.drifted === true },
    driftTold: byLevel && level !== null ? { name: held.name, at, middle: level.middle } : driftTold,
  }
}

/** Soon after a drift that was told: it has gone on from there, by the hysteresis and more. */
function hasGoneOn(sign: VitalSign, { side }: Band, level: Level | null, told: number, own: OwnLimits): boolean {
  if (level === null) return false
  return (side === 'below' ? told - level.middle : level.middle - told) > limitOf(own, sign.clearInside)
}

const calm = { holds: none, missed: 0, level: null, raised: null, driftTold: null }
/** No band's `againMs` is longer. */
const sameStoryMs = 3_600_000

/**
 * A single reading tells that a heart has calmed down; what the level told is over when the level is back, and was for most
 * of the last minutes: a breath that is lost for some of them is no better.
 */
function isOver(
  sign: VitalSign,
  { drifted }: { drifted: boolean },
  told: SignState['driftTold'],
  value: number,
  level: Level | null,
  lately: Lately | undefined,
  own: OwnLimits,
): boolean {
  if (!isWellInside(sign, value, own)) return false
  if (!drifted || sign.level === null) return true
  const { backMinutes } = sign.level
  const band = sign.bands.find(({ name }) => name === told?.name)
  const isBack = (middle: number): boolean =>
    told === null || band === undefined
      ? isWellInside(sign, middle, own)
      : hasGoneBack(sign, band, told.middle, middle, own)
  return (level === null || isBack(level.middle)) && isBack(lastMinutes(lately, backMinutes) ?? value)
}

/** Nowhere near any limit, as most readings are. */
function isFar({ bands, level }: VitalSign, value: number, own: OwnLimits): boolean {
  const near = level?.near ?? 0
  for (const { name, side } of bands) {
    const limit = limitOf(own, name)
    if (side === 'below' ? value <= limit + near : value >= limit - near) return false
  }
  return true
}

/** Told for the first time, worse than what was told, or outside its limit after a while. */
const isNews = (raised: SignState['raised'], held: Band, isOutside: boolean, at: number, own: OwnLimits): boolean =>
  raised === null ||
  held.priority < raised.priority ||
  (isOutside && at - raised.at >= limitOf(own, 'vitals_repeat_seconds') * 1000)

/** An emergency that has become urgent only may become one again, and is told again then. */
function calmed(sign: VitalSign, raised: SignState['raised'], value: number, own: OwnLimits): SignState['raised'] {
  if (raised?.priority !== 1) return raised
  const inside = limitOf(own, sign.clearInside)
  const over = sign.bands.every(({ name, priority, beyond }) => {
    const limit = limitOf(own, name)
    return priority !== 1 || (!beyond(value, limit) && Math.abs(value - limit) >= inside)
  })
  return over ? { ...raised, priority: 2 } : raised
}

/** Inside the urgent limits by the hysteresis, or as far as limits that lie close together let anybody be. */
function isWellInside(sign: VitalSign, value: number, own: OwnLimits): boolean {
  const inside = limitOf(own, sign.clearInside)
  const low = sign.low === null ? Number.NEGATIVE_INFINITY : limitOf(own, sign.low)
  const high = sign.high === null ? Number.POSITIVE_INFINITY : limitOf(own, sign.high)
  const room = Math.min(inside, (high - low) / 2)
  return value >= low + room && value <= high - room
}

function withBed(state: VitalsState, moment: Moment): VitalsState {
  const { inBed, at } = moment
  if (inBed === null || inBed === state.inBed) return state
  return { ...state, inBed, lyingSince: inBed ? at : null }
}

/** Out of bed nothing holds any longer; what was raised stays raised until it is measured to be over. */
function letGo(state: VitalsState): VitalsState {
  const entries = Object.entries(state.signs)
  const idle = entries.every(([, sign]) => sign.raised !== null && sign.level === null && sign.holds === none)
  const { stop, warning } = state
  const spots = onlyTold(state.spots)
  if (spots === state.spots && idle && (stop === null || stop.raised) && (warning === null || warning.raised !== null))
    return state
  const kept = entries
    .filter(([, sign]) => sign.raised !== null)
    .map(([name, { raised }]) => [name, { ...calm, raised }])
  return {
    ...state,
    signs: Object.fromEntries(kept),
    stop: stop?.raised ? stop : null,
    spots,
    warning: warning?.raised ? warning : null,
  }
}

const anyRaised = ({ signs, stop, spots, warning }: VitalsState): boolean =>
  (warning !== null && warning.raised !== null) || worstOf(signs, stop) !== null || worstSpot(spots) !== null

const worse = (a: 1 | 2 | null, b: 1 | 2 | null): 1 | 2 | null => (a === null ? b : b === null || a < b ? a : b)

/** The worst that was told and isn't over. */
function worstOf(signs: VitalsState['signs'], stop: VitalsState['stop']): 1 | 2 | null {
  let worst: 1 | 2 | null = stop?.raised ? 1 : null
  for (const metric in signs) {
    const raised = signs[metric]?.raised
    if (raised && (worst === null || raised.priority < worst)) worst = raised.priority
  }
  return worst
}

/** What was measured when all was well again. */
const backIn = ({ values }: Moment): string =>
  Object.entries(values)
    .map(([metric, value]) => `${metric} ${value}`)
    .join(', ')

function without(signs: VitalsState['signs'], metric: string): VitalsState['signs'] {
  return Object.fromEntries(Object.entries(signs).filter(([name]) => name !== metric))
}

const changed = (before: VitalsState, next: VitalsState, effects: readonly Effect[]): Turn<VitalsState> | null =>
  next === before && effects.length === 0 ? null : { next, effects }
