import type { Decoded } from '../../devices/codec.ts'
import { alarmTypes, type EventType, type Said } from '../../devices/reading.ts'
import type { Input } from '../core/rules/device.ts'
import { fallTimer } from '../core/rules/fall.ts'
import { offlineTimer } from '../core/rules/offline.ts'
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

/** In the order in which they are taken: emergencies, what may be urgent, what fills the record, outages, who came and went. */
const lanes = ['alarm', 'urgent', 'rest', 'outage', 'coming'] as const
export type Lane = (typeof lanes)[number]

/** What it takes of a commit: a message may hold many events, and each of them writes the story. */
export function weightOf({ what }: Work): number {
  if (what.kind !== 'message' || !what.decoded.ok) return 1
  let events = 0
  for (const said of what.decoded.said) if (said.kind === 'event') events += 1
  return Math.max(1, events)
}

/** How many samples of raw motion it brings. */
export function samplesIn({ what }: Work): number {
  if (what.kind !== 'message' || !what.decoded.ok) return 0
  let samples = 0
  for (const said of what.decoded.said) if (said.kind === 'motion') samples += said.samples.length
  return samples
}

/** What it takes of the queue's room: the bytes of a message. */
export const sizeOf = ({ what }: Work): number => (what.kind === 'message' ? what.payload.byteLength : 0)

/** Which line commits it. */
export const lineOf = (work: Work): Line => (laneOf(work) === 'alarm' ? 'alarm' : 'rest')

/** Nobody waits for it. */
export const mayWait = (work: Work): boolean => laneOf(work) === 'coming'

export function laneOf({ what, fallSeen }: Work): Lane {
  if (fallSeen) return 'alarm'
  if (what.kind === 'input') {
    if (what.input.kind !== 'timer') return 'coming'
    // The window in which an unsure fall could be taken back is over.
    if (what.input.name === fallTimer) return 'alarm'
    return what.input.name === offlineTimer ? 'outage' : 'urgent'
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
