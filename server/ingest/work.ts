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

/** Two lanes: what may be an alarm goes before what fills the record. Within a lane, first come first served. */
export class WorkQueue {
  #urgent: Work[] = []
  #rest: Work[] = []
  #bytes = 0
  readonly #limits: QueueLimits

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.#urgent.length + this.#rest.length
  }

  /** False when it is full; an alarm finds room when telemetry no longer does. */
  add(work: Work): boolean {
    const urgent = isUrgent(work)
    const full = this.length >= this.#limits.messages || this.#bytes >= this.#limits.bytes
    if (full && !(urgent && this.#urgent.length < this.#limits.messages)) return false
    ;(urgent ? this.#urgent : this.#rest).push(work)
    this.#bytes += sizeOf(work)
    return true
  }

  take(most: number): Work[] {
    const urgent = this.#urgent.splice(0, most)
    const rest = this.#rest.splice(0, most - urgent.length)
    const taken = urgent.length === 0 ? rest : rest.length === 0 ? urgent : urgent.concat(rest)
    for (const work of taken) this.#bytes -= sizeOf(work)
    return taken
  }
}

const sizeOf = ({ what }: Work): number => (what.kind === 'message' ? what.payload.byteLength : 0)

function isUrgent({ what }: Work): boolean {
  if (what.kind === 'input') return what.input.kind === 'timer'
  return what.decoded.ok && what.decoded.said.some((said) => said.kind === 'event')
}
