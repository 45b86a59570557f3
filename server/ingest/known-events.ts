import { isAlarm, type SaidEvent } from '../../devices/reading.ts'

/** What is known of an event that became a fact: enough to tell a repeated delivery from another press. */
export type KnownEvent = { type: string; at: number }

/** Delivered again with another time within so long, an alarm is the same fact. */
const restampedWithinMs = 60_000

/**
 * The name under which an event becomes a fact; null when it is one already. For nearly all that is its id. An alarm is
 * known only when what is known under its id is of the same type and time: a device whose counter began again at 1 was
 * pressed all the same, and that press is kept under its id, type and minute (ADR 0011).
 */
export function nameOf(event: SaidEvent, known: (name: string) => KnownEvent | undefined): string | null {
  const { id, type, at } = event
  const first = known(id)
  if (first === undefined) return id
  if (!isAlarm(type)) return null
  if (otherNamesOf(event).some((name) => isSame(event, known(name))) || isSame(event, first)) return null
  let name = named(event, at)
  // A device may send as its id what looks like one of these names.
  while (known(name) !== undefined) name += '~'
  return name
}

/** Under which other names this event may be a fact: what has to be looked up where its id is known. */
export const otherNamesOf = (event: SaidEvent): string[] =>
  isAlarm(event.type) ? [-restampedWithinMs, 0, restampedWithinMs].map((off) => named(event, event.at + off)) : []

const named = ({ id, type }: SaidEvent, at: number): string => `${id}~${type}~${Math.floor(at / restampedWithinMs)}`

const isSame = ({ type, at }: SaidEvent, other: KnownEvent | undefined): boolean =>
  other !== undefined && other.type === type && Math.abs(other.at - at) <= restampedWithinMs
