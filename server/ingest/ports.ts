import type { Codec, DecodeError } from '../../devices/codec.ts'
import type { FirstStep } from '../core/escalation/inherit.ts'
import type { Batch } from '../store/commit/batch.ts'
import type { Committer } from '../store/commit/committer.ts'
import type { People } from './people.ts'
import type { Registry } from './registry.ts'

/** A message as the gateway hands it over: who said it, about which device, and whether the gateway refused it. */
export type Arrived = {
  signedInAs: string
  deviceId: string
  topic: string
  payload: Uint8Array
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
