import { unreadable } from '../../devices/codec.ts'
import { isSaidAlarm } from '../../devices/reading.ts'
import { ServiceError } from '../core/errors.ts'
import type { DeviceState } from '../core/rules/device.ts'
import type { CommitError, Line } from '../store/commit/committer.ts'
import { type Built, buildBatch } from './build.ts'
import { createEventMemory } from './event-memory.ts'
import { type Answer, answerAtOnce, answerInTurns } from './lines.ts'
import type { IngestPorts } from './ports.ts'
import type { Work } from './work.ts'

export type Settling = {
  /** Makes them durable on that line, however often it takes. Returns how to answer those that are not answered yet. */
  settle(line: Line, works: readonly Work[]): Promise<Answer>
  /** `away`: what the database says while it can't be reached. */
  status(): { away: string | null; committed: number; batches: number }
}

type Beside = {
  /** How many wait, for the log. */
  waiting(): number
  /** The hub is closing: what the database doesn't take now stays unacknowledged. */
  isClosed(): boolean
  /** Something could not be taken as it was said; `code` says what. */
  setAside(code: string): void
  /** Emergencies are durable; what they mean for people is still to come. */
  alarmsSettled(works: readonly Work[]): void
}

/** From a group of messages to durable facts: built by the rules, committed until it is certain, taken apart where refused. */
export function createSettling(ports: IngestPorts, beside: Beside): Settling {
  const memory = createEventMemory()
  let away: string | null = null
  let committed = 0
  let batches = 0

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
          ports.log.error(
            { error: message, waiting: beside.waiting() },
            'the database is away; nothing is acknowledged',
          )
        away = message
        if (beside.isClosed())
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
    if (away !== null) ports.log.warn({ waiting: beside.waiting() }, 'the database is back')
    away = null
    memory.add(built.events)
    for (const [id, state] of built.states) ports.registry.setState(id, state)
    for (const [id, state] of built.people) ports.people?.setState(id, state)
    if (line === 'alarm') beside.alarmsSettled(works)
    committed += works.length
    batches += 1
    return async () => {
      const answered = line === 'alarm' ? answerAtOnce(works) : answerInTurns(works)
      if (seqs.length > 0) ports.announce(seqs)
      if (built.batch.commands.length > 0) sendCommands(works, built)
      await answered
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
      beside.setAside('not_storable')
      return settle(line, [
        { ...only, what: { ...only.what, decoded: unreadable('invalid_payload', `could not be stored: ${reason}`) } },
      ])
    }
    ports.log.error({ device: only?.device.id, error: reason }, 'refused by the database')
    return async () => fail(works, new ServiceError('invalid', reason))
  }

  return { settle, status: () => ({ away, committed, batches }) }
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
