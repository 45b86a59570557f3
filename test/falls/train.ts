import type { Card } from '../../devices/fall/card.ts'
import { follow, type Stream } from '../../devices/fall/follow.ts'
import { type Measure, type Measures, measureNames } from '../../devices/fall/measures.ts'
import { type Heard, messages, type Trial } from './recordings.ts'

/** A hit in a trial. The trial says whether somebody fell in it, not which of its hits that was. */
export type Example = { trial: Trial; copy: Heard; measures: Measures }

/** Each trial is heard as several sensors would: of other rates, and begun elsewhere, so that other tenths are cut. */
export const copies: readonly Heard[] = [
  {},
  { skip: 3 },
  ...[1, 2, 4, 7].map((skip) => ({ hz: 25, skip })),
  { hz: 100, skip: 3 },
]

/**
 * How each is tuned. A missed fall weighs `costOfAMiss` false ones: it shifts the card, so that half a confidence is
 * where to tell. The wrist has a fifth of the recordings and is told more cautiously what to make of them. `without`:
 * what the waist does as well without, and that depends on the rate; on the wrist it is what tells most.
 */
const settings: Readonly<Record<Worn, Setting>> = {
  waist: { hitMg: 1400, rounds: 150, costOfAMiss: 1, without: ['shake_mg'] },
  wrist: { hitMg: 1800, rounds: 100, costOfAMiss: 2.1, without: [] },
}
type Setting = { hitMg: number; rounds: number; costOfAMiss: number; without: readonly Measure[] }
export type Worn = 'waist' | 'wrist'

export function examplesOf(trials: readonly Trial[], worn: Worn): Example[] {
  return trials.flatMap((trial) =>
    copies.flatMap((copy) => {
      let stream: Stream | null = null
      const found: Example[] = []
      for (const message of messages(trial, copy)) {
        const { next, hits } = follow(stream, message, settings[worn].hitMg)
        stream = next
        for (const { measures } of hits) found.push({ trial, copy, measures })
      }
      return found
    }),
  )
}

/**
 * What may only count one way, because it does in the world: harder, faster and further is never less of a fall, moving
 * on afterwards never more. Keeps the card from learning the habits of one laboratory.
 */
const oneWay: { readonly [M in Measure]?: 1 | -1 } = {
  lowest_mg: -1,
  peak_mg: 1,
  across_degrees: 1,
  turned_degrees: 1,
  fastest_turn_degrees: 1,
  settling_mg: -1,
  moving_mg: -1,
  swaying_mg: -1,
}

/** Steps of the first, rough card; and how much of what would help each step takes, of either. */
const roughRounds = 80
const rate = 0.2
const mostSteps = 31
/** Keeps a step that few examples speak for small. */
const caution = 12

/**
 * Makes the card: a sum of steps, each on one measure, added one at a time where they help most (boosted stumps,
 * logistic loss). Of a fall's hits the hardest counts as the fall at first, then the one that looks most like it.
 */
export function train(examples: readonly Example[], worn: Worn): Card {
  const { hitMg, rounds, costOfAMiss, without } = settings[worn]
  const names = measureNames.filter((name) => !without.includes(name))
  const first = boost(
    pick(examples, ({ measures }) => measures.peak_mg),
    names,
    roughRounds,
  )
  const last = boost(
    pick(examples, ({ measures }) => sumOf(first, measures)),
    names,
    rounds,
  )
  return cardOf({ ...last, base: last.base + Math.log(costOfAMiss) }, hitMg)
}

function pick(examples: readonly Example[], by: (example: Example) => number): Example[] {
  const best = new Map<string, { example: Example; value: number }>()
  const keys = new Map<Trial, number>()
  for (const example of examples) {
    if (!example.trial.fall) continue
    const number = keys.get(example.trial) ?? keys.size
    keys.set(example.trial, number)
    const key = `${number}/${copies.indexOf(example.copy)}`
    const value = by(example)
    if (value > (best.get(key)?.value ?? Number.NEGATIVE_INFINITY)) best.set(key, { example, value })
  }
  return [...[...best.values()].map(({ example }) => example), ...examples.filter(({ trial }) => !trial.fall)]
}

type Column = { name: Measure; steps: number[]; points: number[]; bins: Uint8Array }
type Model = { base: number; columns: Column[] }

