import { type Decoded, partlyRead, unreadable } from '../../devices/codec.ts'
import { isSaidAlarm } from '../../devices/reading.ts'
import { ServiceError } from '../core/errors.ts'
import type { Input } from '../core/rules/device.ts'
import type { ResidentInput } from '../core/rules/resident.ts'
import { createForeseen } from './foreseen.ts'
import { createLines } from './lines.ts'
import type { Arrived, IngestPorts } from './ports.ts'
import { createQueue } from './queue.ts'
import { createSettling } from './settle.ts'
import { splitUp } from './split-up.ts'
import type { Work } from './work.ts'

export type Ingest = {
  /** Resolves when what the message says is durable (then it may be acknowledged); rejects when it can't be kept. */
  accept(message: Arrived): Promise<void>
  /** A timer that is due, or a device that came or went. */
  input(deviceId: string, input: Input): Promise<void>
  /** A timer about a person, care that was given, an edit. Without a device of theirs nothing is done. */
  person(residentId: string, input: ResidentInput): Promise<void>
  /** `setAside`: messages of which something could not be taken as it was said, by code. */
  status(): {
    waiting: number
    away: string | null
    committed: number
    batches: number
    setAside: Readonly<Record<string, number>>
  }
  /** Commits what it holds, then rejects whatever comes. */
  close(): Promise<void>
}

/** The one path from a message to a durable fact. */
export function createIngest(ports: IngestPorts): Ingest {
  const queue = createQueue()
  const foreseen = createForeseen()
  let closed = false
  const setAside: Record<string, number> = {}
  const aside = (code: string) => {
    setAside[code] = (setAside[code] ?? 0) + 1
  }
  const settling = createSettling(ports, {
    waiting: queue.length,
    isClosed: () => closed,
    setAside: aside,
    alarmsSettled: personFollows,
  })
  const lines = createLines(queue, settling.settle, ports.pause)

  const enqueue = (work: Omit<Work, 'done' | 'failed'>): Promise<void> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new ServiceError('unavailable', 'the hub is stopping'))
      const whole = { ...work, done: resolve, failed: reject }
      if (!queue.add(whole)) {
        return reject(new ServiceError('unavailable', 'the hub holds as much as it can while the database is away'))
      }
      lines.added(whole)
    })

  /** What an emergency means for what is known of the person: it waits for nobody, and nobody waits for this. */
  function personFollows(works: readonly Work[]): void {
    for (const { device, what, receivedAt } of works) {
      const { residentId } = device
      if (ports.people === undefined || residentId === null || what.kind !== 'message' || !what.decoded.ok) continue
      for (const said of what.bare === true ? what.decoded.said.filter(isSaidAlarm) : what.decoded.said)
        enqueue({
          device,
          receivedAt,
          what: { kind: 'person', residentId, input: { kind: 'said', device: device.facts, said } },
        }).catch((error: Error) =>
          ports.log.warn({ device: device.id, error: error.message }, 'not known of the person'),
        )
    }
  }

  return {
    accept(message) {
      const device = ports.registry.get(message.refused === undefined ? message.deviceId : message.signedInAs)
      if (device === undefined) return Promise.reject(new ServiceError('not_found', `no device ${message.deviceId}`))
      const { topic, payload, receivedAt, refused } = message
      // The hub's own broker keeps nothing: what a device publishes with the retain flag is said now, like any other.
      const decoded =
        refused === undefined
          ? ports.decode({ topic, payload, retained: false }, receivedAt)
          : unreadable(refused.code, refused.reason)
      if (refused === undefined) countLacks(decoded, aside)
      const size = refused?.size ?? payload.byteLength
      const now = ports.now()
      const fallSeen =
        decoded.ok && decoded.said.some((said) => said.kind === 'motion' && foreseen.fallIn(device, said, now))
      const parts = (fallSeen ? [decoded] : splitUp(decoded)).map((part) =>
        enqueue({ device, receivedAt, fallSeen, what: { kind: 'message', topic, payload, decoded: part, size } }),
      )
      return allOf(parts)
    },

    input(deviceId, input) {
      const device = ports.registry.get(deviceId)
      if (device === undefined || device.retired) return Promise.resolve()
      return enqueue({ device, receivedAt: ports.now(), what: { kind: 'input', input } })
    },

    person(residentId, input) {
      const device = ports.people?.deviceOf(residentId)
      // Nobody can be told of in the name of no device.
      if (device === undefined) return Promise.resolve()
      return enqueue({ device, receivedAt: ports.now(), what: { kind: 'person', residentId, input } })
    },

    status: () => ({ waiting: queue.length() + lines.writing(), ...settling.status(), setAside: { ...setAside } }),

    async close() {
      closed = true
      await lines.finish()
    },
  }
}

/** Counts what of a message could not be taken as it was said. */
function countLacks(decoded: Decoded, aside: (code: string) => void): void {
  if (!decoded.ok) aside(decoded.error.code)
  else if (decoded.leftOut !== undefined) aside(partlyRead)
  if (decoded.ok && decoded.clockAhead) aside('clock_ahead')
  if (decoded.ok && decoded.clockUnset) aside('clock_unset')
}

/** Resolves when all of them have; rejects when one has, but only after the others are through. */
async function allOf(parts: readonly Promise<void>[]): Promise<void> {
  for (const part of await Promise.allSettled(parts)) if (part.status === 'rejected') throw part.reason
}
