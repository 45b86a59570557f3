import type { Actor } from '../core/access/roles.ts'
import type { Desk } from '../desk/desk.ts'
import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'
import type { TimeSeries } from '../store/series/series.ts'
import type { Auth } from './auth.ts'

export type Log = {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

/** What the API is given by main.ts. */
export type ApiDeps = {
  db: Database
  queries: Queries
  /** What people do to alerts and tickets. */
  desk: Desk
  /** Where measured values are read from; PostgreSQL when not given. */
  series?: TimeSeries
  auth: Auth
  now(): number
  newId(): string
  /** The hub's registry follows what was changed here; awaited before the answer goes out. */
  devicesChanged(deviceIds: string[]): Promise<void>
  residentsChanged(residentIds: string[]): Promise<void>
  /** Told after a commit, with the timeline's sequence numbers: browsers hear of it at once. */
  announce?(seqs: readonly number[]): void
  /** Whether the hub can take a press and keep it, and what is in the way. */
  ready(): Promise<{ ok: boolean; why: string[] }>
  /** Prometheus text. */
  metrics(): Promise<string>
  /** The built dashboard. */
  dashboardDir: string
  log: Log
}

export type ApiEnv = { Variables: { actor: Actor; requestId: string } }
