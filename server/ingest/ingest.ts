import type { Codec, DecodeError } from '../../devices/codec.ts'
import { partlyRead, unreadable } from '../../devices/codec.ts'
import { isSaidAlarm } from '../../devices/reading.ts'
import { ServiceError } from '../core/errors.ts'
import type { FirstStep } from '../core/escalation/inherit.ts'
import type { DeviceState, Input } from '../core/rules/device.ts'
import type { ResidentInput } from '../core/rules/resident.ts'
import type { Batch } from '../store/commit/batch.ts'
import type { CommitError, Committer, Line } from '../store/commit/committer.ts'
import { type Built, buildBatch } from './build.ts'
import { createEventMemory } from './event-memory.ts'
import { createForeseen } from './foreseen.ts'
import { type Answer, answerAtOnce, answerInTurns, createLines } from './lines.ts'
import type { People } from './people.ts'
import type { Registry } from './registry.ts'
import { splitUp } from './split-up.ts'
import { defaultQueueLimits, type QueueLimits, type Work, WorkQueue } from './work.ts'

/** A message as the gateway hands it over: who said it, about which device, and whether the gateway refused it. */
export type Arrived = {
  signedInAs: string
  deviceId: string
  topic: string
  payload: Uint8Array
  retained: boolean
  receivedAt: number
  refused?: { code: DecodeError['code']; reason: string; size: number }
}

export type OutgoingCommand = {
  id: string
  deviceId: string
  type: string
  at: number
  data: Readonly<Record<string, unknown>>
}

