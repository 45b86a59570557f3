import type { Server as HttpServer } from 'node:http'
import type { Actor } from '../core/access/roles.ts'
import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'

export type LiveDeps = {
  server: HttpServer
  /** Who is behind this cookie or token; null when nobody (any more). */
  actorOf(headers: Headers, token?: string): Promise<Actor | null>
  db: Database
  queries: Queries
  /** A family member's own residents. */
  residentsOf(actor: Actor): Promise<string[]>
  log: { info(about: object, message: string): void; warn(about: object, message: string): void }
  /** Where browsers load the dashboard from, when that isn't the address they reach the hub by (behind a proxy). */
  origins?: readonly string[]
  /** How often every connection's sign-in is looked at again, ms; 15 s unless told. */
  recheckMs?: number
  /** How often the timeline is looked at for what another hub wrote, ms; 1 s unless told. */
  pollMs?: number
}

export type Live = {
  /** Sends these and everything before them not sent yet, in order. Resolves when handed to the sockets. */
  publish(seqs: readonly number[]): Promise<void>
  close(): Promise<void>
  connections(): number
}
