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
  /** It was the hub that ended it: the device is not gone. */
  dropped: boolean
  /** The answer to a wrong secret that is held back. */
  penalty: Promise<void> | null
}

export const createSession = (guard: FrameGuard, address: string): Session => ({
  guard,
  address,
  line: null,
  granted: new Set(),
  will: null,
  announced: false,
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
      if (session.line !== null) current.set(session.line.deviceId, session)
    },
    currentOf: (deviceId: string): Session | null => current.get(deviceId) ?? null,
    isCurrent: (session: Session): boolean => session.line !== null && current.get(session.line.deviceId) === session,
    /** True if it was the device's current one. */
    leave(session: Session): boolean {
      if (session.line === null || current.get(session.line.deviceId) !== session) return false
      return current.delete(session.line.deviceId)
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
