import type { Metric } from '../../../devices/reading.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf, type OwnLimits } from './limits.ts'
import { isInstant, isRecord, type Moment, raise, without } from './rule.ts'

/**
 * What is measured now and then, by a thermometer or a cuff, against this person's limits. A single measurement can't hold
 * for a minute: it stands until it is taken again, and is told when it has stood for as long as the limit must hold. Who
 * measures again meanwhile, and finds it inside, has been wrong before. A second one beyond goes on from the first.
 */
type SpotSign = { metric: Metric; hold: LimitName; clearInside: LimitName; bands: readonly SpotBand[] }
/** The first bands are the worst. */
type SpotBand = { name: LimitName; priority: 1 | 2; side: 'below' | 'above' }

/** The last measurement that was beyond (epoch ms, in its metric's unit), since when, and what was told of it. */
export type Spot = { since: number; at: number; value: number; raised: { priority: 1 | 2; at: number } | null }
/** By metric; what is as it should be isn't there. */
export type Spots = Readonly<Record<string, Spot>>

export const spotTimer = 'vitals_spot'

const signs: readonly SpotSign[] = [
  {
    metric: 'temperature',
    hold: 'temperature_hold_seconds',
    clearInside: 'temperature_clear_inside_celsius',
    bands: [
      { name: 'temperature_emergency_below_celsius', priority: 1, side: 'below' },
      { name: 'temperature_emergency_above_celsius', priority: 1, side: 'above' },
      { name: 'temperature_urgent_below_celsius', priority: 2, side: 'below' },
      { name: 'temperature_urgent_above_celsius', priority: 2, side: 'above' },
    ],
  },
  pressure('systolic'),
  pressure('diastolic'),
]

function pressure(metric: 'systolic' | 'diastolic'): SpotSign {
  return {
    metric,
    hold: 'blood_pressure_hold_seconds',
    clearInside: 'blood_pressure_clear_inside_mmhg',
    bands: [
      { name: `blood_pressure_${metric}_emergency_below_mmhg`, priority: 1, side: 'below' },
      { name: `blood_pressure_${metric}_emergency_above_mmhg`, priority: 1, side: 'above' },
      { name: `blood_pressure_${metric}_urgent_below_mmhg`, priority: 2, side: 'below' },
      { name: `blood_pressure_${metric}_urgent_above_mmhg`, priority: 2, side: 'above' },
    ],
  }
}

/**
 * What a measurement, the timer of an earlier one, or the end of a silence makes of them. `told`: the worst that the score
 * has told already, which says it for these too.
 */
export function spotsAfter(
  rule: { name: string; version: number },
  was: Spots,
  moment: Moment,
  told: 1 | 2 | null,
  effects: Effect[],
): Spots {
  const { values, timer, changed, timers } = moment
  const fired = timer?.name === spotTimer
  if (!fired && !changed && signs.every(({ metric }) => values[metric] === undefined)) return was
  let spots = was
  let next: number | null = null
  for (const sign of signs) {
    const known = was[sign.metric]
    const spot = tell(rule, sign, taken(sign, known, moment), moment, told, effects)
    if (spot !== known) spots = spot === undefined ? without(spots, sign.metric) : { ...spots, [sign.metric]: spot }
    const due = spot === undefined ? null : dueOf(sign, spot, moment, told)
    if (due !== null && (next === null || due < next)) next = due
  }
  if (next !== null && (fired || timers[spotTimer] !== next))
    effects.push({ do: 'start_timer', name: spotTimer, due: next })
  if (next === null && !fired && timers[spotTimer] !== undefined) effects.push({ do: 'cancel_timer', name: spotTimer })
  return spots
}

