import type { Logger } from 'pino'
import type { Gateway } from '../gateway/gateway.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { Registered } from './registered.ts'

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
  const { registry } = registered
  /** What the rules make of an edit follows it; nobody waits for that. */
  const follow = (done: Promise<void>) =>
    void done.catch((error: unknown) => log.warn({ err: error }, 'an edit did not reach the rules'))
  const withinReason = (taken: Promise<void>) => {
    follow(taken)
    return Promise.race([taken, pause(takenOverWithinMs)])
  }
  const takeOver = async (deviceIds: readonly string[]) => {
    const secrets = new Map(deviceIds.map((id) => [id, registry.get(id)?.secret.hash]))
    await registered.devices(deviceIds)
    for (const [id, before] of secrets) {
      const device = registry.get(id)
      // Switched off, or signed in with a secret that no longer holds.
      if (device?.enabled !== true || before?.equals(device.secret.hash) === false) gateway.disconnect(id)
      follow(ingest.input(id, { kind: 'changed', at: now() }))
    }
    // What is known of their people is looked at anew: a first device is the one in whose name they are reminded.
    const theirs = new Set(deviceIds.flatMap((id) => registry.get(id)?.residentId ?? []))
    for (const id of theirs) follow(ingest.person(id, { kind: 'changed', at: now() }))
  }
  const devicesChanged = (ids: readonly string[]) => withinReason(takeOver(ids))
  const residentsChanged = (ids: readonly string[]) => withinReason(registered.residents(ids).then(takeOver))
  let readingUnread = false
  return {
    devicesChanged,
    residentsChanged,
    /** Takes over what was set aside, as far as it can be read by now. */
    async readUnread(): Promise<void> {
      if (readingUnread) return
      readingUnread = true
      const of = (about: 'device' | 'resident') =>
        registered.unread().flatMap((unread) => (unread.about === about ? [unread.id] : []))
      try {
        for (const id of of('resident')) await residentsChanged([id])
        for (const id of of('device')) await devicesChanged([id])
      } finally {
        readingUnread = false
      }
    },
  }
}
