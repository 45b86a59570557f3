import type { Effect } from './effect.ts'
import { type LimitName, limitOf, type OwnLimits } from './limits.ts'
import { isInstant, isRecord, type Moment, type Rule, raise, type Turn, watched } from './rule.ts'
import { type Band, type VitalSign, vitalSigns } from './vital-signs.ts'

/** What is remembered of one vital sign that isn't as it should be. */
type SignState = {
  /** Since when each limit has been passed without a break, by the limit's name. */
  since: { readonly [N in LimitName]?: number }
  /** The last reading that was outside: a long silence after it breaks the hold. */
  lastAt: number
  raised: { priority: 1 | 2; at: number } | null
}

/** `inBed` is what the bed last said; signs that are as they should be aren't there. */
type VitalsState = { inBed: boolean | null; signs: Readonly<Record<string, SignState>> }

/**
 * Heart rate, breathing, oxygen outside this person's limits for long enough. All of a device's signs share its one
 * `vitals` alert, which is over when every one of them is back inside. Somebody who isn't in the bed isn't measured.
 */
export const vitals: Rule<VitalsState> = {
  name: 'vitals',
  version: 1,
  read,

  step(before, moment) {
    const state = withBed(before, moment)
    if (state.inBed === false || !watched(moment.facts)) return changed(before, letGo(state), [])
    const effects: Effect[] = []
    let signs = state.signs
    for (const sign of vitalSigns) {
      const value = moment.values[sign.metric]
      if (value === undefined) continue
      const was = signs[sign.metric]
      const next = look(sign, was, value, moment, effects)
      if (next === was) continue
      signs = next === undefined ? without(signs, sign.metric) : { ...signs, [sign.metric]: next }
      if (was?.raised && next === undefined && !anyRaised(signs))
        effects.push({ do: 'clear', kind: 'vitals', at: moment.at, reason: `${sign.metric} ${value}` })
    }
    return changed(before, signs === state.signs ? state : { ...state, signs }, effects)
  },
}

/** One reading of one sign: what is remembered after it, nothing at all when all is well. */
function look(
  sign: VitalSign,
  was: SignState | undefined,
  value: number,
  moment: Moment,
  effects: Effect[],
): SignState | undefined {
  const own = moment.facts.limits
  const { at } = moment
  const beyond = sign.bands.filter((band) => band.beyond(value, limitOf(own, band.name)))
  const raised = calmed(sign, was?.raised ?? null, value, own)
  if (beyond.length === 0) {
    if (was === undefined || raised === null || isWellInside(sign, value, own)) return undefined
    return { ...was, since: {}, raised }
  }

  const unbroken = was !== undefined && at - was.lastAt <= limitOf(own, 'vitals_gap_seconds') * 1000
  const since = Object.fromEntries(beyond.map(({ name }) => [name, (unbroken ? was.since[name] : undefined) ?? at]))
  const next: SignState = { since, lastAt: at, raised }
  const holdMs = limitOf(own, sign.hold) * 1000
  const held = beyond.find(({ name }) => at - (since[name] ?? at) >= holdMs)
  if (held === undefined || !isNews(raised, held, at, own)) return next
  const { priority } = held
  effects.push(
    raise(vitals, moment, {
      kind: 'vitals',
      priority,
      limits: [held.name, sign.hold],
      seen: [
        { what: sign.metric, value, at },
        { what: `${sign.metric} since`, value: null, at: since[held.name] ?? at },
      ],
    }),
  )
  return { ...next, raised: { priority, at } }
}

/** Told for the first time, worse than what was told, or still so after a while. */
const isNews = (raised: SignState['raised'], held: Band, at: number, own: OwnLimits): boolean =>
  raised === null || held.priority < raised.priority || at - raised.at >= limitOf(own, 'vitals_repeat_seconds') * 1000

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
  return moment.inBed === null || moment.inBed === state.inBed ? state : { ...state, inBed: moment.inBed }
}

/** Out of bed nothing holds any longer; what was raised stays raised until it is measured to be over. */
function letGo(state: VitalsState): VitalsState {
  const entries = Object.entries(state.signs)
  if (entries.every(([, sign]) => sign.raised !== null && Object.keys(sign.since).length === 0)) return state
  const kept = entries.filter(([, sign]) => sign.raised !== null).map(([name, sign]) => [name, { ...sign, since: {} }])
  return { ...state, signs: Object.fromEntries(kept) }
}

const anyRaised = (signs: VitalsState['signs']): boolean => Object.values(signs).some((sign) => sign.raised !== null)

function without(signs: VitalsState['signs'], metric: string): VitalsState['signs'] {
  return Object.fromEntries(Object.entries(signs).filter(([name]) => name !== metric))
}

const changed = (before: VitalsState, next: VitalsState, effects: readonly Effect[]): Turn<VitalsState> | null =>
  next === before && effects.length === 0 ? null : { next, effects }

const start: VitalsState = { inBed: null, signs: {} }

function read(slice: unknown): VitalsState {
  if (!isRecord(slice)) return start
  return {
    inBed: typeof slice.inBed === 'boolean' ? slice.inBed : null,
    signs: isRecord(slice.signs) ? readSigns(slice.signs) : start.signs,
  }
}

function readSigns(slice: Readonly<Record<string, unknown>>): VitalsState['signs'] {
  let signs: Record<string, SignState> | null = null
  for (const { metric } of vitalSigns) {
    const sign = slice[metric]
    if (!isRecord(sign) || !isInstant(sign.lastAt)) continue
    const since = isRecord(sign.since) ? Object.entries(sign.since).filter(([, at]) => isInstant(at)) : []
    const { raised } = sign
    signs ??= {}
    signs[metric] = {
      since: Object.fromEntries(since),
      lastAt: sign.lastAt,
      raised:
        isRecord(raised) && isInstant(raised.at) ? { priority: raised.priority === 1 ? 1 : 2, at: raised.at } : null,
    }
  }
  return signs ?? start.signs
}
