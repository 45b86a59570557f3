import type { Logger } from 'pino'
import type { Gateway } from '../gateway/gateway.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { Registered } from './registered.ts'
import type { RegisteredResident } from './store/people.ts'
import type { RegisteredDevice } from './store/registry.ts'

/** So many are read again at once: a few milliseconds of the event loop, in which no press is heard. */
const atOnce = 500
const betweenMs = 50
/**
 * How long after a doubt all is read again: soon, and when whatever was under way then has ended, which the server does for
 * a statement after 15 s and for a transaction that stands still after 10.
 */
const looksAfterMs = [1_000, 30_000]
/** A database that fails again and again isn't read through all the while. */
const betweenDoubtsMs = 30_000

/** An import of a whole city takes seconds to be taken over; a database that is away may take for ever. */
const takenOverWithinMs = 15_000

type Deps = {
  registered: Registered
  ingest: Ingest
  gateway: Gateway
  now: () => number
  pause: (ms: number) => Promise<void>
  log: Logger
}

/**
 * What an edit of devices or residents means for the hub that runs: it is read, connections that no longer hold are
 * ended, and the rules look at it. Both resolve once it is taken over, or after 15 s while it goes on: the edit is
 * stored, and whoever made it doesn't wait for a database that is away.
 */
export function createTakeOver({ registered, ingest, gateway, now, pause, log }: Deps) {
  const { registry, people } = registered
  /** What the rules make of an edit follows it; nobody waits for that. */
  const follow = (done: Promise<void>) =>
    void done.catch((error: unknown) => log.warn({ err: error }, 'an edit did not reach the rules'))
  const withinReason = (taken: Promise<void>) => {
    follow(taken)
    return Promise.race([taken, pause(takenOverWithinMs)])
  }
  const secretsOf = (deviceIds: readonly string[]) =>
    new Map(deviceIds.map((id) => [id, registry.get(id)?.secret.hash]))
  const takeOver = async (deviceIds: readonly string[]) => {
    const secrets = secretsOf(deviceIds)
    await registered.devices(deviceIds)
    tellWhoIsConcerned(secrets)
  }
  /** The connections and the rules, of the devices with the secrets that held before. */
  const tellWhoIsConcerned = (secrets: ReturnType<typeof secretsOf>) => {
    for (const [id, before] of secrets) {
      const device = registry.get(id)
      // Switched off, or signed in with a secret that no longer holds.
      if (device?.enabled !== true || before?.equals(device.secret.hash) === false) gateway.disconnect(id)
      follow(ingest.input(id, { kind: 'changed', at: now() }))
    }
    // What is known of their people is looked at anew: a first device is the one in whose name they are reminded.
    const theirs = new Set([...secrets.keys()].flatMap((id) => registry.get(id)?.residentId ?? []))
    for (const id of theirs) follow(ingest.person(id, { kind: 'changed', at: now() }))
  }
  const devicesChanged = (ids: readonly string[]) => withinReason(takeOver(ids))
  const residentsChanged = (ids: readonly string[]) => withinReason(registered.residents(ids).then(takeOver))
  /** Reads everybody again, a few at a time; what is other than it was known is taken over like an edit. */
  async function readAgain(): Promise<void> {
    const differing = new Set<string>()
    for (const some of inSlices(await registered.ids('resident'))) {
      const before = some.map((id) => JSON.stringify(knownOf(people.get(id))))
      const theirs = await registered.residents(some)
      if (some.some((id, nth) => JSON.stringify(knownOf(people.get(id))) !== before[nth]))
        for (const id of theirs) differing.add(id)
      await pause(betweenMs)
    }
    for (const some of inSlices([...new Set([...(await registered.ids('device')), ...idsOfAll(registry)])])) {
      const before = some.map((id) => JSON.stringify(knownOf(registry.get(id))))
      const secrets = secretsOf(some)
      await registered.devices(some)
      for (const [nth, id] of some.entries())
        if (JSON.stringify(knownOf(registry.get(id))) === before[nth] && !differing.has(id)) secrets.delete(id)
      if (secrets.size > 0) log.warn({ devices: secrets.size }, 'an edit that nobody heard the end of is in force')
      tellWhoIsConcerned(secrets)
      await pause(betweenMs)
    }
  }
  let doubts = 0
  let settling = false
  async function settleDoubts(): Promise<void> {
    for (let settled = 0; settled !== doubts; ) {
      if (settled > 0) await pause(betweenDoubtsMs)
      settled = doubts
      for (const [nth, ms] of looksAfterMs.entries()) {
        await pause(ms - (looksAfterMs[nth - 1] ?? 0))
        await readAgain().catch((error: unknown) => log.warn({ err: error }, 'not all could be read again'))
      }
    }
  }

  return {
    /**
     * Somebody's edit failed when it may have been durable already: the line to the database broke before it answered, or
     * before the edit was taken over. Everything is read again, and what differs holds from then on.
     */
    inDoubt(): void {
      doubts += 1
      if (settling) return
      settling = true
      void settleDoubts().finally(() => {
        settling = false
      })
    },
    devicesChanged,
    residentsChanged,
    /** Takes over what was set aside, as far as it can be read by now. Not to be asked again before it has ended. */
    async readUnread(): Promise<void> {
      const of = (about: 'device' | 'resident') =>
        registered.unread().flatMap((unread) => (unread.about === about ? [unread.id] : []))
      for (const id of of('resident')) await residentsChanged([id])
      for (const id of of('device')) await devicesChanged([id])
    },
  }
}

type Known = RegisteredDevice | RegisteredResident
/** What is edited of a device or person, and not what is remembered. */
const knownOf = (one: Known | undefined): object | null => (one === undefined ? null : { ...one, state: null })
const idsOfAll = (registry: Registered['registry']): string[] => Array.from(registry.all(), ({ id }) => id)

function* inSlices(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += atOnce) yield ids.slice(from, from + atOnce)
}
