import type { Outcome } from '../alert/alert.ts'
import type { CountName, Counts } from './counts.ts'

export const figureNames = [
  'answered_60',
  'answered_180',
  'door_45',
  'door_60',
  'door_to_inside',
  'accepted_in_time',
  'real_emergencies',
  'false_alarms',
  'supervised',
  'mix_emergency',
  'mix_urgent',
  'mix_rest',
  'busiest_10min',
  'alerts_per_10min',
] as const
export type FigureName = (typeof figureNames)[number]

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
  | { of: 'share'; hits: readonly CountName[]; misses: readonly CountName[] }
  | { of: 'busiest' }
  | { of: 'per ten minutes' }
  | { of: 'nothing recorded' }
export type Definition = {
  version: number
  makeup: Makeup
  bars: readonly number[]
  better: 'more' | 'less' | 'neither'
  typical: readonly [number, number] | null
}

const share = (hits: readonly CountName[], misses: readonly CountName[]): Makeup => ({ of: 'share', hits, misses })

export const definitions: Record<FigureName, Definition> = {
  answered_60: one(share(['in_60'], ['over_60']), 'more', [0.975, 0.985]),
  answered_180: one(share(['in_180'], ['over_180']), 'more', [0.99]),
  door_45: one(share(['door_45'], ['late_45']), 'more', [0.9]),
  door_60: one(share(['door_60'], ['late_60']), 'more', [1]),
  door_to_inside: one({ of: 'nothing recorded' }, 'more'),
  accepted_in_time: one(share(['accepted_in_time'], ['accepted_late']), 'more'),
  real_emergencies: one(share(['real'], ['not_real']), 'neither', [], [0.03, 0.06]),
  false_alarms: one(share(['false_alarm'], ['not_false']), 'less'),
  supervised: one(share(['supervised'], ['unsupervised']), 'more'),
  mix_emergency: one(share(['emergency'], ['urgent', 'routine', 'technical']), 'neither', [], [0, 0.05]),
  mix_urgent: one(share(['urgent'], ['emergency', 'routine', 'technical']), 'neither', [], [0, 0.15]),
  mix_rest: one(share(['routine', 'technical'], ['emergency', 'urgent']), 'neither', [], [0.8, 1]),
  busiest_10min: one({ of: 'busiest' }, 'less', [10], [0, 1]),
  alerts_per_10min: one({ of: 'per ten minutes' }, 'less', [10], [0, 1]),
}

function one(
  makeup: Makeup,
  better: Definition['better'],
  bars: readonly number[] = [],
  typical: Definition['typical'] = null,
): Definition {
  return { version: 1, makeup, bars, better, typical }
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
}

/** All figures of one group. `otherwise`: why something can't be told of this group. */
export function figuresOf(counts: Counts, load: Load, otherwise: 'not_recorded' | 'not_split'): Figure[] {
  return figureNames.map((figure) => ({ figure, ...figureOf(definitions[figure].makeup, counts, load, otherwise) }))
}

function figureOf(
  makeup: Makeup,
  counts: Counts,
  { busiest, onShiftSeconds }: Load,
  otherwise: 'not_recorded' | 'not_split',
): Omit<Figure, 'figure'> {
  switch (makeup.of) {
    case 'nothing recorded':
      return without('not_recorded')
    case 'busiest':
      return busiest === null ? without('not_split') : known(busiest)
    case 'per ten minutes':
      if (onShiftSeconds === null || counts.alerts === null) return without('not_split')
      return onShiftSeconds === 0 ? without('not_recorded') : known(counts.alerts / (onShiftSeconds / 600))
    case 'share': {
      const hits = total(counts, makeup.hits)
      const misses = total(counts, makeup.misses)
      if (hits === null || misses === null) return without(otherwise)
      const cases = hits + misses
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

/** Whether a figure is where it should be: how many of its bars it meets, out of how many; null when there is nothing to judge. */
export function barsMet(figure: Figure): { met: number; bars: number } | null {
  const { bars, better } = definitions[figure.figure]
  const { value } = figure
  if (value === null || bars.length === 0 || better === 'neither') return null
  return { met: bars.filter((bar) => (better === 'more' ? value >= bar : value < bar)).length, bars: bars.length }
}
