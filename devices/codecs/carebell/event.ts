import { type Decoded, type LeftOut, said, unreadable } from '../../codec.ts'
import { isAlarm, type Said } from '../../reading.ts'
import { isObject, storable } from './details.ts'
import { explain } from './explain.ts'
import { believed } from './instant.ts'
import { listed } from './listed.ts'
import { Event, Id, maxEvents } from './schema.ts'

/** One event, or several in the order they happened: what can be read of them counts, the rest is left out and said to be. */
export const event = (json: unknown, receivedAt: number): Decoded => {
  if (!Array.isArray(json) || json.length === 0) return one(json, receivedAt)
  if (json.length > maxEvents) {
    const reason = `payload: expected at most ${maxEvents} events, got ${json.length}`
    return alarmsAmong(json, receivedAt, { reason, alike: 'too many events' }) ?? unreadable('invalid_payload', reason)
  }
  const { all, notes, wrong } = several([...json.entries()], receivedAt)
  const [first] = wrong
  if (first !== undefined && all.length === 0) return unreadable('invalid_payload', first)
  const leftOut: LeftOut | undefined = first === undefined ? undefined : { reason: listed(wrong), alike: 'events' }
  return {
    ok: true,
    said: all,
    ...(notes.length > 0 && { note: listed(notes) }),
    ...(leftOut !== undefined && { leftOut }),
  }
}

/** The alarms of an array of which nothing else is taken, and why; null when there are none. However many: none is lost. */
export const alarmsAmong = (items: readonly unknown[], receivedAt: number, why: LeftOut): Decoded | null => {
  const alarms = [...items.entries()].filter(([, item]) => isObject(item) && isAlarm(item.type))
  const { all, notes } = several(alarms, receivedAt)
  if (all.length === 0) return null
  const more = items.length - all.length
  return {
    ok: true,
    said: all,
    ...(notes.length > 0 && { note: listed(notes) }),
    ...(more > 0 && { leftOut: { ...why, reason: `${why.reason}; its alarms are taken, ${more} others left out` } }),
  }
}

const several = (items: readonly (readonly [index: number, item: unknown])[], receivedAt: number) => {
  const all: Said[] = []
  const notes: string[] = []
  const wrong: string[] = []
  for (const [index, item] of items) {
    const read = one(item, receivedAt)
    if (!read.ok) wrong.push(`[${index}].${read.error.reason}`)
    else all.push(...read.said)
    if (read.ok && read.note !== undefined) notes.push(`[${index}].${read.note}`)
  }
  return { all, notes, wrong }
}

const one = (json: unknown, receivedAt: number): Decoded => {
  const parsed = Event.safeParse(named(json, receivedAt), { reportInput: true })
  if (!parsed.success) return unreadable('invalid_payload', explain(parsed.error))
  const { id, type, data } = parsed.data
  const { at, doubted } = believed(parsed.data.at, receivedAt)
  const details = storable(isObject(data) ? data : {})
  const kept = isObject(details) ? details : {}
  const unusable = data !== undefined && data !== null && !isObject(data)
  return {
    ...said({
      kind: 'event',
      id,
      type,
      at,
      receivedAt,
      data: doubted ? { ...kept, saidAt: storable(parsed.data.at) } : kept,
    }),
    ...(unusable && { note: 'data: expected an object, left out' }),
  }
}

/**
 * An event is taken whatever its id: who presses can't mend the firmware. A number is its text; one without a usable id
 * is named after its time, so that it is the same fact when it is delivered again with that time.
 */
const named = (json: unknown, receivedAt: number): unknown => {
  if (!isObject(json) || Id.safeParse(json.id).success) return json
  const { at } = believed(json.at, receivedAt)
  const id = idFor(json.id, isAlarm(json.type) ? `${at}` : `${json.type}-${at}`)
  if (typeof json.id === 'number') return { ...json, id }
  const data = isObject(json.data) ? json.data : {}
  return { ...json, id, data: json.id === undefined ? data : { ...data, saidId: json.id } }
}

/** The id that was said, a number as its text; or one made of what the message is about. */
export const idFor = (said: unknown, about: string): string => {
  if (typeof said === 'number') return String(said)
  const { data } = Id.safeParse(said)
  return data ?? `unnamed-${about}`
}