function boost(examples: readonly Example[], names: readonly Measure[], times: number): Model {
  const count = examples.length
  const fell = Float64Array.from(examples, ({ trial }) => (trial.fall ? 1 : 0))
  const share = fell.reduce((sum, one) => sum + one, 0) / count
  const base = Math.log(share / (1 - share))
  const columns = names.map((name) => columnOf(name, examples))
  const sums = new Float64Array(count).fill(base)
  const slope = new Float64Array(count)
  const curve = new Float64Array(count)
  for (let round = 0; round < times; round += 1) {
    for (let i = 0; i < count; i += 1) {
      const p = 1 / (1 + Math.exp(-(sums[i] ?? 0)))
      slope[i] = (fell[i] ?? 0) - p
      curve[i] = p * (1 - p)
    }
    let best: Cut | null = null
    for (const column of columns) {
      const cut = bestCut(column, slope, curve)
      if (cut !== null && cut.gain > (best?.gain ?? 0)) best = cut
    }
    if (best === null) break
    const { column, bin, below, above } = best
    column.points = column.points.map((points, i) => points + rate * (i <= bin ? below : above))
    for (let i = 0; i < count; i += 1) sums[i] = (sums[i] ?? 0) + rate * ((column.bins[i] ?? 0) <= bin ? below : above)
  }
  return { base, columns }
}

function columnOf(name: Measure, examples: readonly Example[]): Column {
  const values = Float64Array.from(examples, ({ measures }) => measures[name])
  const sorted = values.toSorted()
  const quantiles = Array.from({ length: mostSteps }, (_, i) =>
    Math.floor(((i + 1) * sorted.length) / (mostSteps + 1)),
  ).map((i) => sorted[i] ?? 0)
  const steps = [...new Set(quantiles)]
  const bins = Uint8Array.from(values, (value) => binOf(steps, value))
  return { name, steps, points: new Array<number>(steps.length + 1).fill(0), bins }
}

function binOf(steps: readonly number[], value: number): number {
  let bin = 0
  for (const step of steps) {
    if (value < step) break
    bin += 1
  }
  return bin
}

type Cut = { column: Column; bin: number; below: number; above: number; gain: number }

function bestCut(column: Column, slope: Float64Array, curve: Float64Array): Cut | null {
  const slopes = new Float64Array(column.points.length)
  const curves = new Float64Array(column.points.length)
  for (let i = 0; i < slope.length; i += 1) {
    const bin = column.bins[i] ?? 0
    slopes[bin] = (slopes[bin] ?? 0) + (slope[i] ?? 0)
    curves[bin] = (curves[bin] ?? 0) + (curve[i] ?? 0)
  }
  const allSlopes = slopes.reduce((sum, one) => sum + one, 0)
  const allCurves = curves.reduce((sum, one) => sum + one, 0)
  let [slopeBelow, curveBelow] = [0, 0]
  let best: Cut | null = null
  for (let bin = 0; bin < column.steps.length; bin += 1) {
    slopeBelow += slopes[bin] ?? 0
    curveBelow += curves[bin] ?? 0
    const below = slopeBelow / (curveBelow + caution)
    const above = (allSlopes - slopeBelow) / (allCurves - curveBelow + caution)
    if ((above - below) * (oneWay[column.name] ?? 0) < 0) continue
    const gain = slopeBelow * below + (allSlopes - slopeBelow) * above
    if (gain > (best?.gain ?? 0)) best = { column, bin, below, above, gain }
  }
  return best
}

const sumOf = ({ base, columns }: Model, measures: Measures): number =>
  columns.reduce((sum, { name, steps, points }) => sum + (points[binOf(steps, measures[name])] ?? 0), base)

/** Neighbours that count the same become one; points to the hundredth. */
function cardOf({ base, columns }: Model, hitMg: number): Card {
  const tables = new Map(
    columns.map(({ name, steps, points }) => {
      const short: { steps: number[]; points: number[] } = { steps: [], points: [hundredths(points[0] ?? 0)] }
      steps.forEach((step, i) => {
        const next = hundredths(points[i + 1] ?? 0)
        if (next === short.points.at(-1)) return
        short.steps.push(step)
        short.points.push(next)
      })
      return [name, short]
    }),
  )
  const none = { steps: [], points: [0] }
  const of = (name: Measure) => tables.get(name) ?? none
  return {
    hitMg,
    base: hundredths(base),
    points: {
      lowest_mg: of('lowest_mg'),
      peak_mg: of('peak_mg'),
      blow_mg: of('blow_mg'),
      shake_mg: of('shake_mg'),
      hard_tenths: of('hard_tenths'),
      across_degrees: of('across_degrees'),
      turned_degrees: of('turned_degrees'),
      turned_in_all_degrees: of('turned_in_all_degrees'),
      fastest_turn_degrees: of('fastest_turn_degrees'),
      settling_mg: of('settling_mg'),
      moving_mg: of('moving_mg'),
      swaying_mg: of('swaying_mg'),
      moving_before_mg: of('moving_before_mg'),
      swaying_before_mg: of('swaying_before_mg'),
    },
  }
}

const hundredths = (value: number): number => Math.round(value * 100) / 100 + 0
