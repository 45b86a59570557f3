import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type Codec, partlyRead } from '../devices/codec.ts'
import { mayPublish } from '../gateway/topics.ts'
import type { HubAdministration } from './api/deps.ts'
import type { Config } from './config.ts'
import { BackupSchedule, type HubTrouble } from './contract/hub.ts'
import { limits } from './core/rules/limits.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { Registry } from './ingest/registry.ts'
import type { AccountMail } from './notify/account-mail.ts'
import { texts } from './notify/texts.ts'
import { type Backups, createBackups } from './store/backup/backups.ts'
import type { Database } from './store/database.ts'
import type * as storeQueries from './store/queries.ts'

export type AdministrationNeeds = {
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'mqtts' | 'smtp'>
  db: Database
  queries: typeof storeQueries
  /** The embedded database. */
  url: string
  ingest: Pick<Ingest, 'accept'>
  decode: Codec
  /** Whose device it is, and for whom it may speak, by now. */
  registry: Pick<Registry, 'get' | 'maySpeakFor'>
  counts(): { registered: number; connections: number; browsers: number }
  spool: (() => { waiting: number; refused: number; away: string | null }) | null
  ready(): Promise<{ ok: boolean; why: string[] }>
  troubles(): Promise<HubTrouble[]>
  /** Null without a mail server. */
  mail: AccountMail | null
  now(): number
  log: { info(fields: object, line: string): void; error(fields: object, line: string): void }
}

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const defaultSchedule: BackupSchedule = { hour: 3, keep: 14 }
const dayMs = 86_400_000

/** What the pages of administration stand on: backups, texts, the state of the hub, another try for what wasn't understood. */
export async function createAdministration(
  needs: AdministrationNeeds,
): Promise<HubAdministration & { backups: Backups }> {
  const { config, db, queries, now } = needs
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(root('package.json'), 'utf8')))
  const commit = await commitOf(root('.git'))
  const startedAt = new Date(now()).toISOString()
  const embedded = config.databaseUrl === null

  const schedule = async () => {
    const known = BackupSchedule.safeParse(await queries.hub.setting(db, 'backup'))
    return known.success ? known.data : defaultSchedule
  }
  const timezone = async () => {
    const top = await db.selectFrom('area').select('timezone').where('parent_id', 'is', null).executeTakeFirst()
    return top?.timezone ?? 'UTC'
  }
  const url = embedded ? needs.url : null
  const backups = createBackups({ url, dataDir: config.dataDir, version, now, schedule, timezone, log: needs.log })

  return {
    texts,
    backups,
    setSchedule: (wanted) => queries.hub.setSetting(db, 'backup', wanted, now()),
    async about() {
      const { version: server, bytes, migrations } = await queries.hub.database(db)
      const { registered, connections, browsers } = needs.counts()
      const age = backups.ageSeconds()
      return {
        version,
        commit,
        node: process.version,
        startedAt,
        ready: await needs.ready(),
        troubles: await needs.troubles(),
        database: { kind: embedded ? 'embedded' : 'external', version: server, bytes },
        migrations,
        devices: { registered, connections },
        browsers,
        spool: needs.spool?.() ?? null,
        lastBackupAt: age === null ? null : new Date(now() - age * 1000).toISOString(),
        certificate: config.mqtts === null ? null : await certificateOf(config.mqtts.cert, now()),
        mail: config.smtp !== null,
        limits: Object.entries(limits).map(([name, { default: usual, min, max }]) => ({
          name,
          default: usual,
          min,
          max,
        })),
      }
    },
    async testMail(to) {
      if (needs.mail === null) return null
      const sent = await needs.mail.trial(to)
      return sent.result === 'sent' ? { taken: true, answer: sent.response } : { taken: false, answer: sent.reason }
    },
    async readAgain({ deviceId: speaker, topic, code, payload, receivedAt }) {
      // Kept in the name of who sent it; it is of whom the topic names, if the sender may speak for them by now.
      const verdict = mayPublish(topic, speaker, (id) => needs.registry.maySpeakFor(speaker, id))
      if (!verdict.ok) return verdict
      const { deviceId } = verdict
      if (receivedAt < (needs.registry.get(deviceId)?.facts.heldSince ?? receivedAt))
        return { code: 'topic_forbidden', reason: `${deviceId} was for somebody else when it said so` }
      const decoded = needs.decode({ topic, payload, retained: false }, receivedAt)
      if (!decoded.ok) return decoded.error
      // What could be read of it was taken when it came.
      if (code === partlyRead && decoded.leftOut !== undefined) return { code, reason: decoded.leftOut.reason }
      await needs.ingest.accept({ signedInAs: speaker, deviceId, topic, payload, receivedAt })
      return null
    },
  }
}

/** Of a checkout; null where the hub came without its history. */
async function commitOf(git: string): Promise<string | null> {
  try {
    const head = (await readFile(`${git}/HEAD`, 'utf8')).trim()
    const name = /^ref: (.+)$/.exec(head)?.[1]
    return (name === undefined ? head : (await readFile(`${git}/${name}`, 'utf8')).trim()).slice(0, 12)
  } catch {
    return null
  }
}

async function certificateOf(path: string, now: number) {
  const { subject, validTo } = new X509Certificate(await readFile(path))
  const until = new Date(validTo)
  return { subject, until: until.toISOString(), days: Math.floor((until.getTime() - now) / dayMs) }
}
