import type { Metric } from '../../../devices/reading.ts'
import type { Why } from '../alert/alert.ts'
import type { DeviceFacts } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { type News2, news2, type Vitals } from './news2.ts'
import { isInstant, isRecord, type Moment, raise } from './rule.ts'

/**
 * A score that is, or was told to be, high enough to matter: for how long each limit has held, as what it was told, since
 * when it has been below the urgent one, and what was told last, though it fell just below since (epoch ms).
 */
export type Warning = {
  urgent: Held | null
  emergency: Held | null
  raised: 1 | 2 | null
  belowSince: number | null
  last: { priority: 1 | 2; at: number } | null
}
/** Since when the score is at the limit, and since when it is just inside it (null: it isn't), epoch ms. */
type Held = { since: number; inside: number | null }

export const warningTimer = 'news2'
const names = [
  'news2_urgent_points',
  'news2_emergency_points',
  'news2_hold_seconds',
  'news2_clear_inside_points',
  'vitals_repeat_seconds',
] as const satisfies readonly LimitName[]
/** What a bed measures all the time, and what is measured now and then and holds until it is measured again. */
const streams = ['heart_rate', 'respiratory_rate', 'spo2'] as const satisfies readonly Metric[]
const spots = ['temperature', 'systolic'] as const satisfies readonly Metric[]
const streamMs = 120_000
/** A score just inside a limit says nothing against its hold for so long; the same as of a single sign. */
const nearlyMs = 20_000

/** What a reading, or the timer of an earlier one, makes of the score. `told`: the worst already told of a single sign. */
export function warningAfter(
  rule: { name: string; version: number },
  was: Warning | null,
  moment: Moment,
  told: 1 | 2 | null,
  effects: Effect[],
): Warning | null {
  if (was === null && isPlain(moment)) return null
  const { values, timer, facts, timers, changed } = moment
  // When a silence is over, what a cuff or a thermometer said meanwhile still counts.
  const spoke = changed || spots.some((metric) => values[metric] !== undefined)
  const fired = timer?.name === warningTimer
  if (!fired && !spoke && !streams.some((metric) => values[metric] !== undefined)) return was
  const at = timer === null ? moment.at : moment.now
  const result = news2(measuredAt(moment, at))
  const next = standing(was, result.score, moment, at)
  const isLow = result.score < urgentFrom(facts) - limitOf(facts.limits, 'news2_clear_inside_points')
  if (next.urgent === null && isOver(next, isLow, at, holdMs(facts))) {
    if (was !== null && timers[warningTimer] !== undefined) effects.push({ do: 'cancel_timer', name: warningTimer })
    if (next.last === null || isLow) return null
    return unlessSame(was, { ...next, emergency: null, raised: null, belowSince: null })
  }
  if (spoke || fired) lookAgain(next, moment, at, effects)
  const priority = heldLong(next, at, holdMs(facts))
  // A score that goes up and down isn't told each time.
  if (priority === null || Math.min(next.raised ?? 9, told ?? 9, next.last?.priority ?? 9) <= priority)
    return unlessSame(was, next)
  effects.push(raise(rule, moment, { kind: 'vitals', priority, at, limits: names, seen: whatWasSeen(result, at) }))
  return { ...next, raised: priority, last: { priority, at } }
}

/** How this score stands to its limits, and since when; what was told is as it was. */
function standing(was: Warning | null, score: number, moment: Moment, at: number): Warning {
  const { facts } = moment
  const repeatMs = limitOf(facts.limits, 'vitals_repeat_seconds') * 1000
  return {
    urgent: heldAfter(was?.urgent, score, 'news2_urgent_points', moment, at),
    emergency: heldAfter(was?.emergency, score, 'news2_emergency_points', moment, at),
    raised: was?.raised ?? null,
    belowSince: score < urgentFrom(facts) ? (was?.belowSince ?? at) : null,
    last: was?.last != null && at - was.last.at < repeatMs ? was.last : null,
  }
}

const urgentFrom = ({ limits }: DeviceFacts): number => limitOf(limits, 'news2_urgent_points')
const holdMs = ({ limits }: DeviceFacts): number => limitOf(limits, 'news2_hold_seconds') * 1000

/** What wasn't told is over when it no longer holds; what was, when it is well below the limit, or below it for as long. */
const isOver = ({ raised, belowSince }: Warning, isLow: boolean, at: number, forMs: number): boolean =>
  raised === null || isLow || (belowSince !== null && at >= belowSince + forMs)

/** The worst that has held for so long: seven points that have just come are five that have held. */
function heldLong({ urgent, emergency }: Warning, at: number, forMs: number): 1 | 2 | null {
  const isHeld = (held: Held | null) => held !== null && held.inside === null && at >= held.since + forMs
  return isHeld(emergency) ? 1 : isHeld(urgent) ? 2 : null
}

