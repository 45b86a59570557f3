import { v7 as newId } from 'uuid'
import type { Alert } from '../../server/contract/alerts.ts'
import type { Incident } from '../../server/contract/incidents.ts'
import type { Actor } from '../../server/core/access/roles.ts'
import { createDesk, type Desk } from '../../server/desk/desk.ts'
import { createPeopleTasks, type PeopleTasks } from '../../server/desk/people-tasks.ts'
import { createPlanBook } from '../../server/desk/plan-book.ts'
import { newSecret, storeSecret } from '../../server/store/device-secrets.ts'
import * as queries from '../../server/store/queries.ts'
import { loadDevices } from '../../server/store/registry.ts'
import { startDatabase } from '../harness/database.ts'
import { furnish, type IngestRig, ingestRig, oneArea } from '../harness/ingest.ts'

/** A city (the rig's one area), a district, two streets, a community in each. */
export const areaIds = {
  district: newId(),
  peace: newId(),
  peaceEast: newId(),
  peaceWest: newId(),
  spring: newId(),
  springEast: newId(),
}
const city = `/${oneArea}/`
const paths = {
  district: `${city}${areaIds.district}/`,
  peace: `${city}${areaIds.district}/${areaIds.peace}/`,
  peaceEast: `${city}${areaIds.district}/${areaIds.peace}/${areaIds.peaceEast}/`,
  peaceWest: `${city}${areaIds.district}/${areaIds.peace}/${areaIds.peaceWest}/`,
  spring: `${city}${areaIds.district}/${areaIds.spring}/`,
  springEast: `${city}${areaIds.district}/${areaIds.spring}/${areaIds.springEast}/`,
}
type AreaName = keyof typeof areaIds
const levels: Partial<Record<AreaName, 'district' | 'street'>> = {
  district: 'district',
  peace: 'street',
  spring: 'street',
}

export const minute = 60_000

/** A town whose devices speak through the hub's own path of ingest, and a desk that works on what comes of it. */
export type Town = {
  rig: IngestRig
  desk: Desk
  lookIn: PeopleTasks['lookIn']
  /** An operator of an area. */
  person(area: AreaName): Promise<Actor>
  /** The ids of mains devices in an area, behind a gateway where one is named. */
  devices(count: number, area: AreaName, gatewayId?: string | null, kind?: 'bed' | 'gateway'): Promise<string[]>
  mains(deviceIds: readonly string[], is: 'lost' | 'restored'): Promise<void>
  /** Somebody who can be called lives where the device is. */
  livesThere(deviceId: string): Promise<void>
  /** Nothing is heard of it until its timer says so; the second one is for somebody to look in. */
  goSilent(deviceId: string, until?: 'offline' | 'look_in'): Promise<void>
  /** Every scene is a day of its own: what ran before is long over. */
  anotherDay(): Promise<void>
  /** Incidents that aren't over, and alerts that wait for somebody on their own. */
  running(): Promise<Incident[]>
  queue(): Promise<Alert[]>
  jobs(key: string): Promise<{ run_at: Date; priority: number }[]>
  stop(): Promise<void>
}

export async function openTown(): Promise<Town> {
  const database = await startDatabase()
  await furnish(database.url, {})
  const rig = await ingestRig(database.url, { log: { warn: console.error, error: console.error } })
  for (const [name, id] of Object.entries(areaIds) as [AreaName, string][]) {
    const path = paths[name]
    const level = levels[name] ?? 'community'
    const parentId = path.split('/').at(-3) ?? null
    await queries.areas.insert(rig.db, { id, parentId, level, name, path, timezone: 'Asia/Shanghai' })
  }
  const now = () => rig.clock.now
  const deps = {
    db: rig.db,
    queries,
    now,
    newId,
    announce: () => undefined,
    commands: { send: () => undefined },
    plans: createPlanBook({ db: rig.db, queries, now }),
  }
  const desk = createDesk(deps)
  let made = 0
  let said = 0
  const over = { state: 'resolved', outcome: 'other', resolved_at: new Date() } as const

  return {
    rig,
    desk,
    lookIn: createPeopleTasks({ ...deps, residentsChanged: async () => undefined }).lookIn,

    async person(area) {
      const id = newId()
      await rig.db
        .insertInto('user')
        .values({
          id,
          name: '陈静',
          email: `${id}@example.org`,
          role: 'operator',
          area_id: areaIds[area],
          phone: null,
          image: null,
          lat: null,
          lon: null,
        })
        .execute()
      return { id, name: '陈静', role: 'operator', areaId: areaIds[area], areaPath: paths[area] }
    },

    async devices(count, area, gatewayId = null, kind = 'bed') {
      const { salt, hash } = storeSecret(newSecret())
      const rows = Array.from({ length: count }, () => ({
        id: `d-${++made}`,
        kind,
        model: '',
        location: '',
        resident_id: null,
        area_id: areaIds[area],
        gateway_id: gatewayId,
        power: 'mains' as const,
        beat_seconds: 60,
        enabled: true,
        secret_salt: salt,
        secret_hash: hash,
      }))
      await rig.db.insertInto('device').values(rows).execute()
      const loaded = await loadDevices(
        rig.db,
        rows.map(({ id }) => id),
      )
      rig.registry.replace(
        loaded.map(({ id }) => id),
        loaded,
      )
      return rows.map(({ id }) => id)
    },

    async mains(deviceIds, is) {
      const at = rig.clock.now
      await Promise.all(deviceIds.map((id) => rig.say(id, 'event', { id: `e-${++said}`, type: `mains.${is}`, at })))
    },

    async livesThere(deviceId) {
      const id = newId()
      await rig.db
        .insertInto('resident')
        .values({ id, name: '王秀英', area_id: areaIds.peaceEast, address: '', phone: '021-1' })
        .execute()
      await rig.db.updateTable('device').set({ resident_id: id }).where('id', '=', deviceId).execute()
      await rig.db
        .updateTable('alert')
        .set({ resident_id: id })
        .where('device_no', 'in', rig.db.selectFrom('device').select('no').where('id', '=', deviceId))
        .execute()
    },

    async goSilent(id, until = 'offline') {
      const due = rig.registry.get(id)?.state.timers[until] ?? 0
      rig.clock.now = Math.max(rig.clock.now, due)
      await rig.ingest.input(id, { kind: 'timer', name: until, due })
    },

    async anotherDay() {
      await rig.db.updateTable('incident').set(over).where('state', '<>', 'resolved').execute()
      await rig.db.updateTable('alert').set(over).where('state', '<>', 'resolved').execute()
      rig.clock.now += 24 * 60 * minute
    },

    running: async () =>
      (await queries.incidents.list(rig.db, { areaPath: city, states: ['open', 'claimed'] }, { limit: 50 })).items,
    queue: async () =>
      (await queries.alerts.list(rig.db, { areaPath: city, states: ['open', 'claimed'] }, { limit: 500 })).items,
    jobs: async (key) =>
      (await rig.pool.query('select run_at, priority from graphile_worker.jobs where key = $1', [key])).rows,

    async stop() {
      await rig.close()
      await database.stop()
    },
  }
}
