import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'
import type { PlanBook } from './plan-book.ts'

/** What every use case of the desk needs of the hub. */
export type DeskDeps = {
  db: Database
  queries: Queries
  /** Epoch ms. */
  now(): number
  /** A fresh uuid v7. */
  newId(): string
  /** Told after the commit, with the timeline's sequence numbers in order. */
  announce(seqs: readonly number[]): void
  /** Told after the commit; the commands are stored and stay pending until their device confirms them. */
  commands: { send(commandIds: readonly string[]): void }
  /** What the hub knows in memory of policies and shifts: told when they change. */
  plans?: PlanBook
  /** What people can be told by; e-mail alone when not given. */
  channels?: { email: boolean; webhook: boolean }
}
