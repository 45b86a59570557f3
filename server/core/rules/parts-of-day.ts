import { isBetween } from './local-time.ts'

/** A part of the day as it is written after a limit's name: `heart_rate_urgent_below_bpm@22:00-06:00`, local time. */
export type PartOfDay = { name: string; fromHour: number; untilHour: number }

const written = /^(\w+)@([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/

/** What a field with a part of the day says; null when it names none, or can't be read. */
export function partOfDay(field: string): PartOfDay | null {
  const found = written.exec(field)
  if (found === null) return null
  const [, name = '', fromHour, fromMinute, untilHour, untilMinute] = found
  const from = Number(fromHour) + Number(fromMinute) / 60
  const until = Number(untilHour) + Number(untilMinute) / 60
  return from === until ? null : { name, fromHour: from, untilHour: until }
}

type Parted = readonly { part: PartOfDay; value: number }[]

/** Limits change when somebody edits them: what they say of parts of the day is read once for each. */
const parted = new WeakMap<object, Parted>()

function partsOf(own: Readonly<Record<string, number>>): Parted {
  const known = parted.get(own)
  if (known !== undefined) return known
  const parts = Object.entries(own).flatMap(([field, value]) => {
    const part = partOfDay(field)
    return part === null ? [] : [{ part, value }]
  })
  parted.set(own, parts)
  return parts
}

/** The hours at which a limit of this person changes, local. */
export const partBoundaries = (own: Readonly<Record<string, number>>): readonly number[] => [
  ...new Set(partsOf(own).flatMap(({ part }) => [part.fromHour, part.untilHour])),
]

/** This person's limits as they hold at an instant: a part of the day goes before the whole. No two of a name overlap (`checkLimits`). */
export function limitsAt(
  own: Readonly<Record<string, number>>,
  at: number,
  timezone: string,
): Readonly<Record<string, number>> {
  const parts = partsOf(own)
  if (parts.length === 0) return own
  const now = { ...own }
  for (const { part, value } of parts)
    if (isBetween(at, timezone, part.fromHour, part.untilHour)) now[part.name] = value
  return now
}

/** What is known of somebody, with the limits that hold at an instant. The same object again where none is of a part of the day. */
export function factsAt<F extends { limits: Readonly<Record<string, number>>; timezone: string }>(
  facts: F,
  at: number,
): F {
  const limits = limitsAt(facts.limits, at, facts.timezone)
  return limits === facts.limits ? facts : { ...facts, limits }
}
