import { runMigrations } from 'graphile-worker'
import { v7 as newId } from 'uuid'
import { decode } from '../../devices/codecs/carebell/codec.ts'
import { createIngest, type Ingest } from '../../server/ingest/ingest.ts'
import { createPeople } from '../../server/ingest/people.ts'
import type { IngestPorts, OutgoingCommand } from '../../server/ingest/ports.ts'
import { createRegistry, type Registry } from '../../server/ingest/registry.ts'
import { createCommitter } from '../../server/store/commit/committer.ts'
import { type Connections, connect } from '../../server/store/database.ts'
import { newSecret, storeSecret } from '../../server/store/device-secrets.ts'
import { migrate } from '../../server/store/migrate.ts'
import { loadResidents } from '../../server/store/people.ts'
import { loadDevices } from '../../server/store/registry.ts'
import { createPartitionKeeper } from '../../server/store/series/partition-keeper.ts'
import { startDatabase } from './database.ts'

export type IngestRig = Connections & {
  ingest: Ingest
  registry: Registry
  announced: number[]
  sent: OutgoingCommand[]
  clock: { now: number }
  /** Says something for a device, as the gateway would; resolves when it is durable. */
  say(deviceId: string, suffix: 'event' | 'telemetry' | 'state' | 'motion', payload: unknown): Promise<void>
  /** A fresh hub on the same database: what is in memory is loaded anew. */
  restart(ports?: Partial<IngestPorts>): Promise<IngestRig>
}

/** The rig over a database of its own with these devices, which ends with it. */
export async function startIngest(devices: Parameters<typeof furnish>[1]): Promise<IngestRig> {
  const database = await startDatabase()
  await furnish(database.url, devices)
  return ingestRig(database.url, {}, database.stop)
}

/** The real path of ingest over a real database: everything but the sockets. */
export async function ingestRig(
  url: string,
  ports: Partial<IngestPorts> = {},
  closed: () => Promise<void> = async () => undefined,
): Promise<IngestRig> {
  const connections = connect(url, { max: 4, onError: () => undefined })
  await migrate(connections.db)
  await runMigrations({ pgPool: connections.pool })
  const registry = createRegistry([])
  const people = createPeople(registry)
  people.replace(await loadResidents(connections.db))
  const loaded = await loadDevices(connections.db)
  registry.replace(
    loaded.map((device) => device.id),
    loaded,
  )
  const announced: number[] = []
  const sent: OutgoingCommand[] = []
  const clock = { now: Date.now() }
  const committer = createCommitter(url, () => undefined)
  const ingest = createIngest({
    registry,
    people,
    committer,
    decode,
    prepareFor: createPartitionKeeper(connections.db).forBatch,
    now: () => clock.now,
    newId: () => newId(),
    announce: (seqs) => announced.push(...seqs),
    send: (command) => sent.push(command),
    log: { warn: () => undefined, error: () => undefined },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...ports,
  })
  return {
    ...connections,
    ingest,
    registry,
    announced,
    sent,
    clock,
    say: (deviceId, suffix, payload) =>
      ingest.accept({
        signedInAs: deviceId,
        deviceId,
        topic: `care/v1/${deviceId}/${suffix}`,
        payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
        receivedAt: clock.now,
      }),
    async restart(again = ports) {
      await ingest.close()
      await committer.close()
      await connections.close()
      return ingestRig(url, again, closed)
    },
    async close() {
      await ingest.close()
      await committer.close()
      await connections.close()
      await closed()
    },
  }
}

/** What was raised of a device. */
export const alertsOfDevice = ({ db }: IngestRig, deviceId: string) =>
  db
    .selectFrom('alert')
    .innerJoin('device', 'device.no', 'alert.device_no')
    .selectAll('alert')
    .where('device.id', '=', deviceId)
    .execute()

/** Its timeline, in order. */
export const storyOfAlert = ({ db }: IngestRig, alertId: string) =>
  db.selectFrom('timeline').selectAll().where('alert_id', '=', alertId).orderBy('seq').execute()

export const oneArea = '01990000-0000-7000-8000-000000000001'
export const oneResident = '01990000-0000-7000-8000-000000000002'

/** An area, a resident, and devices `button-1`… , `bed-1`…, `fall-1`…: as many of each as asked for. */
export async function furnish(url: string, counts: { button?: number; bed?: number; fall?: number }): Promise<void> {
  const { db, close } = connect(url, { max: 2, onError: () => undefined })
  try {
    await migrate(db)
    await db
      .insertInto('area')
      .values({
        id: oneArea,
        parent_id: null,
        level: 'city',
        name: '示范城市',
        path: `/${oneArea}/`,
        timezone: 'Asia/Shanghai',
      })
      .execute()
    await db
      .insertInto('resident')
      .values({ id: oneResident, name: '王秀英', area_id: oneArea, address: '和平街道 12 号 3-201' })
      .execute()
    const kinds = { button: 'call_button', bed: 'bed', fall: 'fall_sensor' } as const
    for (const [name, kind] of Object.entries(kinds)) {
      const count = counts[name as keyof typeof kinds] ?? 0
      const stored = storeSecret(newSecret())
      for (let from = 1; from <= count; from += 1000) {
        await db
          .insertInto('device')
          .values(
            Array.from({ length: Math.min(1000, count - from + 1) }, (_, i) => ({
              id: `${name}-${from + i}`,
              kind,
              model: 'test',
              location: '',
              resident_id: oneResident,
              area_id: oneArea,
              gateway_id: null,
              power: kind === 'bed' ? ('mains' as const) : ('battery' as const),
              beat_seconds: kind === 'bed' ? 60 : 86_400,
              enabled: true,
              secret_salt: stored.salt,
              secret_hash: stored.hash,
            })),
          )
          .execute()
      }
    }
  } finally {
    await close()
  }
}
