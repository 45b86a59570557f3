import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCommitter } from '../../server/store/commit/committer.ts'
import { smallCity } from '../harness/city.ts'
import { startDatabase, type TestDatabase } from '../harness/database.ts'
import { eventually } from '../harness/device.ts'
import { expectExactlyOnce, lookInto } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { furnish, type IngestRig, ingestRig } from '../harness/ingest.ts'
import { acknowledgedMore, persistentDevice } from '../harness/persistent-device.ts'
import { committerOf } from '../harness/postgres.ts'

const says = ['call', 'telemetry', 'activity'] as const

describe('a hub whose committing session is ended again and again under load', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  })
  afterAll(() => hub?.end())

  it('keeps what it acknowledged, once, and doubles no call', async () => {
    const city = await smallCity(hub)
    const devices = await Promise.all(
      Array.from({ length: 12 }, (_, i) => city.addDevice({ id: `load-${i + 1}`, kind: 'call_button' })),
    )
    const url = await hub.databaseUrl()
    const all = devices.map((device, i) => persistentDevice(device, hub.mqttPort, { says: says[i % 3] ?? 'call' }))
    for (let round = 0; round < 30; round++) {
      await acknowledgedMore(all, 40 + ((round * 31) % 150))
      const line = round % 2 === 0 ? 'alarm' : 'rest'
      const pid = await eventually('a session that commits', () => committerOf(url, line).catch(() => null))
      await lookInto(url, 'select pg_terminate_backend($1)', [pid])
    }
    await acknowledgedMore(all, 500)
    for (const device of all) device.stop()
    await expectExactlyOnce(url, all)
  })
})

describe('a commit that took place and whose answer was lost', () => {
  let database: TestDatabase
  let rig: IngestRig
  let losses = 0
  beforeAll(async () => {
    database = await startDatabase()
    await furnish(database.url, { button: 2, bed: 2 })
    const committer = createCommitter(database.url, () => undefined)
    rig = await ingestRig(database.url, {
      committer: {
        ...committer,
        async commit(batch, line) {
          const committed = await committer.commit(batch, line)
          if (losses === 0) return committed
          losses -= 1
          throw new Error('Connection terminated unexpectedly')
        },
      },
    })
  })
  afterAll(async () => {
    await rig?.close()
    await database?.stop()
  })

  it('of a call is one alert that was pressed once, and the person hears that it arrived', async () => {
    losses = 1
    await rig.say('button-1', 'event', { id: 'p1', type: 'call' })
    expect(losses).toBe(0)
    expect(await rig.db.selectFrom('alert').select(['kind', 'repeats']).execute()).toEqual([
      { kind: 'call', repeats: 0 },
    ])
    expect(rig.sent.map(({ type }) => type)).toEqual(['call.received'])
    const { rows } = await rig.pool.query('select id from command')
    expect(rows.map(({ id }) => id)).toEqual(rig.sent.map(({ id }) => id))
  })

  it('that started a timer: the timer is known when it is due, and raises its alarm once though that answer is lost too', async () => {
    rig.clock.now = Date.parse('2026-11-21T01:00:00+08:00')
    await rig.say('bed-1', 'event', { id: 'b1', type: 'bed.enter' })
    rig.clock.now += 3_600_000
    losses = 1
    await rig.say('bed-1', 'event', { id: 'b2', type: 'bed.exit' })
    const { rows } = await rig.pool.query(
      "select payload from graphile_worker._private_jobs where key = 'timer:bed-1:bed_exit'",
    )
    const { due } = rows[0].payload
    rig.clock.now = due
    losses = 1
    await rig.ingest.input('bed-1', { kind: 'timer', name: 'bed_exit', due })
    expect(losses).toBe(0)
    const alerts = await rig.db.selectFrom('alert').select(['repeats']).where('kind', '=', 'bed_exit').execute()
    expect(alerts).toEqual([{ repeats: 0 }])
  })
})
