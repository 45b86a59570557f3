import type { Decoded } from '../../devices/codec.ts'
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

/**
 * Three lanes: what may be an alarm, what fills the record, and who came and went. Within a lane, first come first served.
 * Nobody waits for the last to be written, so it rides along with the others: a button that wakes, presses and sleeps
 * finds no commit of its own arrival in front of its press.
 */
export class WorkQueue {
  #urgent: Work[] = []
  #rest: Work[] = []
  #comings: Work[] = []
  #bytes = 0
  readonly #limits: QueueLimits

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.pressing + this.#comings.length
  }

  /** How many of them somebody waits for. */
  get pressing(): number {
    return this.#urgent.length + this.#rest.length
  }

  /** False when it is full; an alarm finds room when telemetry no longer does. */
  add(work: Work): boolean {
    const lane = laneOf(work)
    const full = this.length >= this.#limits.messages || this.#bytes >= this.#limits.bytes
    if (full && !(lane === 'urgent' && this.#urgent.length < this.#limits.messages)) return false
    if (lane === 'urgent') this.#urgent.push(work)
    else if (lane === 'rest') this.#rest.push(work)
    else this.#comings.push(work)
    this.#bytes += sizeOf(work)
    return true
  }

  take(most: number): Work[] {
    const taken = this.#urgent.splice(0, most)
    for (const lane of [this.#rest, this.#comings]) {
      if (lane.length > 0 && taken.length < most) taken.push(...lane.splice(0, most - taken.length))
    }
    for (const work of taken) this.#bytes -= sizeOf(work)
    return taken
  }
}

const sizeOf = ({ what }: Work): number => (what.kind === 'message' ? what.payload.byteLength : 0)

function laneOf({ what }: Work): 'urgent' | 'rest' | 'comings' {
  if (what.kind === 'input') return what.input.kind === 'timer' ? 'urgent' : 'comings'
  return what.decoded.ok && what.decoded.said.some((said) => said.kind === 'event') ? 'urgent' : 'rest'
}