/** How it stands now. After a silence, what was measured in it counts, if it isn't too old. */
function taken(sign: SpotSign, known: Spot | undefined, moment: Moment): Spot | undefined {
  const { values, latest, changed, now, facts } = moment
  const standsMs = limitOf(facts.limits, 'news2_spot_seconds') * 1000
  const value = values[sign.metric]
  const before = latest[sign.metric]
  const measured =
    value !== undefined
      ? { value, at: moment.at }
      : changed && known === undefined && before !== undefined && now - before.at <= standsMs
        ? before
        : null
  // What was told stays so until it is measured to be over; what wasn't is too old by now.
  if (measured === null) return known?.raised === null && now - known.at > standsMs ? undefined : known
  const band = bandOf(sign, measured.value, facts.limits)
  if (band !== undefined) {
    const raised = known?.raised ?? null
    return {
      since: known?.since ?? measured.at,
      ...measured,
      // An emergency that has become urgent only may become one again, and is told again then.
      raised: raised !== null && band.priority > raised.priority ? { ...raised, priority: band.priority } : raised,
    }
  }
  const over = known === undefined || known.raised === null || isWellInside(sign, measured.value, facts.limits)
  return over ? undefined : { ...known, ...measured }
}

function tell(
  rule: { name: string; version: number },
  sign: SpotSign,
  spot: Spot | undefined,
  moment: Moment,
  told: 1 | 2 | null,
  effects: Effect[],
): Spot | undefined {
  const band = spot === undefined ? undefined : bandOf(sign, spot.value, moment.facts.limits)
  if (spot === undefined || band === undefined) return spot
  const own = moment.facts.limits
  const at = nowOf(moment)
  const { priority } = band
  const again = spot.at === at && at - (spot.raised?.at ?? at) >= limitOf(own, 'vitals_repeat_seconds') * 1000
  const news = spot.raised === null || priority < spot.raised.priority || again
  if (!news || at < spot.since + limitOf(own, sign.hold) * 1000 || (told !== null && told <= priority)) return spot
  const seen = [
    { what: sign.metric, value: spot.value, at: spot.at },
    { what: `${sign.metric} since`, value: null, at: spot.since },
  ]
  effects.push(raise(rule, moment, { kind: 'vitals', priority, at, limits: [band.name, sign.hold], seen }))
  return { ...spot, raised: { priority, at } }
}

/** When it will have stood for long enough; null when there is nothing to wait for. */
function dueOf(sign: SpotSign, spot: Spot, moment: Moment, told: 1 | 2 | null): number | null {
  const own = moment.facts.limits
  const band = bandOf(sign, spot.value, own)
  if (band === undefined || (told !== null && told <= band.priority)) return null
  if (spot.raised !== null && spot.raised.priority <= band.priority) return null
  return Math.max(moment.now, spot.since + limitOf(own, sign.hold) * 1000)
}

const nowOf = ({ timer, at, now }: Moment): number => (timer === null ? at : now)

const bandOf = ({ bands }: SpotSign, value: number, own: OwnLimits): SpotBand | undefined =>
  bands.find(({ name, side }) => (side === 'below' ? value < limitOf(own, name) : value > limitOf(own, name)))

/** Inside every limit by the hysteresis. */
function isWellInside({ bands, clearInside }: SpotSign, value: number, own: OwnLimits): boolean {
  const inside = limitOf(own, clearInside)
  return bands.every(({ name, side }) =>
    side === 'below' ? value >= limitOf(own, name) + inside : value <= limitOf(own, name) - inside,
  )
}

/** Only what was told: while nobody is to be told, nothing waits. The same object when there is nothing else. */
export function onlyTold(spots: Spots): Spots {
  const told = Object.entries(spots).filter(([, { raised }]) => raised !== null)
  return told.length === Object.keys(spots).length ? spots : Object.fromEntries(told)
}

/** The worst that was told and isn't over. */
export const worstSpot = (spots: Spots): 1 | 2 | null => {
  let worst: 1 | 2 | null = null
  for (const metric in spots) {
    const priority = spots[metric]?.raised?.priority
    if (priority !== undefined && (worst === null || priority < worst)) worst = priority
  }
  return worst
}

/** Stored JSON, read field by field. */
export function readSpots(slice: unknown): Spots {
  if (!isRecord(slice)) return {}
  const spots: Record<string, Spot> = {}
  for (const { metric } of signs) {
    const spot = slice[metric]
    if (!isRecord(spot)) continue
    const { since, at, value, raised } = spot
    if (!isInstant(since) || !isInstant(at) || !isInstant(value)) continue
    const told = isRecord(raised) && isInstant(raised.at) ? raised : null
    spots[metric] = {
      since,
      at,
      value,
      raised: told === null ? null : { priority: told.priority === 1 ? 1 : 2, at: Number(told.at) },
    }
  }
  return spots
}
