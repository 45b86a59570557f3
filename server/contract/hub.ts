import { z } from 'zod'
import { Instant } from './common.ts'

export const BackupFile = z
  .object({
    name: z.string(),
    takenAt: Instant,
    bytes: z.int(),
    /** Null for a file that can't be read. */
    rows: z.int().nullable(),
    version: z.string().nullable(),
  })
  .meta({ id: 'BackupFile' })
export type BackupFile = z.infer<typeof BackupFile>

export const BackupSchedule = z
  .object({
    /** Daily at this hour, by the clock of the hub's whole area; null when only somebody who asks makes one. */
    hour: z.int().min(0).max(23).nullable(),
    /** How many are kept. */
    keep: z.int().min(1).max(365),
  })
  .meta({ id: 'BackupSchedule' })
export type BackupSchedule = z.infer<typeof BackupSchedule>

export const Backups = z
  .object({
    /** `external`: DATABASE_URL names a database, and whoever runs it keeps its backups. */
    of: z.enum(['embedded', 'external']),
    folder: z.string().nullable(),
    /** The latest first. */
    items: z.array(BackupFile),
    running: z.boolean(),
    failed: z.object({ at: Instant, reason: z.string() }).nullable(),
    schedule: BackupSchedule,
    /** The last one is more than a day old. */
    overdue: z.boolean(),
  })
  .meta({ id: 'Backups' })
export type Backups = z.infer<typeof Backups>

/** What the mail server answered to a test. */
export const MailTested = z.object({ taken: z.boolean(), answer: z.string() }).meta({ id: 'MailTested' })
export type MailTested = z.infer<typeof MailTested>

/** Something of the hub's own that somebody has to see to, while it takes presses all the same. */
export const HubTrouble = z
  .discriminatedUnion('kind', [
    /** It can't be read though the rest can: the hub goes by what it knew before, and tries again. */
    z.object({ kind: z.literal('unread'), about: z.enum(['device', 'resident']), id: z.string() }),
    /** Its next turn can't be made into a ticket; it is tried again. */
    z.object({ kind: z.literal('plan'), planId: z.string(), residentId: z.string(), on: z.string() }),
    /** The database's clock is so far ahead of the hub's, seconds; negative when behind. */
    z.object({ kind: z.literal('clock'), aheadSeconds: z.number() }),
    /** Jobs of this kind failed as often as they may, and are not tried again. */
    z.object({ kind: z.literal('jobs'), task: z.string(), count: z.int() }),
  ])
  .and(z.object({ since: Instant, reason: z.string() }))
  .meta({ id: 'HubTrouble' })
export type HubTrouble = z.infer<typeof HubTrouble>

export const Hub = z
  .object({
    version: z.string(),
    commit: z.string().nullable(),
    node: z.string(),
    startedAt: Instant,
    ready: z.object({ ok: z.boolean(), why: z.array(z.string()) }),
    /** The longest first. */
    troubles: z.array(HubTrouble),
    database: z.object({ kind: z.enum(['embedded', 'external']), version: z.string(), bytes: z.number() }),
    migrations: z.array(z.object({ name: z.string(), at: z.string() })),
    devices: z.object({ registered: z.int(), connections: z.int() }),
    browsers: z.int(),
    /** Null while readings stay in PostgreSQL. */
    spool: z.object({ waiting: z.int(), refused: z.int(), away: z.string().nullable() }).nullable(),
    lastBackupAt: Instant.nullable(),
    /** Of the certificate devices see; null without MQTT over TLS. */
    certificate: z.object({ subject: z.string(), until: Instant, days: z.int() }).nullable(),
    mail: z.boolean(),
    /** The figures every rule goes by unless a person has their own. */
    limits: z.array(z.object({ name: z.string(), default: z.number(), min: z.number(), max: z.number() })),
  })
  .meta({ id: 'Hub' })
export type Hub = z.infer<typeof Hub>
