import type { BackupFile, BackupSchedule, Backups, Hub, MailTested } from '../contract/hub.ts'
import type { MapGround } from '../contract/map.ts'
import type { MessageText } from '../contract/message-templates.ts'
import type { Actor } from '../core/access/roles.ts'
import type { CareDone } from '../core/rules/resident.ts'
import type { Desk } from '../desk/desk.ts'
import type { Database } from '../store/database.ts'
import type { NoticeAbout } from '../store/jobs.ts'
import type { Queries } from '../store/queries.ts'
import type { TimeSeries } from '../store/series/series.ts'
import type { Auth } from './auth.ts'

export type Log = {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

/** As server/notify/texts.ts has them. */
export type MessageTexts = {
  original(about: NoticeAbout, language: 'zh' | 'en'): MessageText
  preview(
    about: NoticeAbout,
    language: 'zh' | 'en',
    text: MessageText,
    around: { at: number; url: string },
  ): { subject: string; text: string }
}

export type HubAdministration = {
  /** The texts of messages as they come with the hub. */
  texts: MessageTexts
  backups: {
    state(): Promise<Backups>
    make(): Promise<BackupFile>
    pathOf(name: string): Promise<string | null>
  }
  setSchedule(wanted: BackupSchedule): Promise<void>
  about(): Promise<Hub>
  /** A test e-mail, sent now; null where no mail server is configured. */
  testMail(to: { name: string; email: string }): Promise<MailTested | null>
  /** Takes a message as if it came now, with the time it came; null when it was understood this time, else why not. */
  readAgain(message: {
    deviceId: string
    topic: string
    code: string
    payload: Uint8Array
    receivedAt: number
  }): Promise<{ code: string; reason: string } | null>
}

/** What the API is given by the wiring (server/hub.ts). */
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
  /** Something that was to be changed failed, and may have been changed all the same. */
  inDoubt?(): void
  /** These people may no longer be signed in, or hear of others than before: told after a commit, browsers follow. */
  signInsChanged?(userIds: readonly string[]): void
  /** Where browsers load the dashboard from, when that isn't the address they reach the hub by (behind a proxy). */
  origins?: readonly string[]
  /** The rules hear of care that was given. */
  cared?(residentId: string, what: CareDone): Promise<void>
  /** Told after a commit, with the timeline's sequence numbers: browsers hear of it at once. */
  announce?(seqs: readonly number[]): void
  /** Whether the hub can take a press and keep it, and what is in the way. */
  ready(): Promise<{ ok: boolean; why: string[] }>
  /** Prometheus text. */
  metrics(): Promise<string>
  /** What the pages of administration stand on; as server/administration.ts has it. */
  administration: HubAdministration
  /** What maps are drawn on; a plain ground when not given. */
  ground?: MapGround
  /** The built dashboard. */
  dashboardDir: string
  log: Log
}

export type ApiEnv = {
  /** `begun`: it is being done, by somebody who may. */
  Variables: { actor: Actor; mustChangePassword: boolean; requestId: string; begun?: boolean }
}