/** The same object while nothing changes: it is stored with every change of the device's state. */
const unlessSame = (was: Warning | null, next: Warning): Warning =>
  was !== null &&
  was.urgent === next.urgent &&
  was.emergency === next.emergency &&
  was.raised === next.raised &&
  was.belowSince === next.belowSince &&
  was.last === next.last
    ? was
    : next

const whatWasSeen = ({ score, points, missing }: News2, at: number): Why['seen'] => [
  { what: missing.length > 0 ? 'news2_partial' : 'news2', value: score, at },
  ...Object.entries(points).map(([what, value]) => ({ what: `${what} points`, value, at })),
  ...(missing.length > 0 ? [{ what: 'not measured', value: missing.join(', '), at }] : []),
]

/** A cuff or a thermometer may say nothing more: its score is looked at again when something of it is due. */
function lookAgain(
  { urgent, emergency, belowSince, last }: Warning,
  { timer, timers, now, facts }: Moment,
  at: number,
  effects: Effect[],
): void {
  const holds = [urgent?.since, emergency?.since, belowSince ?? undefined].filter((since) => since !== undefined)
  const repeatMs = limitOf(facts.limits, 'vitals_repeat_seconds') * 1000
  const dues = [...holds.map((since) => since + holdMs(facts)), ...(last === null ? [] : [last.at + repeatMs])]
  const pending = dues.filter((due) => due > at)
  if (pending.length === 0) return
  const due = Math.max(Math.min(...pending), now)
  const runs = timer?.name === warningTimer ? undefined : timers[warningTimer]
  if (runs === undefined || runs > due) effects.push({ do: 'start_timer', name: warningTimer, due })
}

/** A bed's usual message, of a heart and a breath without a point, where nothing else is known: nothing to add up. */
function isPlain({ values, latest, timer }: Moment): boolean {
  const { heart_rate: heart = 60, respiratory_rate: breath = 15, spo2, temperature, systolic } = values
  if (timer !== null || heart < 51 || heart > 90 || breath < 12 || breath > 20) return false
  if (spo2 !== undefined || temperature !== undefined || systolic !== undefined) return false
  return latest.spo2 === undefined && latest.temperature === undefined && latest.systolic === undefined
}

/**
 * For how long the score has been at this limit. Seven or more an emergency, five or more urgent. Every sign has limits of
 * its own where the table gives three for it alone, which look closer at what is a sign and what a sensor, and can be this
 * person's own.
 */
function heldAfter(
  was: Held | null | undefined,
  score: number,
  name: 'news2_urgent_points' | 'news2_emergency_points',
  { facts }: Moment,
  at: number,
): Held | null {
  const limit = limitOf(facts.limits, name)
  const known = was && (was.inside === null || at - was.inside <= nearlyMs) ? was : null
  if (score >= limit) return known?.inside === null ? known : { since: known?.since ?? at, inside: null }
  if (known === null || score < limit - limitOf(facts.limits, 'news2_clear_inside_points')) return null
  return known.inside === null ? { ...known, inside: at } : known
}

/** What counts as measured at this time, of what was said now and before. */
function measuredAt({ facts, values, latest, at: saidAt }: Moment, at: number): Vitals {
  const own = facts.limits
  const vitals: Vitals = {
    onOxygen: limitOf(own, 'news2_on_oxygen') >= 1,
    spo2Scale: limitOf(own, 'news2_spo2_scale') >= 2 ? 2 : 1,
  }
  const consciousness = limitOf(own, 'news2_consciousness')
  if (consciousness >= 1) vitals.consciousness = consciousness >= 2 ? 'cvpu' : 'alert'
  const spotMs = limitOf(own, 'news2_spot_seconds') * 1000
  for (const metrics of [streams, spots])
    for (const metric of metrics) {
      const value = values[metric]
      const known = value === undefined ? latest[metric] : { value, at: saidAt }
      const forMs = metrics === spots ? spotMs : streamMs
      if (known !== undefined && at - known.at <= forMs) vitals[metric] = known.value
    }
  return vitals
}

/** Stored JSON, read field by field. */
export function readWarning(slice: unknown): Warning | null {
  if (!isRecord(slice)) return null
  const urgent = readHeld(slice.urgent)
  const raised = slice.raised === 1 || slice.raised === 2 ? slice.raised : null
  const belowSince = isInstant(slice.belowSince) ? slice.belowSince : null
  const last = readLast(slice.last)
  return urgent === null && raised === null && last === null
    ? null
    : { urgent, emergency: readHeld(slice.emergency), raised, belowSince, last }
}

const readLast = (slice: unknown): Warning['last'] =>
  isRecord(slice) && isInstant(slice.at) && (slice.priority === 1 || slice.priority === 2)
    ? { priority: slice.priority, at: slice.at }
    : null

const readHeld = (slice: unknown): Held | null =>
  isRecord(slice) && isInstant(slice.since)
    ? { since: slice.since, inside: isInstant(slice.inside) ? slice.inside : null }
    : null
