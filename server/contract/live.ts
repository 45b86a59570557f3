import type { LiveEvent } from './alerts.ts'

/**
 * socket.io, path `/socket.io`, websocket. The session cookie or `auth: { token }` signs in.
 * At most once: a gap in what a browser has seen is closed by GET /api/v1/live?after=<last seq>.
 */
export type ServerToBrowser = {
  /**
   * Sent once after sign-in: where the sequence stands, to notice what was missed, and whom the hub takes the browser
   * for: in another tab somebody else may have signed in meanwhile.
   */
  hello: (hello: { latest: number; hubTime: string; personId: string }) => void
  live: (event: LiveEvent) => void
  /** Who else has this resident before them now: to everybody who has, whenever that changes. Kept nowhere. */
  lookers: (at: { residentId: string; people: { id: string; name: string }[] }) => void
}
export type BrowserToServer = {
  /** The resident whose alert or page is open in this browser; null when none is. Staff alone. */
  look: (residentId: string | null) => void
  /** Answered at once: a browser that has slept asks whether its socket still leads anywhere. */
  there: (answer: () => void) => void
}
