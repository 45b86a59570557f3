import { v7 } from 'uuid'
import { expect } from 'vitest'
import { z } from 'zod'
import { decode } from '../../devices/codecs/carebell/codec.ts'
import { createAdministration } from '../../server/administration.ts'
import { createApi } from '../../server/api/api.ts'
import { type Auth, createAuth } from '../../server/api/auth.ts'
import { Resident } from '../../server/contract/people.ts'
import type { Role } from '../../server/core/access/roles.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { createJobs } from '../../server/jobs/jobs.ts'
import type { AccountMail } from '../../server/notify/account-mail.ts'
import type { Unread } from '../../server/registered.ts'
import { createClockWatch } from '../../server/store/clock-watch.ts'
import { type Connections, connect } from '../../server/store/database.ts'
import { migrate } from '../../server/store/migrate.ts'
import * as queries from '../../server/store/queries.ts'
import { troublesOf } from '../../server/troubles.ts'
import { startDatabase } from './database.ts'
import { noTasks } from './no-tasks.ts'

/** The API over a real database, called without a port. */
export type TestApi = Connections & {
  app: ReturnType<typeof createApi>
  auth: Auth
  /** What the hub was told to look at again. */
  told: { devices: string[]; residents: string[]; seqs: number[] }
  /** Lines of the log, worst first not: in order. */
  logged: { level: string; message: string; fields: object }[]
  /** What `readyz` is to say. */
  state: { ok: boolean; why: string[] }
  /** What the hub can't read, and a look at the database's clock with the hub's own so much put back. */
  troubled: { unread: Unread[]; lookAtClock(behindMs: number): Promise<void> }
  area(name: string, parent?: { id: string; path: string }): Promise<{ id: string; path: string }>
  /** Somebody who is signed in: requests in their name. */
  person(role: Role, area: { id: string }): Promise<Person>
  /** A database restart, or the end of it. */
  stopDatabase(): Promise<void>
}

export type Answer = { status: number; headers: Headers; body: unknown }
export type Person = {
  id: string
  email: string
  token: string
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body: unknown): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
  csv(path: string, text: string | Uint8Array<ArrayBuffer>): Promise<Answer>
}

export const password = 'correct horse battery'
export const baseUrl = 'http://hub.test'

export async function startApi(
  options: { signInAttempts?: number; dashboardDir?: string; mail?: AccountMail } = {},
): Promise<TestApi> {
  const database = await startDatabase()
  const logged: TestApi['logged'] = []
  const log = {
    error: (fields: object, message: string) => logged.push({ level: 'error', message, fields }),
    warn: (fields: object, message: string) => logged.push({ level: 'warn', message, fields }),
    info: () => {},
  }
  const connections = connect(database.url, { max: 10, onError: () => {} })
  const { db, pool } = connections
  await migrate(db)
  // Installs the tables that the desk's transactions put their jobs into; nothing is run.
  await createJobs({ pool, tasks: noTasks, onError: (error) => log.error({ error }, 'jobs') }).migrate()

  const now = () => Date.now()
  const newId = () => v7()
  const auth = createAuth({
    pool,
    db,
    queries,
    baseUrl,
    secret: 'a secret of the tests, 32 characters or more',
    sendReset: options.mail ? async (person, url) => void (await options.mail?.reset(person, url)) : null,
    signInLimit: { attempts: options.signInAttempts ?? 1_000, windowSeconds: 60 },
    now,
    newId,
    log,
  })
  const told: TestApi['told'] = { devices: [], residents: [], seqs: [] }
  const state: TestApi['state'] = { ok: true, why: [] }
  let behindMs = 0
  const clock = createClockWatch({ db, now: () => Date.now() - behindMs, changed: () => undefined })
  const troubled: TestApi['troubled'] = {
    unread: [],
    lookAtClock(by) {
      behindMs = by
      return clock.look()
    },
  }
  const desk = createDesk({ db, queries, now, newId, announce: () => {}, commands: { send: () => {} } })
  const administration = await createAdministration({
    config: { databaseUrl: database.url, dataDir: '/nonexistent', mqtts: null, smtp: null },
    ...{ db, queries, url: database.url, decode, now },
    registry: { get: () => undefined, maySpeakFor: (speaker, id) => speaker === id },
    ingest: { accept: async ({ deviceId }) => void told.devices.push(deviceId) },
    counts: () => ({ registered: 0, connections: 0, browsers: 0 }),
    spool: null,
    mail: options.mail ?? null,
    ready: async () => state,
    troubles: troublesOf({ db, unread: () => troubled.unread, clock }),
    log: { info: () => {}, error: () => {} },
  })
  const app = createApi({
    db,
    queries,
    auth,
    desk,
    now,
    newId,
    devicesChanged: async (ids) => void told.devices.push(...ids),
    residentsChanged: async (ids) => void told.residents.push(...ids),
    announce: (seqs) => void told.seqs.push(...seqs),
    ready: async () => state,
    metrics: async () => 'carebell_up 1\n',
    administration,
    dashboardDir: options.dashboardDir ?? '/nonexistent',
    log,
  })

  let people = 0
  return {
    ...connections,
    app,
    auth,
    told,
    logged,
    state,
    troubled,
    async area(name, parent) {
      const id = v7()
      const path = `${parent?.path ?? '/'}${id}/`
      const level = parent === undefined ? 'city' : 'district'
      await queries.areas.insert(db, { id, parentId: parent?.id ?? null, level, name, path, timezone: 'Asia/Shanghai' })
      return { id, path }
    },
    async person(role, area) {
      people += 1
      const email = `${role}${people}@hub.test`
      const id = await auth.createUser({ name: `${role} ${people}`, email, password, role, areaId: area.id })
      const token = await signIn(app, email)
      return { id, email, token, ...callsOf(app, token) }
    },
    stopDatabase: () => database.stop(),
    async close() {
      await connections.close()
      await database.stop()
    },
  }
}

export async function signIn(app: TestApi['app'], email: string): Promise<string> {
  const answer = await app.request(`${baseUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (answer.status !== 200) throw new Error(`${email} could not sign in: ${answer.status} ${await answer.text()}`)
  return z.object({ token: z.string() }).parse(await answer.json()).token
}

export function callsOf(app: TestApi['app'], token: string | null): Omit<Person, 'id' | 'email' | 'token'> {
  const call = async (method: string, path: string, type?: string, body?: string | Uint8Array<ArrayBuffer>) => {
    const answer = await app.request(`${baseUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await answer.text()
    const json = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text }
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) =>
      body === undefined ? call('POST', path) : call('POST', path, 'application/json', JSON.stringify(body)),
    patch: (path, body) => call('PATCH', path, 'application/json', JSON.stringify(body)),
    put: (path, body) => call('PUT', path, 'application/json', JSON.stringify(body)),
    delete: (path) => call('DELETE', path),
    csv: (path, text) => call('POST', path, 'text/csv', text),
  }
}

/** Somebody who lives in an area, as `by` writes them down. */
export async function settle(by: Person, areaId: string, change: object = {}): Promise<Resident> {
  const { body } = await by.post('/residents', { name: '王桂芬', address: '永安里 3 号', areaId, ...change })
  return Resident.parse(body)
}

/** The fields that were refused (422), in the order they were named. */
export function fieldsOf({ status, body }: Answer): string[] {
  expect(status, JSON.stringify(body)).toBe(422)
  return z
    .object({ errors: z.array(z.object({ field: z.string() })) })
    .parse(body)
    .errors.map(({ field }) => field)
}
