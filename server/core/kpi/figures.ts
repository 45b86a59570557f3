import type { Outcome } from '../alert/alert.ts'
import type { CareLevel } from '../care-level.ts'
import type { CountName, Counts } from './counts.ts'

export const figureNames = [
  'answered_60',
  'answered_180',
  'door_15',
  'door_45',
  'door_60',
  'door_to_inside',
  'accepted_in_time',
  'visits_on_time',
  'satisfaction',
  'real_emergencies',
  'false_alarms',
  'supervised',
  'supervised_time',
  'first_attempt',
  'mix_emergency',
  'mix_urgent',
  'mix_rest',
  'busiest_10min',
  'alerts_per_10min',
  'near_station',
  'residents_per_bed_independent',
  'residents_per_bed_partly_dependent',
  'residents_per_bed_dependent',
  'residents_per_bed_dementia',
] as const
export type FigureName = (typeof figureNames)[number]

/** Fifteen minutes on foot, as the crow flies: GB 50180-2018 puts the 15-minute circle at 800 to 1,000 m. */
export const stationCircleMetres = 1_000

/** Outcomes of an emergency for which somebody had to come. */
export const neededSomebody = [
  'ambulance',
  'police_fire',
  'died',
  'worker_attended',
  'family_attends',
] as const satisfies readonly Outcome[]

/**
 * What a figure is made of. A share is the hits among hits and misses; what is neither yet (an alert that still has its
 * sixty seconds) is in none of them. `bars` are shares, or a number for what is no share. `typical` is what services
 * like this one see: a help in reading, no bar.
 */
export type Makeup =
  | { of: 'share'; hits: readonly CountName[]; misses: readonly CountName[]; onlyIfRecorded?: true }
  /** The share of their time in which devices were within their interval. */
  | { of: 'time supervised' }
  | { of: 'per bed'; level: CareLevel }
  | { of: 'busiest' }
  | { of: 'per ten minutes' }
/** The count of residents of a level. */
const residentsOf = {
  independent: 'residents_independent',
  partly_dependent: 'residents_partly_dependent',
  dependent: 'residents_dependent',
  dementia: 'residents_dementia',
} as const satisfies Record<CareLevel, CountName>

/** What stands behind a figure: the counts whose cases are listed, those that count for it first. */
export function behind(makeup: Makeup): { hits: readonly CountName[]; misses: readonly CountName[] } {
  switch (makeup.of) {
    case 'share':
      return makeup
    case 'time supervised':
      return { hits: [], misses: ['gaps'] }
    case 'per bed':
      return { hits: [residentsOf[makeup.level]], misses: [] }
    case 'busiest':
    case 'per ten minutes':
      return { hits: [], misses: [] }
  }
}

export type Definition = {
  version: number
  makeup: Makeup
  bars: readonly number[]
  better: 'more' | 'less' | 'neither'
  typical: readonly [number, number] | null
}

const recorded = (hits: readonly CountName[], misses: readonly CountName[]): Makeup => ({
  of: 'share',
  hits,
  misses,
  onlyIfRecorded: true,
})
const share = (hits: readonly CountName[], misses: readonly CountName[]): Makeup => ({ of: 'share', hits, misses })

export const definitions: Record<FigureName, Definition> = {
  answered_60: one(share(['in_60'], ['over_60']), 'more', [0.975, 0.985]),
  answered_180: one(share(['in_180'], ['over_180']), 'more', [0.99]),
  door_15: one(share(['door_15'], ['late_15']), 'more'),
  door_45: one(share(['door_45'], ['late_45']), 'more', [0.9]),
  door_60: one(share(['door_60'], ['late_60']), 'more', [1]),
  door_to_inside: one(recorded(['in_5'], ['late_5']), 'more', [], null, 2),
  accepted_in_time: one(share(['accepted_in_time'], ['accepted_late']), 'more', [], null, 2),
  visits_on_time: one(share(['visit_on_time'], ['visit_late']), 'more', [], null, 2),
  satisfaction: one(recorded(['satisfied'], ['not_satisfied']), 'more', [], null, 2),
  real_emergencies: one(share(['real'], ['not_real']), 'neither', [], [0.03, 0.06]),
  false_alarms: one(share(['false_alarm'], ['not_false']), 'less'),
  supervised: one(share(['supervised'], ['unsupervised']), 'more', [], null, 2),
  supervised_time: one({ of: 'time supervised' }, 'more'),
  first_attempt: one(share(['first_attempt'], ['later_attempt']), 'more', [], [0.8, 0.98]),
  mix_emergency: one(share(['emergency'], ['urgent', 'routine', 'technical']), 'neither', [], [0, 0.05]),
  mix_urgent: one(share(['urgent'], ['emergency', 'routine', 'technical']), 'neither', [], [0, 0.15]),
  mix_rest: one(share(['routine', 'technical'], ['emergency', 'urgent']), 'neither', [], [0.8, 1]),
  busiest_10min: one({ of: 'busiest' }, 'less', [10], [0, 1]),
  alerts_per_10min: one({ of: 'per ten minutes' }, 'less', [10], [0, 1]),
  near_station: one(share(['near_station'], ['far_from_station']), 'more'),
  residents_per_bed_independent: one({ of: 'per bed', level: 'independent' }, 'neither'),
  residents_per_bed_partly_dependent: one({ of: 'per bed', level: 'partly_dependent' }, 'neither'),
  residents_per_bed_dependent: one({ of: 'per bed', level: 'dependent' }, 'neither'),
  residents_per_bed_dementia: one({ of: 'per bed', level: 'dementia' }, 'neither'),
}

