import type { Client } from 'aedes'
import type { Line } from './commands.ts'
import type { FrameGuard } from './frame-guard.ts'

/** One connection, from the first byte to the last. */
export type Session = {
  readonly guard: FrameGuard
  readonly address: string
  /** Who signed in, and the way commands take. */
  line: Line | null
  /** Command topics it was granted. */
  readonly granted: Set<string>
  /** The last will as aedes will hand it back, to know it by identity. */
  will: unknown
  /** The hub was told that this device is connected. */
  announced: boolean
  /** The connection the hub believes in until this one is announced. */
  replaced: Session | null
  /** It was the hub that ended it: the device is not gone. */
  dropped: boolean
  /** The answer to a wrong secret that is held back. */
  penalty: Promise<void> | null
}

/** A connection of which nobody knows yet whose it is; `address` is where it comes from. */
export const createSession = (guard: FrameGuard, address: string): Session => ({
  guard,
  address,
  line: null,
  granted: new Set(),
  will: null,
  announced: false,
  replaced: null,
  dropped: false,
  penalty: null,
})

/** Which session belongs to an aedes client, and which connection is a device's own now. */
export const createSessions = () => {
  const byClient = new WeakMap<Client, Session>()
  const current = new Map<string, Session>()
  return {
    add(client: Client, session: Session): void {
      byClient.set(client, session)
    },
    of: (client: Client | null): Session | null => (client === null ? null : (byClient.get(client) ?? null)),
    /** From here on this is the device's connection, whatever becomes of an older one. */
    takeOver(session: Session): void {
      if (session.line === null || session.guard.destroyed) return
      const { deviceId } = session.line
      const before = current.get(deviceId)
      if (before === session) return
      if (before !== undefined) session.replaced = before.announced ? before : before.replaced
      current.set(deviceId, session)
    },
    announce(session: Session): void {
      session.announced = true
      session.replaced = null
    },
    currentOf: (deviceId: string): Session | null => current.get(deviceId) ?? null,
    isCurrent: (session: Session): boolean => session.line !== null && current.get(session.line.deviceId) === session,
    /** The session ended. True if the device was announced and has no connection any more. */
    leave(session: Session): boolean {
      const { line, replaced } = session
      if (line === null || current.get(line.deviceId) !== session) return false
      // It never got as far as taking the older one's place.
      if (replaced !== null && !replaced.guard.destroyed) {
        current.set(line.deviceId, replaced)
        return false
      }
      current.delete(line.deviceId)
      return session.announced || replaced !== null
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
