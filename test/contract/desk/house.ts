import { v7 as newId } from 'uuid'
import { hub } from '../../../server/core/access/acting.ts'
import type { Actor, Role } from '../../../server/core/access/roles.ts'
import type { AlertKind, Priority } from '../../../server/core/alert/alert.ts'
import { createDesk, type Desk } from '../../../server/desk/desk.ts'
import { createPeopleTasks, type PeopleTasks } from '../../../server/desk/people-tasks.ts'
import { createPlanBook } from '../../../server/desk/plan-book.ts'
import { emptyBatch } from '../../../server/ingest/build.ts'
import { addEffect } from '../../../server/ingest/effects.ts'
import { createJobs, type Tasks } from '../../../server/jobs/jobs.ts'
import type { ClearChange, Whereabouts } from '../../../server/store/commit/batch.ts'
import { type Committer, createCommitter } from '../../../server/store/commit/committer.ts'
import { type Connections, connect } from '../../../server/store/database.ts'
import { migrate } from '../../../server/store/migrate.ts'
import * as queries from '../../../server/store/queries.ts'
import { startDatabase } from '../../harness/database.ts'
import { noTasks } from '../../harness/no-tasks.ts'

export const home = { lat: 31.2304, lon: 121.4737 }
const areaIds = { city: newId(), street: newId(), elsewhere: newId() }
const paths = {
  city: `/${areaIds.city}/`,
  street: `/${areaIds.city}/${areaIds.street}/`,
  elsewhere: `/${areaIds.city}/${areaIds.elsewhere}/`,
}
export type AreaName = keyof typeof areaIds

/** A street with a resident, her family, a call button and those who look after her, in a real database. */
export type House = Connections & {
  url: string
  desk: Desk
  committer: Committer
  clock: { now: number }
  announced: number[]
  sentCommands: string[]
  people: PeopleTasks
  residentId: string
  daughter: string
  son: string
  person(name: string, role: Role, area?: AreaName, place?: { lat: number; lon: number }): Promise<Actor>
  /** The hub's own path from a raised alert to a row. Each needs a device of its own. */
  raise(kind?: AlertKind, priority?: Priority, area?: AreaName): Promise<string>
  /** The same device says the same again. */
  again(alertId: string, priority?: Priority): Promise<void>
  /** The device says that it is over, or the person takes it back. */
  passes(alertId: string, how?: ClearChange['type']): Promise<void>
  /** Runs what is due by the virtual clock, in order, as the worker would; every job once. */
  runDue(tasks?: Partial<Tasks>): Promise<string[]>
  waitingJobs(): Promise<{ key: string; at: number }[]>
  story(alertId: string): Promise<{ type: string; data: Record<string, unknown>; actor: string }[]>
  stop(): Promise<void>
}