function one(
  makeup: Makeup,
  better: Definition['better'],
  bars: readonly number[] = [],
  typical: Definition['typical'] = null,
  version = 1,
): Definition {
  return { version, makeup, bars, better, typical }
}

/** `known` has a value; the others say why there is none. */
export type Figure = {
  figure: FigureName
  status: 'known' | 'no_cases' | 'not_recorded' | 'not_split'
  /** A share between 0 and 1, or a number. */
  value: number | null
  hits: number | null
  cases: number | null
}

/** What is no share. Null where it can't be told. */
export type Load = {
  /** The most alerts one operator claimed in ten minutes. */
  busiest: number | null
  /** How long operators were on shift, all together, seconds; 0: nobody signed on. */
  onShiftSeconds: number | null
  /** How long there were devices, and how long of that they were out of supervision, all together, seconds. */
  supervision: { deviceSeconds: number; gapSeconds: number } | null
  /** Beds for people of each level; 0: nobody entered any. */
  beds: Readonly<Record<CareLevel, number>> | null
}
export const noLoad: Load = { busiest: null, onShiftSeconds: null, supervision: null, beds: null }

/** All figures of one group. `otherwise`: why something can't be told of this group. */
export function figuresOf(counts: Counts, load: Load, otherwise: 'not_recorded' | 'not_split'): Figure[] {
  return figureNames.map((figure) => ({ figure, ...figureOf(definitions[figure].makeup, counts, load, otherwise) }))
}

function figureOf(
  makeup: Makeup,
  counts: Counts,
  { busiest, onShiftSeconds, supervision, beds }: Load,
  otherwise: 'not_recorded' | 'not_split',
): Omit<Figure, 'figure'> {
  switch (makeup.of) {
    case 'busiest':
      return busiest === null ? without('not_split') : known(busiest)
    case 'per ten minutes':
      if (onShiftSeconds === null || counts.alerts === null) return without('not_split')
      return onShiftSeconds === 0 ? without('not_recorded') : known(counts.alerts / (onShiftSeconds / 600))
    case 'time supervised': {
      if (supervision === null || counts.gaps === null) return without(otherwise)
      const { deviceSeconds, gapSeconds } = supervision
      const cases = counts.gaps
      if (deviceSeconds === 0) return { status: 'no_cases', value: null, hits: null, cases }
      return { status: 'known', value: Math.max(0, 1 - gapSeconds / deviceSeconds), hits: null, cases }
    }
    case 'per bed': {
      const cases = counts[residentsOf[makeup.level]]
      if (beds === null || cases === null) return without(otherwise)
      const there = beds[makeup.level]
      return there === 0 ? without('not_recorded') : { status: 'known', value: cases / there, hits: null, cases }
    }
    case 'share': {
      const hits = total(counts, makeup.hits)
      const misses = total(counts, makeup.misses)
      if (hits === null || misses === null) return without(otherwise)
      const cases = hits + misses
      if (cases === 0 && makeup.onlyIfRecorded) return without('not_recorded')
      if (cases === 0) return { status: 'no_cases', value: null, hits, cases }
      return { status: 'known', value: hits / cases, hits, cases }
    }
  }
}

const known = (value: number) => ({ status: 'known', value, hits: null, cases: null }) as const
const without = (status: 'not_recorded' | 'not_split') => ({ status, value: null, hits: null, cases: null }) as const

function total(counts: Counts, names: readonly CountName[]): number | null {
  let sum = 0
  for (const name of names) {
    const count = counts[name]
    if (count === null) return null
    sum += count
  }
  return sum
}
