import { metresBetween, type Place } from './distance.ts'
import { circleMinutes, minutesFor } from './travel.ts'

/** A worker as dispatch sees them. `place` is where their phone last was, if it said. */
export type WorkerNow = {
  id: string
  name: string
  active: boolean
  skills: readonly string[]
  place: Place | null
  openTickets: number
  /** Within the hours of their provider. */
  atWork: boolean
  /** Levels between their area and the home's, 0 where it is the same: what is known of their way where no place is. */
  apart: number
}

export type Need = {
  /** Where somebody has to go; null when nobody knows where the home is. */
  home: Place | null
  /** The skill it takes, if any. */
  skill: string | null
  /** Those who declined are not asked again. */
  declinedBy: readonly string[]
  /** Those who let the offer run out, once for each time: asked again only when it is urgent, after all others. */
  missedBy: readonly string[]
  /** It can't wait until somebody's hours begin: those off duty are asked too, after all others. */
  urgent: boolean
}

/** `minutes`: about how long they take to get there. `missed`: how often they let this offer run out. */
export type Ranked<W extends WorkerNow = WorkerNow> = {
  worker: W
  metres: number | null
  minutes: number | null
  missed: number
}

/** Why nobody fits: the first thing that ruled out everybody who was left. */
export type Missing = 'no_workers' | 'none_active' | 'none_with_skill' | 'none_at_work' | 'all_declined'

export type Choice<W extends WorkerNow = WorkerNow> = {
  /** Best first. */
  ranked: readonly Ranked<W>[]
  /** Null when somebody fits. */
  missing: Missing | null
}

/** Two workers closer together than this are equally near: then the one with less to do goes. */
const equallyNearMetres = 300

/**
 * Everybody who could go, best first: those asked the least often, those at work, then the nearest, then the least busy;
 * those who didn't say where they are come last, and of these the home's own area first.
 */
export function choose<W extends WorkerNow>(workers: readonly W[], need: Need): Choice<W> {
  const { home, skill } = need
  if (workers.length === 0) return { ranked: [], missing: 'no_workers' }
  const active = workers.filter((worker) => worker.active)
  if (active.length === 0) return { ranked: [], missing: 'none_active' }
  const able = active.filter((worker) => skill === null || worker.skills.includes(skill))
  if (able.length === 0) return { ranked: [], missing: 'none_with_skill' }
  const there = able.filter((worker) => need.urgent || worker.atWork)
  if (there.length === 0) return { ranked: [], missing: 'none_at_work' }
  const ranked = there
    .map((worker) => ({
      worker,
      ...wayOf(worker.place, home),
      missed: need.missedBy.filter((id) => id === worker.id).length,
    }))
    .filter(({ worker, missed }) => !need.declinedBy.includes(worker.id) && (need.urgent || missed === 0))
  if (ranked.length === 0) return { ranked: [], missing: 'all_declined' }
  return { ranked: ranked.sort(byFitness), missing: null }
}

function wayOf(from: Place | null, home: Place | null): { metres: number | null; minutes: number | null } {
  if (from === null || home === null) return { metres: null, minutes: null }
  const metres = Math.round(metresBetween(from, home))
  return { metres, minutes: minutesFor(metres) }
}

/** Why nobody is known to be there within the circle's minutes; null when somebody is. */
export function missingFromCircle({ ranked }: Pick<Choice, 'ranked'>): 'none_in_circle' | 'no_places' | null {
  const known = ranked.flatMap(({ minutes }) => minutes ?? [])
  if (known.some((minutes) => minutes <= circleMinutes)) return null
  return known.length === 0 ? 'no_places' : 'none_in_circle'
}

/** Why the first was picked, and what is missing when nobody is near, for the timeline. */
export function whyChosen(choice: Choice): Readonly<Record<string, unknown>> {
  const [first] = choice.ranked
  if (first === undefined) return { missing: choice.missing }
  const lacking = missingFromCircle(choice)
  return {
    metres: first.metres,
    minutes: first.minutes,
    openTickets: first.worker.openTickets,
    outOf: choice.ranked.length,
    ...(first.worker.atWork ? {} : { offDuty: true }),
    ...(first.missed === 0 ? {} : { missed: first.missed }),
    ...(lacking === null ? {} : { lacking }),
  }
}

/** Everybody who is left was asked and didn't answer: with the best of them it begins anew. */
export function beginsAnew({ ranked: [first, ...others] }: Pick<Choice, 'ranked'>): boolean {
  return first !== undefined && first.missed > 0 && others.every(({ missed }) => missed === first.missed)
}

function byFitness(a: Ranked, b: Ranked): number {
  return (
    a.missed - b.missed ||
    Number(b.worker.atWork) - Number(a.worker.atWork) ||
    ring(a.metres) - ring(b.metres) ||
    (a.metres === null ? a.worker.apart - b.worker.apart : 0) ||
    a.worker.openTickets - b.worker.openTickets ||
    (a.metres ?? 0) - (b.metres ?? 0) ||
    (a.worker.id < b.worker.id ? -1 : 1)
  )
}

/** Rings around the home, so that "equally near" is transitive and the order doesn't depend on who is compared first. */
const ring = (metres: number | null): number =>
  metres === null ? Number.MAX_SAFE_INTEGER : Math.floor(metres / equallyNearMetres)
