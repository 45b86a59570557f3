import type { Decoded } from '../../devices/codec.ts'
import type { EventType } from '../../devices/reading.ts'
import type { Input } from '../core/rules/device.ts'
import type { RegisteredDevice } from '../store/registry.ts'

/** One thing to take in: a decoded message, or a timer or connection change of a device. Answered once it is durable. */
export type Work = {
  device: RegisteredDevice
  receivedAt: number
  what:
    | { kind: 'message'; topic: string; payload: Uint8Array; decoded: Decoded; size: number }
    | { kind: 'input'; input: Input }
  done(): void
  failed(error: Error): void
}

/** What a queue of messages may hold while the database is away: beyond that new ones are not taken, and not acknowledged. */
export type QueueLimits = { messages: number; bytes: number }
export const defaultQueueLimits: QueueLimits = { messages: 100_000, bytes: 128 * 1024 * 1024 }

/** In the order in which they are taken: emergencies, what may be urgent, what fills the record, outages, who came and went. */
const lanes = ['alarm', 'urgent', 'rest', 'outage', 'coming'] as const
type Lane = (typeof lanes)[number]

/** With an emergency, this many others at most: its commit is short, and the others get on all the same. */
const mostBesideAlarm = 100
/** Each of these writes an alert. Whoever presses while they are written waits for no more than this many. */
const mostOutages = 200

/**
 * Within a lane, first come first served. An emergency is behind nothing that is still to be taken, however many devices
 * go silent at once. Nobody waits for who came and went to be written, so that rides along with the others: a button
 * that wakes, presses and sleeps finds no commit of its own arrival in front of its press.
 */
export class WorkQueue {
  readonly #lanes: Record<Lane, Work[]> = { alarm: [], urgent: [], rest: [], outage: [], coming: [] }
  #bytes = 0
  readonly #limits: QueueLimits

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.pressing + this.#lanes.coming.length
  }

  /** How many of them somebody waits for. */
  get pressing(): number {
    const { alarm, urgent, rest, outage } = this.#lanes
    return alarm.length + urgent.length + rest.length + outage.length
  }

  /** False when it is full; an alarm finds room when telemetry no longer does. */
  add(work: Work): boolean {
    const lane = laneOf(work)
    const full = this.length >= this.#limits.messages || this.#bytes >= this.#limits.bytes
    const may = lane === 'alarm' || lane === 'urgent'
    if (full && !(may && this.#lanes[lane].length < this.#limits.messages)) return false
    this.#lanes[lane].push(work)
    this.#bytes += sizeOf(work)
    return true
  }

  take(most: number): Work[] {
    const taken = this.#lanes.alarm.splice(0, most)
    let room = taken.length === 0 ? most : Math.min(most - taken.length, mostBesideAlarm)
    for (const lane of lanes) {
      if (lane === 'alarm' || room === 0) continue
      const some = this.#lanes[lane].splice(0, lane === 'outage' ? Math.min(room, mostOutages) : room)
      room -= some.length
      for (const work of some) taken.push(work)
    }
    for (const work of taken) this.#bytes -= sizeOf(work)
    return taken
  }
}

const sizeOf = ({ what }: Work): number => (what.kind === 'message' ? what.payload.byteLength : 0)

function laneOf({ what }: Work): Lane {
  if (what.kind === 'input') {
    if (what.input.kind !== 'timer') return 'coming'
    return what.input.name === 'offline' ? 'outage' : 'urgent'
  }
  if (!what.decoded.ok) return 'rest'
  let lane: Lane = 'rest'
  for (const said of what.decoded.said) {
    if (said.kind !== 'event') continue
    if (alarms.has(said.type)) return 'alarm'
    if (lane !== 'urgent') lane = outages.has(said.type) ? 'outage' : 'urgent'
  }
  return lane
}

/** An emergency, and what takes it back: those two never change places. */
const alarms: ReadonlySet<EventType> = new Set<EventType>([
  'call',
  'call.cancel',
  'fall',
  'fall.cancel',
  'smoke',
  'gas',
  'water',
])
const outages: ReadonlySet<EventType> = new Set<EventType>(['mains.lost', 'mains.restored'])