export type IngestPorts = {
  registry: Registry
  /** Without it only devices are looked at. */
  people?: People
  committer: Committer
  decode: Codec
  /** Makes sure that readings of these instants have a partition. */
  prepareFor(batch: Batch): Promise<void>
  now(): number
  newId(): string
  /** When a new alert's plan has its first step; that of the fixed plan when not given. */
  firstStep?: FirstStep
  announce(seqs: readonly number[]): void
  send(command: OutgoingCommand): void
  log: { warn(about: object, message: string): void; error(about: object, message: string): void }
  /** Resolves after so many ms, or at once when the hub stops. */
  pause(ms: number): Promise<void>
}

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
export function createIngest(ports: IngestPorts, limits: QueueLimits = defaultQueueLimits): Ingest {
  const queue = new WorkQueue(limits)
  const memory = createEventMemory()
  const foreseen = createForeseen()
  const lines = createLines(queue, settle, ports.pause)
  let closed = false
  let away: string | null = null
  let committed = 0
  let batches = 0
  const setAside: Record<string, number> = {}
  const aside = (code: string) => {
    setAside[code] = (setAside[code] ?? 0) + 1
  }

  const enqueue = (work: Omit<Work, 'done' | 'failed'>): Promise<void> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new ServiceError('unavailable', 'the hub is stopping'))
      const whole = { ...work, done: resolve, failed: reject }
      if (!queue.add(whole)) {
        return reject(new ServiceError('unavailable', 'the hub holds as much as it can while the database is away'))
      }
      lines.added(whole)
    })

  /** Makes them durable on that line, however often it takes. Returns how to answer those that are not answered yet. */
  async function settle(line: Line, works: readonly Work[]): Promise<Answer> {
    /** Built by an attempt whose answer did not come: it may be durable all the same. */
    let doubtful: Built | null = null
    let lackedPartition = false
    for (let attempt = 0; ; attempt++) {
      const built = build(line, works)
      if (built instanceof Error) return isolate(line, works, `the rules failed: ${built.message}`)
      try {
        if (doubtful !== null && (await tookPlace(line, doubtful))) {
          // Whatever it added to the timeline: live events are sent from there.
          ports.announce([])
          return settled(line, works, doubtful, [])
        }
        doubtful = null
        await ports.prepareFor(built.batch)
        doubtful = built
        const { seqs } = await ports.committer.commit(built.batch, line)
        return settled(line, works, built, seqs)
      } catch (error) {
        const { kind, message } = asCommitError(error)
        if (kind !== 'unavailable') doubtful = null
        if (kind === 'duplicate_event') {
          const keys = [...built.events.keys(), ...built.perhapsKnown]
          const known = await ports.committer.known(keys, line).catch(() => null)
          if (known !== null && known.size > 0) {
            memory.add(known)
            continue
          }
        }
        // One that was dropped just now is made anew. One that can't be made costs what was said of that day, nobody else.
        if (kind === 'no_partition' && !lackedPartition) {
          lackedPartition = true
          continue
        }
        if (kind === 'no_partition' || kind === 'refused') return isolate(line, works, message)
        if (away === null)
          ports.log.error({ error: message, waiting: queue.length }, 'the database is away; nothing is acknowledged')
        away = message
        if (closed)
          return async () => fail(works, new ServiceError('unavailable', 'the hub stopped while the database was away'))
        await ports.pause(Math.min(100 * 2 ** attempt, 1_000))
      }
    }
  }

  /**
   * Whether a commit took place that nobody heard of. Trying it again would be no second fact, but the rules would step
   * from states that are no longer true: a timer that is already in the database would never be known here.
   */
  async function tookPlace(line: Line, { states, people }: Built): Promise<boolean> {
    const changed = new Map<number, DeviceState>()
    for (const [id, state] of states) {
      const device = ports.registry.get(id)
      if (device !== undefined && JSON.stringify(device.state) !== JSON.stringify(state)) changed.set(device.no, state)
    }
    // A timer of a person alone changes no device.
    if (changed.size === 0 && people.size > 0) return ports.committer.holdsPeople(people)
    return changed.size > 0 && (await ports.committer.holds(changed, line))
  }

  /** The rules throw on nothing a device can say. Should one do so all the same, it costs that message, not the hub. */
  function build(line: Line, works: readonly Work[]): Built | Error {
    try {
      return buildBatch(works, {
        registry: ports.registry,
        people: ports.people,
        line,
        memory,
        now: ports.now(),
        newId: ports.newId,
        firstStep: ports.firstStep,
      })
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  function settled(line: Line, works: readonly Work[], built: Built, seqs: readonly number[]): Answer {
    if (away !== null) ports.log.warn({ waiting: queue.length }, 'the database is back')
    away = null
    memory.add(built.events)
    for (const [id, state] of built.states) ports.registry.setState(id, state)
    for (const [id, state] of built.people) ports.people?.setState(id, state)
    if (line === 'alarm') personFollows(works)
    committed += works.length
    batches += 1
    return async () => {
      const answered = line === 'alarm' ? answerAtOnce(works) : answerInTurns(works)
      if (seqs.length > 0) ports.announce(seqs)
      if (built.batch.commands.length > 0) sendCommands(works, built)
      await answered
    }
  }

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

  function sendCommands(works: readonly Work[], built: Built): void {
    const ids = new Map(works.map(({ device }) => [device.no, device.id]))
    for (const { id, deviceNo, type, at, data } of built.batch.commands) {
      const deviceId = ids.get(deviceNo)
      if (deviceId !== undefined) ports.send({ id, deviceId, type, at, data })
    }
  }

  /** Something in the group can't be stored: find out which, keep that one in quarantine and the others as usual. */
  async function isolate(line: Line, works: readonly Work[], reason: string): Promise<Answer> {
    const [only] = works
    if (works.length > 1) {
      const half = Math.ceil(works.length / 2)
      const answerFirst = await settle(line, works.slice(0, half))
      const answerOthers = await settle(line, works.slice(half))
      return async () => {
        await Promise.all([answerFirst(), answerOthers()])
      }
    }
    if (only?.what.kind === 'message' && only.what.decoded.ok) {
      ports.log.error(
        { device: only.device.id, topic: only.what.topic, error: reason },
        'a message could not be stored',
      )
      // Who pressed can mend neither: somebody has to come all the same. Only what can't even be raised bare is set aside.
      if (only.what.bare !== true && only.what.decoded.said.some(isSaidAlarm))
        return settle(line, [{ ...only, what: { ...only.what, bare: true } }])
      aside('not_storable')
      return settle(line, [
        { ...only, what: { ...only.what, decoded: unreadable('invalid_payload', `could not be stored: ${reason}`) } },
      ])
    }
    ports.log.error({ device: only?.device.id, error: reason }, 'refused by the database')
    return async () => fail(works, new ServiceError('invalid', reason))
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
      if (refused === undefined) {
        if (!decoded.ok) aside(decoded.error.code)
        else if (decoded.leftOut !== undefined) aside(partlyRead)
        if (decoded.ok && decoded.clockAhead) aside('clock_ahead')
        if (decoded.ok && decoded.clockUnset) aside('clock_unset')
      }
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

    status: () => ({ waiting: queue.length + lines.writing(), away, committed, batches, setAside: { ...setAside } }),

    async close() {
      closed = true
      await lines.finish()
    },
  }
}

/** Resolves when all of them have; rejects when one has, but only after the others are through. */
async function allOf(parts: readonly Promise<void>[]): Promise<void> {
  for (const part of await Promise.allSettled(parts)) if (part.status === 'rejected') throw part.reason
}

function fail(works: readonly Work[], error: Error): void {
  for (const work of works) work.failed(error)
}

/** Whatever is not the committer's own error (a partition that could not be made, say) is the database being unable. */
function asCommitError(error: unknown): Pick<CommitError, 'kind' | 'message'> {
  if (error instanceof Error && error.name === 'CommitError' && 'kind' in error) {
    const { kind } = error
    if (kind === 'refused' || kind === 'duplicate_event' || kind === 'no_partition')
      return { kind, message: error.message }
  }
  return { kind: 'unavailable', message: error instanceof Error ? error.message : String(error) }
}
