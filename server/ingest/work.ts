import type { Decoded } from '../../devices/codec.ts'
import { alarmTypes, type EventType, type Said } from '../../devices/reading.ts'
import type { Input } from '../core/rules/device.ts'
import { fallTimer } from '../core/rules/fall.ts'
import type { ResidentInput } from '../core/rules/resident.ts'
import type { Line } from '../store/commit/committer.ts'
import type { RegisteredDevice } from '../store/registry.ts'

/** One thing to take in: a decoded message, or a timer or connection change of a device. Answered once it is durable. */
export type Work = {
  device: RegisteredDevice
  receivedAt: number
  /** There is a fall in its motion: an emergency, though it doesn't say so itself. */
  fallSeen?: boolean
  what: /** `bare`: the rules or the database choked on it: its alarms are raised without them, the rest is put aside. */
    | { kind: 'message'; topic: string; payload: Uint8Array; decoded: Decoded; size: number; bare?: true }
    | { kind: 'input'; input: Input }
    /** About the person whose device it is. */
    | { kind: 'person'; residentId: string; input: ResidentInput }
  done(): void
  failed(error: Error): void
}

/** What a queue of messages may hold while the database is away: beyond that new ones are not taken, and not acknowledged. */
export type QueueLimits = { messages: number; bytes: number }
export const defaultQueueLimits: QueueLimits = { messages: 100_000, bytes: 128 * 1024 * 1024 }

/** In the order in which they are taken: emergencies, what may be urgent, what fills the record, outages, who came and went. */
const lanes = ['alarm', 'urgent', 'rest', 'outage', 'coming'] as const
type Lane = (typeof lanes)[number]
const besideAlarms = ['urgent', 'rest', 'outage', 'coming'] as const

/**
 * Each of these writes the story, and whoever writes the story is waited for by every press. So they go a few at a
 * time, with no more of the others than makes that a short commit.
 */
const mostTold = 100
const mostBesideTold = 200
/** So many emergencies: whoever pressed after them waits for no more than that. */
const mostAlarms = 200
/** So many outages, and of those who came and went, are in every commit, if there are any. */
const leastOthers = 25
/** Nobody waits for these; each is a state to write. */
const mostComings = 250
/** Motion is looked at sample by sample, and while that is done no press is heard: about 10 ms of it in one commit. */
const mostSamples = 15_000

/**
 * Within a lane, first come first served. Emergencies are committed on a line of their own: no other message is in front
 * of them, neither waiting nor being written, unless it is the same device's. Nobody waits for who came and went to be
 * written, so that rides along with the others, and by itself only when it is due.
 */
