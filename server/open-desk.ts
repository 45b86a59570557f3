import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { DeskDeps } from './desk/deps.ts'
import { createDesk } from './desk/desk.ts'
import { createPeopleTasks } from './desk/people-tasks.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { OutgoingCommand } from './ingest/ports.ts'
import { createJobs } from './jobs/jobs.ts'
import { createAccountMail } from './notify/account-mail.ts'
import { createMailer } from './notify/email.ts'
import { createNotify } from './notify/notify.ts'
import { createWebhook } from './notify/webhook.ts'
import { createTasks } from './tasks.ts'

type DeskNeeds = Required<Pick<DeskDeps, 'db' | 'queries' | 'now' | 'newId' | 'announce' | 'plans'>> & {
  pool: pg.Pool
  ingest: Ingest
  /** To the devices that are there; the others hear them when they come. */
  sendAll(commands: readonly OutgoingCommand[]): void
  /** The hub's registry follows what a job changed. */
  devicesChanged(ids: string[]): Promise<void>
  residentsChanged(ids: string[]): Promise<void>
  /** What browsers call the hub. */
  address: string
  /** Resolves after so many ms, or at once when the hub stops. */
  pause(ms: number): Promise<void>
  log: Logger
}

/** The desk, whom it tells and by what, and the worker behind what is due: migrated, not started. */
export async function openDesk(config: Pick<Config, 'smtp' | 'webhook'>, needs: DeskNeeds) {
  const { db, pool, queries, now, newId, announce, plans, ingest, sendAll, address, pause, log } = needs
  const deps: DeskDeps = {
    ...{ db, queries, now, newId, announce, plans },
    channels: { email: config.smtp !== null, webhook: config.webhook !== null },
    commands: {
      send: (ids) =>
        void queries.commands
          .byIds(db, ids)
          .then(sendAll, (error: unknown) => log.warn({ err: error }, 'commands wait for their devices')),
    },
  }
  const desk = createDesk(deps)
  const mailer = config.smtp === null ? null : createMailer(config.smtp)
  const accountMail = mailer === null ? null : createAccountMail({ mailer, newId, address })
  const webhook = config.webhook === null ? null : createWebhook(config.webhook, { now })
  const jobs = createJobs({
    pool,
    tasks: createTasks({
      ingest,
      desk,
      notify: createNotify({ db, queries, mailer, webhook, address, now, announce, pause }),
      people: createPeopleTasks({ ...deps, residentsChanged: needs.residentsChanged }),
      devicesChanged: needs.devicesChanged,
    }),
    onError: (error, about) => log.error({ err: error, ...about }, 'a job failed'),
  })
  await jobs.migrate()
  return { desk, jobs, accountMail }
}
