import type pg from 'pg'
import type { Logger } from 'pino'
import { type Auth, createAuth } from './api/auth.ts'
import { ensureFirstAdministrator } from './api/first-administrator.ts'
import type { Config } from './config.ts'
import type { AccountMail } from './notify/account-mail.ts'
import { keptSecret } from './secrets.ts'
import type { Database } from './store/database.ts'
import type * as queries from './store/queries.ts'

/** Hears once of the administrator made on the very first start, at once: what comes after may fail. */
export type OnFirstStart = (administrator: { email: string; password: string }) => void

type SignInNeeds = {
  db: Database
  pool: pg.Pool
  queries: typeof queries
  /** What browsers call the hub. */
  address: string
  httpPort: number
  /** Null without a mail server. */
  accountMail: AccountMail | null
  now(): number
  newId(): string
  log: Logger
  onFirstStart: OnFirstStart
}

/** Sign-in, with somebody who can on the very first start. */
export async function openSignIn(
  config: Pick<Config, 'dataDir' | 'signInLimit' | 'admin'>,
  { db, pool, queries, address, httpPort, accountMail, now, newId, log, onFirstStart }: SignInNeeds,
): Promise<Auth> {
  const auth = createAuth({
    ...{ pool, db, queries, now, newId, log },
    baseUrl: address,
    secret: await keptSecret(config.dataDir, 'session.secret'),
    trustedOrigins: [`http://localhost:${httpPort}`, `http://127.0.0.1:${httpPort}`],
    sendReset:
      accountMail === null
        ? null
        : async (person, url) => {
            const sent = await accountMail.reset(person, url)
            if (sent.result !== 'sent') log.warn({ why: sent.reason }, 'a link to a new password was not taken')
          },
    signInLimit: { attempts: config.signInLimit, windowSeconds: 60 },
  })
  const firstAdministrator = await ensureFirstAdministrator({ db, queries, auth, newId, ...config.admin })
  if (firstAdministrator !== null) onFirstStart(firstAdministrator)
  return auth
}