export async function openHouse(): Promise<House> {
  const server = await startDatabase()
  const { db, pool, close } = connect(server.url, { max: 10, onError: () => undefined })
  await migrate(db)
  await createJobs({ pool, tasks: noTasks, onError: () => undefined }).migrate()
  const committer = createCommitter(server.url, () => undefined)
  const clock = { now: Date.UTC(2026, 0, 9, 19, 12) }
  const announced: number[] = []
  const sentCommands: string[] = []
  const plans = createPlanBook({ db, queries, now: () => clock.now })
  const deps = {
    plans,
    db,
    queries,
    now: () => clock.now,
    newId,
    announce: (seqs: readonly number[]) => announced.push(...seqs),
    commands: { send: (ids: readonly string[]) => sentCommands.push(...ids) },
  }
  const desk = createDesk(deps)
  const people = createPeopleTasks({ ...deps, residentsChanged: async () => undefined })

  const zone = { timezone: 'Asia/Shanghai' }
  const { city, street, elsewhere } = areaIds
  await db
    .insertInto('area')
    .values([
      { id: city, parent_id: null, level: 'city', name: '上海', path: paths.city, ...zone },
      { id: street, parent_id: city, level: 'street', name: '静安', path: paths.street, ...zone },
      { id: elsewhere, parent_id: city, level: 'street', name: '徐汇', path: paths.elsewhere, ...zone },
    ])
    .execute()
  const residentId = newId()
  await db
    .insertInto('resident')
    .values({
      id: residentId,
      name: '王秀英',
      area_id: street,
      address: '南京西路1号',
      born_on: null,
      phone: '021-1',
      key_safe: '1234',
      instructions: '心脏起搏器',
      mode_until: null,
      sex: null,
      ...home,
    })
    .execute()
  const contact = { resident_id: residentId, phone: null, user_id: null, consent_readings: false }
  const [daughter, son] = [newId(), newId()]
  await db
    .insertInto('contact')
    .values([
      {
        ...contact,
        id: daughter,
        position: 1,
        name: '李娜',
        relation: '女儿',
        email: 'na@example.org',
        language: 'zh',
        consent_alerts: true,
      },
      {
        ...contact,
        id: son,
        position: 2,
        name: 'Li Wei',
        relation: 'son',
        email: 'wei@example.org',
        language: 'en',
        consent_alerts: true,
      },
      {
        ...contact,
        id: newId(),
        position: 3,
        name: '邻居',
        relation: '邻居',
        email: 'no@example.org',
        language: 'zh',
        consent_alerts: false,
      },
      {
        ...contact,
        id: newId(),
        position: 4,
        name: '孙子',
        relation: '孙子',
        email: null,
        language: 'zh',
        consent_alerts: true,
      },
    ])
    .execute()

  const devices = new Map<string, { where: Whereabouts; kind: AlertKind; priority: Priority }>()
  async function press(where: Whereabouts, kind: AlertKind, priority: Priority): Promise<void> {
    const batch = emptyBatch()
    const at = clock.now
    const why = { rule: kind, ruleVersion: 1, limits: { high: 130 }, seen: [{ what: kind, value: 140, at }] }
    addEffect(
      batch,
      { do: 'raise', kind, priority, at, late: false, why, eventId: 'e1' },
      where,
      at,
      hub,
      newId,
      plans.firstStep,
    )
    await committer.commit(batch)
  }

  return {
    db,
    pool,
    close,
    url: server.url,
    desk,
    committer,
    clock,
    announced,
    sentCommands,
    people,
    residentId,
    daughter,
    son,

    async person(name, role, area = 'street', place) {
      const id = newId()
      await db
        .insertInto('user')
        .values({
          id,
          name,
          email: `${id}@example.org`,
          role,
          area_id: areaIds[area],
          phone: '138',
          image: null,
          lat: place?.lat ?? null,
          lon: place?.lon ?? null,
        })
        .execute()
      // Those who answer alerts sit at a screen.
      if (role === 'operator' || role === 'supervisor')
        await db
          .insertInto('session')
          .values({ id: newId(), token: newId(), userId: id, expiresAt: new Date(clock.now + 31_536_000_000) })
          .execute()
      return { id, name, role, areaId: areaIds[area], areaPath: paths[area] }
    },

    async raise(kind = 'call', priority = 1, area = 'street') {
      const id = `k-${newId()}`
      const { no } = await db
        .insertInto('device')
        .values({
          id,
          kind: 'call_button',
          model: 'K3',
          location: '卧室',
          resident_id: area === 'street' ? residentId : null,
          area_id: areaIds[area],
          gateway_id: null,
          power: 'mains',
          beat_seconds: 60,
          enabled: true,
          secret_salt: Buffer.from('salt'),
          secret_hash: Buffer.from('hash'),
        })
        .returning('no')
        .executeTakeFirstOrThrow()
      const where = {
        deviceNo: no,
        deviceId: id,
        residentId: area === 'street' ? residentId : null,
        areaId: areaIds[area],
        areaPath: paths[area],
      }
      await press(where, kind, priority)
      const row = await db.selectFrom('alert').select('id').where('device_no', '=', no).executeTakeFirstOrThrow()
      devices.set(row.id, { where, kind, priority })
      return row.id
    },

    async again(alertId, priority) {
      const raised = devices.get(alertId)
      if (raised !== undefined) await press(raised.where, raised.kind, priority ?? raised.priority)
    },

    async passes(alertId, type = 'alert.cleared') {
      const raised = devices.get(alertId)
      if (raised === undefined) return
      const { where, kind } = raised
      const batch = emptyBatch()
      batch.alerts.push({ change: 'clear', where, kind, at: clock.now, type, actor: hub, data: {}, resolves: false })
      await committer.commit(batch)
    },

    async runDue(tasks = {}) {
      const ran: string[] = []
      for (;;) {
        const { rows } = await pool.query(
          `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
           where t.id = j.task_id and j.id = (select id from graphile_worker._private_jobs
             where run_at <= $1 or (run_at > now() - interval '1 hour' and run_at <= now()) order by run_at, id limit 1)
           returning t.identifier, j.payload, j.key`,
          [new Date(clock.now)],
        )
        const job = rows[0]
        if (job === undefined) return ran
        ran.push(job.key)
        const all: Tasks = {
          ...noTasks,
          escalate: desk.escalateAlert,
          claim_idle: desk.claimIdle,
          offer_expires: desk.offerExpired,
          watch_incident: desk.watchIncident,
          watch_staffing: desk.watchStaffing,
          stand_down: desk.standDown,
          visit_due: people.visitDue,
          maintenance_ticket: async (p) => void (await desk.maintenance(p)),
          ...tasks,
        }
        const run: ((payload: never, attempt: { attempt: number; maxAttempts: number }) => Promise<void>) | undefined =
          all[job.identifier as keyof Tasks]
        await run?.(job.payload as never, { attempt: 1, maxAttempts: 1 })
      }
    },

    async waitingJobs() {
      const { rows } = await pool.query('select key, run_at from graphile_worker.jobs order by run_at, id')
      return rows.map(({ key, run_at }) => ({ key, at: run_at.getTime() }))
    },

    async story(alertId) {
      const { items } = await queries.story.ofAlert(db, alertId, { limit: 500 })
      return items.map(({ type, data, actor }) => ({ type, data, actor: actor.name }))
    },

    async stop() {
      await committer.close()
      await close()
      await server.stop()
    },
  }
}
