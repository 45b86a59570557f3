import type { Payload } from './packets.ts'

/** What the bench tells a generator process to do, and what it hears back. Times in ms. */
export type Secret = { id: string; secret: string }
/** Over TLS every connection shakes hands in full ('anew'), or presents the ticket of its last one where it has any. */
export type Target = { port: number; tls: false | 'anew' | 'resumed' }

export type Order =
  /** Devices come in, at most `inFlight` on their way at once, and stay; each tries again until `withinMs` is over. */
  | { do: 'connect'; target: Target; devices: Secret[]; inFlight: number; withinMs: number; pingEveryMs: number | null }
  /** Those without a connection come in again. */
  | { do: 'return'; inFlight: number; withinMs: number }
  /** The first `count` are cut off (RST) at once and come back. */
  | { do: 'storm'; count: number; inFlight: number; withinMs: number }
  /** Each connected device keeps `window` messages in flight until all together have sent `messages`. */
  | { do: 'rate'; messages: number; window: number; payload: Payload }
  /** Telemetry until hushed: so many a second altogether, or (null) as fast as `window` in flight each allows. */
  | { do: 'pour'; perSecond: number | null; window: number }
  | { do: 'hush' }
  | { do: 'leave' }
  | { do: 'stop' }

export type Answer =
  | {
      result: 'in'
      connected: number
      ms: number
      cpuMs: number
      failedAttempts: number
      firstFailure: string | null
      resumed: number
    }
  | { result: 'rate'; acknowledged: number; ms: number; cpuMs: number }
  | { result: 'poured'; sent: number; acknowledged: number; ms: number; cpuMs: number }
  | { result: 'done' }
  | { result: 'failed'; why: string }
