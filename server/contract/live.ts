import type { LiveEvent } from './alerts.ts'

/**
 * socket.io, path `/socket.io`, websocket. The session cookie or `auth: { token }` signs in.
 * At most once: a gap in what a browser has seen is closed by GET /api/v1/live?after=<last seq>.
 */
export type ServerToBrowser = {
  /** Sent once after sign-in: where the sequence stands, to notice what was missed. */
  hello: (hello: { latest: number; hubTime: string }) => void
  live: (event: LiveEvent) => void
}
export type BrowserToServer = Record<string, never>
