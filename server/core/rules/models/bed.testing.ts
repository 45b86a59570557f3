import { isBetween } from '../local-time.ts'
import { inOrder, minute, type Silence, type Told, tellings } from './told.testing.ts'

/** What a bed said of somebody in it, when it was so and when it was heard, epoch ms. */
export type Word = { at: number; heard: number; inBed: boolean }

/**
 * Out of bed at night and not back. Who has lain for two minutes and then got up at night is told of after 15 and after 45
 * minutes, unless they have lain down again for two minutes; while they touch the bed nothing is told, nor in the minute
 * after what came late. Who was up all through a silence is waited for from its end.
 */
export function bedExits(all: readonly Word[], silences: readonly Silence[], until: number, zone: string): Told[] {
  const words = inOrder(all)
  const level = (now: number): number | null | 'silent' => {
    const heard = words.filter((word) => word.heard <= now)
    const last = heard.findLast((word, n) => word.inBed !== heard[n - 1]?.inBed)
    if (last === undefined || last.inBed) return null
    const up = upSince(heard, zone)
    if (up === null) return null
    if (silences.some(({ from, until }) => from <= now && now < until)) return 'silent'
    const waitedFor = silences
      .filter(({ from, until }) => from > up.at && until <= now && stayedUp(heard, from, until))
      .at(-1)
    const since = waitedFor?.until ?? up.at
    if (waitedFor && !isBetween(since, zone, 22, 6)) return null
    const cameLate = last.heard >= since + 15 * minute
    if (now < since + 15 * minute || (cameLate && now < last.heard + minute)) return null
    return now >= since + 45 * minute ? 1 : 2
  }
  const begins = words.flatMap(({ at, heard }) => [at, heard, heard + minute])
  const ends = silences.map(({ until }) => until)
  const instants = [...begins, ...ends].flatMap((at) => [at, at + 15 * minute, at + 45 * minute])
  return tellings('bed_exit', instants, until, level)
}

/** When they got up from the last two minutes of lying, if that was at night; null where they didn't. */
function upSince(heard: readonly Word[], zone: string): Word | null {
  const turns = heard.filter((word, n) => word.inBed !== heard[n - 1]?.inBed)
  const got = turns.findLast(({ inBed, at }, n) => !inBed && at - (turns[n - 1]?.at ?? at) >= 2 * minute)
  if (got === undefined || !isBetween(got.at, zone, 22, 6)) return null
  // Who comes back half a day later, and be it for a moment, was up in another night.
  const back = turns.findLast(({ at, inBed }) => inBed && at > got.at)
  return back !== undefined && back.at - got.at >= 12 * 60 * minute ? null : got
}

const stayedUp = (heard: readonly Word[], from: number, until: number): boolean =>
  heard.findLast((word) => word.heard <= from)?.inBed === false &&
  heard.every((word) => word.heard <= from || word.heard > until || !word.inBed)
