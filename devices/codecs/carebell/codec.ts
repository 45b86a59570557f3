import { type Codec, type Decoded, nothing, said, unreadable } from '../../codec.ts'
import { isAlarm, isMeasured } from '../../reading.ts'
import { isObject } from './details.ts'
import { alarmsAmong, event, idFor } from './event.ts'
import { explain } from './explain.ts'
import { believed, clockFlags, clockNotes, outOfRange, recorded } from './instant.ts'
import { Motion, State } from './schema.ts'
import { telemetry } from './telemetry.ts'

/** Carebell's own protocol: `care/v1/{device}/{event|telemetry|motion|state}`, UTF-8 JSON. Who may speak for whom is the gateway's. */
export const decode: Codec = ({ topic, payload, retained }, receivedAt) => {
  const match = /^care\/v1\/[^/]+\/(event|telemetry|motion|state)$/.exec(topic)
  if (!match) return unreadable('topic_unknown', `care/v1 has no topic ${JSON.stringify(topic.slice(0, 200))}`)
  const about = match[1]
  if (retained && about !== 'state') return nothing(`a retained ${about} was said before, not now`)
  if (payload.length === 0 && about === 'state') return nothing('an empty state clears the retained one')

  const read = json(payload)
  if (!read.ok) return (about === 'event' ? alarmIn(payload, receivedAt) : null) ?? read
  switch (about) {
    case 'event':
      return event(read.value, receivedAt)
    case 'telemetry':
      return telemetry(read.value, receivedAt)
    case 'motion':
      return motion(read.value, receivedAt)
    default:
      return state(read.value, receivedAt)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

type Read = Extract<Decoded, { ok: false }> | { ok: true; value: unknown }

const json = (payload: Uint8Array): Read => {
  let text: string
  try {
    text = utf8.decode(payload)
  } catch {
    return { ok: false, error: { code: 'not_utf8', reason: 'the payload is not UTF-8' } }
  }
  return parsed(text)
}

const parsed = (text: string): Read => {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, error: { code: 'not_json', reason: `the payload is not JSON: ${reasonOf(error)}` } }
  }
}

/** V8 quotes what it stumbled over, which may be anything. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\p{Cc}/gu, ' ').slice(0, 200)

const anyText = new TextDecoder('utf-8')

/**
 * An alarm, or those of an array, in a payload that is not quite UTF-8 or JSON: text in another encoding among its details,
 * or the NUL that ends a string in C. Null when there is none. Everything else so written is refused as that.
 */
const alarmIn = (payload: Uint8Array, receivedAt: number): Decoded | null => {
  const read = parsed(anyText.decode(payload).replace(/[\s\0]+$/, ''))
  if (!read.ok) return null
  const decoded = alarmsOf(read.value, receivedAt)
  return decoded?.ok ? { ...decoded, note: `${garbled}: taken as it could be read` } : null
}

const garbled = 'the payload is not quite UTF-8 or JSON'

const alarmsOf = (json: unknown, receivedAt: number): Decoded | null => {
  if (Array.isArray(json)) return alarmsAmong(json, receivedAt, { reason: garbled, alike: 'garbled events' })
  return isObject(json) && isAlarm(json.type) ? event(json, receivedAt) : null
}

const motion = (json: unknown, receivedAt: number): Decoded => {
  const parsed = Motion.safeParse(json, { reportInput: true })
  if (!parsed.success) return unreadable('invalid_payload', explain(parsed.error))
  const { hz, samples } = parsed.data
  const times = recorded([parsed.data.at], receivedAt)
  const [at = null] = times.at
  const [note] = clockNotes(times)
  if (at === null) return unreadable('time_out_of_range', outOfRange('at', parsed.data.at))
  const isTimed = parsed.data.at !== undefined && parsed.data.at !== null && !times.unset && times.aheadMs === 0
  // Of several that come in the same moment each is kept.
  const about = isTimed ? `${at}` : `${at}-${printOf(samples)}`
  const id = idFor(parsed.data.id, about)
  const untimed = isTimed ? {} : { untimed: { id: id === idFor(undefined, about) ? null : id } }
  return {
    ...said({ kind: 'motion', id, at, receivedAt, hz, samples, ...untimed }),
    ...(note !== undefined && { note }),
    ...clockFlags(times),
  }
}

/** FNV-1a over the milli-g: motion that differs has another, as good as always. */
function printOf(samples: readonly (readonly number[])[]): string {
  let print = 0x811c9dc5
  for (const sample of samples) for (const mg of sample) print = Math.imul(print ^ Math.round(mg), 0x01000193)
  return (print >>> 0).toString(36)
}

/** What a device says about itself holds from now on, whatever its clock says. */
const state = (json: unknown, receivedAt: number): Decoded => {
  const parsed = State.safeParse(json, { reportInput: true })
  if (!parsed.success) return unreadable('invalid_payload', explain(parsed.error))
  const { online = null, firmware = null, battery = null, mains = null } = parsed.data
  const { at } = believed(parsed.data.at, receivedAt)
  const charge = battery !== null && isMeasured('battery', battery) ? battery : null
  return {
    ...said({ kind: 'status', at, receivedAt, online, firmware, battery: charge, mains }),
    ...(battery !== charge && { note: `battery: ${battery} is no measurement` }),
  }
}