export class WorkQueue {
  readonly #lanes: Record<Lane, Work[]> = { alarm: [], urgent: [], rest: [], outage: [], coming: [] }
  #bytes = 0
  #comingsDue = 0
  readonly #limits: QueueLimits

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    const { alarm, urgent, rest, outage, coming } = this.#lanes
    return alarm.length + urgent.length + rest.length + outage.length + coming.length
  }

  /** How many of them are due on this line. */
  due(line: Line): number {
    const { alarm, urgent, rest, outage } = this.#lanes
    return line === 'alarm' ? alarm.length : urgent.length + rest.length + outage.length + this.#comingsDue
  }

  /** Who came and went until now is due, also when nobody else writes. */
  comingsAreDue(): void {
    this.#comingsDue = this.#lanes.coming.length
  }

  /** False when it is full; an alarm finds room when telemetry no longer does. */
  add(work: Work): boolean {
    const lane = laneOf(work)
    const full = this.length >= this.#limits.messages || this.#bytes >= this.#limits.bytes
    const may = lane === 'alarm' || lane === 'urgent'
    if (full && !(may && this.#lanes[lane].length < this.#limits.messages)) return false
    // A fall is seen in a stream: what came before it goes ahead with it, or there would be a gap.
    if (work.fallSeen) this.#motionGoesAhead(work.device.id)
    this.#lanes[lane].push(work)
    this.#bytes += sizeOf(work)
    return true
  }

  #motionGoesAhead(deviceId: string): void {
    const stays = (work: Work) => work.device.id !== deviceId || samplesIn(work) === 0
    const { rest } = this.#lanes
    if (rest.every(stays)) return
    this.#lanes.alarm.push(...rest.filter((work) => !stays(work)))
    this.#lanes.rest = rest.filter(stays)
  }

  /** The next ones of a line, at most so many, each of its events counted. Those of devices that the other line is writing stay where they are. */
  take(line: Line, most: number, busy: ReadonlySet<string> = nobody): Work[] {
    const taken =
      line === 'alarm' ? takeFrom(this.#lanes.alarm, Math.min(most, mostAlarms), busy) : this.#takeRest(most, busy)
    for (const work of taken) this.#bytes -= sizeOf(work)
    return taken
  }

  #takeRest(most: number, busy: ReadonlySet<string>): Work[] {
    const { urgent, outage, coming } = this.#lanes
    let room = urgent.length + outage.length > 0 ? Math.min(most, mostBesideTold) : most
    const taken: Work[] = []
    // However much telemetry there is: jobs wait for these, and whoever is told of an emergency waits for jobs.
    const kept = Math.min(outage.length, leastOthers) + Math.min(this.#comingsDue, leastOthers)
    for (const lane of besideAlarms) {
      const of = lane === 'coming' ? mostComings : lane === 'rest' ? Math.max(0, room - kept) : mostTold
      const some = takeFrom(this.#lanes[lane], Math.min(room, of), busy)
      room = some.reduce((left, work) => left - weightOf(work), room)
      if (lane === 'coming') this.#comingsDue = Math.min(coming.length, Math.max(0, this.#comingsDue - some.length))
      for (const work of some) taken.push(work)
    }
    return taken
  }
}

const nobody: ReadonlySet<string> = new Set()

function takeFrom(lane: Work[], most: number, busy: ReadonlySet<string>): Work[] {
  const taken: Work[] = []
  const stay: Work[] = []
  let told = 0
  let samples = 0
  let looked = 0
  for (; looked < lane.length && told < most && samples < mostSamples; looked++) {
    const work = lane[looked]
    if (work === undefined) continue
    if (busy.has(work.device.id)) stay.push(work)
    else {
      // By itself it goes whatever it holds, or it would stand in everybody's way for ever.
      if (taken.length > 0 && told + weightOf(work) > most) break
      taken.push(work)
      told += weightOf(work)
      samples += samplesIn(work)
    }
  }
  lane.splice(0, looked, ...stay)
  return taken
}

/** What it takes of a commit: a message may hold many events, and each of them writes the story. */
function weightOf({ what }: Work): number {
  if (what.kind !== 'message' || !what.decoded.ok) return 1
  let events = 0
  for (const said of what.decoded.said) if (said.kind === 'event') events += 1
  return Math.max(1, events)
}

/** How many samples of raw motion it brings. */
function samplesIn({ what }: Work): number {
  if (what.kind !== 'message' || !what.decoded.ok) return 0
  let samples = 0
  for (const said of what.decoded.said) if (said.kind === 'motion') samples += said.samples.length
  return samples
}

const sizeOf = ({ what }: Work): number => (what.kind === 'message' ? what.payload.byteLength : 0)

/** Which line commits it. */
export const lineOf = (work: Work): Line => (laneOf(work) === 'alarm' ? 'alarm' : 'rest')

/** Nobody waits for it. */
export const mayWait = (work: Work): boolean => laneOf(work) === 'coming'

function laneOf({ what, fallSeen }: Work): Lane {
  if (fallSeen) return 'alarm'
  if (what.kind === 'input') {
    if (what.input.kind !== 'timer') return 'coming'
    // The window in which an unsure fall could be taken back is over.
    if (what.input.name === fallTimer) return 'alarm'
    return what.input.name === 'offline' ? 'outage' : 'urgent'
  }
  if (what.kind === 'person') return 'urgent'
  if (!what.decoded.ok) return 'rest'
  let lane: Lane = 'rest'
  for (const said of what.decoded.said) {
    if (said.kind !== 'event') continue
    if (goesFirst(said)) return 'alarm'
    if (lane !== 'urgent') lane = outages.has(said.type) ? 'outage' : 'urgent'
  }
  return lane
}

const alarms: ReadonlySet<EventType> = new Set<EventType>([...alarmTypes, 'call.cancel', 'fall.cancel'])
/** An emergency, and what takes it back: those two never change places. */
export const goesFirst = (said: Said): boolean => said.kind === 'event' && alarms.has(said.type)
const outages: ReadonlySet<EventType> = new Set<EventType>(['mains.lost', 'mains.restored'])
