import type { Decoded } from '../../devices/codec.ts'
import type { Said } from '../../devices/reading.ts'
import { goesFirst } from './work.ts'

/** So many alarms of one message are in one commit with those of others. */
const mostTogether = 100

/**
 * A message in the parts that are made durable one by one: its emergencies and what takes them back, in their order, and
 * the rest, which stands in front of nobody's press. What was left out of it is told with the last part.
 */
export function splitUp(decoded: Decoded): readonly Decoded[] {
  if (!decoded.ok || decoded.said.length < 2) return [decoded]
  const first = decoded.said.filter(goesFirst)
  if (first.length === 0) return [decoded]
  const parts: (readonly Said[])[] = []
  for (let from = 0; from < first.length; from += mostTogether) parts.push(first.slice(from, from + mostTogether))
  if (first.length < decoded.said.length) parts.push(decoded.said.filter((said) => !goesFirst(said)))
  const { leftOut, ...read } = decoded
  return parts.map((said, n) => ({
    ...read,
    said,
    ...(n === parts.length - 1 && leftOut !== undefined && { leftOut }),
  }))
}
