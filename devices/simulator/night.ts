import { between, chance, wholeBetween } from './chance.ts'
import { zoneOffsetMs } from './district.ts'
import type { Home } from './homes.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** From and until, epoch ms of the life clock. */
export type Span = { from: number; until: number }

/** What a body does at a moment. */
export type Doing = { inBed: false } | { inBed: true; stage: 'awake' | 'light' | 'deep' | 'dream'; since: number }

type Plan = { lying: readonly Span[]; walks: readonly Span[] }

/** One day from noon to noon, told by the local calendar: a nap, a night, walks to the bathroom. */
const plan = (seed: number, home: Home, noon: number): Plan => {
  const key = (about: string) => [seed, 'day', home.index, noon / hour, about] as const
  const evening = noon + 9 * hour + between(-40 * minute, 50 * minute, ...key('to bed'))
  // Not before six: until then an empty bed is somebody's worry.
  const morning = noon + 18 * hour + between(5 * minute, 70 * minute, ...key('up'))
  const walks = Array.from({ length: wholeBetween(1, 3, ...key('walks')) }, (_, n): Span => {
    const share = (n + between(0.35, 0.95, ...key(`walk ${n}`))) / 3.4
    const from = evening + 40 * minute + share * (morning - evening - 80 * minute)
    return { from, until: from + between(3 * minute, 9 * minute, ...key(`back ${n}`)) }
  })
  if (home.bedridden) {
    const chair = { from: noon + 3 * hour, until: noon + 4 * hour + between(0, 25 * minute, ...key('chair')) }
    const bath = { from: noon + 21.5 * hour, until: noon + 22.5 * hour + between(0, 20 * minute, ...key('bath')) }
    return { lying: [{ from: noon, until: noon + day }], walks: [chair, bath] }
  }
  const naps = chance(...key('nap')) < 0.7
  const nap = { from: noon + 45 * minute, until: noon + 95 * minute + between(0, 40 * minute, ...key('nap end')) }
  return { lying: naps ? [nap, { from: evening, until: morning }] : [{ from: evening, until: morning }], walks }
}

const noonBefore = (at: number): number => {
  const local = at + zoneOffsetMs - day / 2
  return Math.floor(local / day) * day + day / 2 - zoneOffsetMs
}

const holds = (span: Span, at: number): boolean => span.from <= at && at < span.until

/** What the person of this home does at `at`, epoch ms of the life clock. */
export const doing = (seed: number, home: Home, at: number): Doing => {
  const { lying, walks } = plan(seed, home, noonBefore(at))
  const bed = lying.find((span) => holds(span, at))
  if (!bed || walks.some((walk) => holds(walk, at))) return { inBed: false }
  const since = walks.reduce((latest, walk) => (walk.until <= at ? Math.max(latest, walk.until) : latest), bed.from)
  return { inBed: true, stage: stage(seed, home, at, at - since), since }
}

const localHour = (at: number): number => ((at + zoneOffsetMs) % day) / hour

/** Deep in the night, when everybody should lie in bed. */
export const isNight = (at: number): boolean => localHour(at) > 22.5 || localHour(at) < 5

/** Sleep goes in rounds of some 90 minutes: deep early, dreams late. By day the bedridden mostly lie awake. */
const stage = (seed: number, home: Home, at: number, lyingMs: number): 'awake' | 'light' | 'deep' | 'dream' => {
  if (localHour(at) > 7 && localHour(at) < 20.5)
    return chance(seed, 'doze', home.index, Math.floor(at / (20 * minute))) < 0.65 ? 'awake' : 'light'
  if (lyingMs < 12 * minute) return 'awake'
  const round = 84 * minute + home.index * 17_000
  const part = (lyingMs % round) / round
  const deepUntil = lyingMs < 2 * round ? 0.55 : 0.3
  if (part < 0.15) return 'light'
  if (part < deepUntil) return 'deep'
  return part < 0.75 ? 'light' : 'dream'
}
