import type { GatewayOptions } from '../gateway.ts'
import type { GatewayCounters } from '../keeping.ts'
import type { Command, InboundMessage } from '../ports.ts'

/** What a gateway process says to the hub's own. `ask` numbers what wants an answer. */
export type Saying =
  | { is: 'sign_in'; ask: number; deviceId: string; secret: string }
  | { is: 'message'; ask: number; message: InboundMessage }
  | { is: 'may_listen'; ask: number; signedInId: string; deviceId: string }
  | { is: 'pending'; ask: number; deviceId: string }
  | { is: 'connected' | 'disconnected'; deviceId: string; at: number }
  | { is: 'delivered'; commandId: string }
  | { is: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; facts: object; message: string }

export type FromGateway =
  | { is: 'says'; says: Saying[]; counters: GatewayCounters; arriving: number }
  | { is: 'listening'; port: number; tlsPort: number | null }
  | { is: 'not_listening'; message: string; code: string | null; port: number | null }
  | { is: 'closed' }

export type Answered = { ask: number; value: unknown } | { ask: number; error: string }

export type ToGateway =
  | { is: 'listen'; options: GatewayOptions }
  | { is: 'answers'; answers: Answered[] }
  | { is: 'send'; deviceId: string; command: Command }
  /** The device's connection ends; `replaced` when it has a newer one in another process. */
  | { is: 'end'; deviceId: string; replaced: boolean }
  | { is: 'close' }

/** Hands over in one go what comes up within a turn of the event loop: a message between processes has its price. */
export function inBunches<T>(hand: (all: T[]) => void): (one: T) => void {
  let waiting: T[] = []
  return (one) => {
    if (waiting.push(one) > 1) return
    setImmediate(() => {
      const all = waiting
      waiting = []
      hand(all)
    })
  }
}
