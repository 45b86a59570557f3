import { deepStrictEqual } from 'node:assert'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { emptyBatch } from '../../server/ingest/build.ts'
import { writeBackup } from '../../server/store/backup/write.ts'
import { commitBatch } from '../../server/store/commit/commit.ts'
import { type Connections, connect } from '../../server/store/database.ts'
import { buildIndexes } from '../../server/store/indexes-beside.ts'
import { prune } from '../../server/store/prune.ts'
import { metricNumber } from '../../server/store/series/metrics.ts'
import { createPartitionKeeper } from '../../server/store/series/partition-keeper.ts'
import { partitionsOf } from '../../server/store/series/partitions.ts'
import { dropExpired } from '../../server/store/series/retention.ts'
import { rollUp } from '../../server/store/series/roll-up.ts'
import { timeSeries } from '../../server/store/series/series.ts'
import fc from '../harness/chance.ts'
import { startDatabase, type TestDatabase } from '../harness/database.ts'
import { furnish } from '../harness/ingest.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2026, 9, 31, 22, 0)

let database: TestDatabase
let store: Connections
let client: pg.Client
beforeAll(async () => {
  database = await startDatabase()
  await furnish(database.url, { bed: 3 })
  store = connect(database.url, { max: 4, onError: () => undefined })
  await runMigrations({ pgPool: store.pool })
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await store.close()
  await database.stop()
})
beforeEach(() => fresh())

const fresh = async () => {
  await sql`truncate reading, reading_minute, reading_hour, reading_late`.execute(store.db)
  await sql`update series_state set closed_to = ${new Date(start)}, rolled_to = ${new Date(start)},
    raw_from = 'epoch', minutes_from = 'epoch'`.execute(store.db)
}

type Said = { deviceNo: number; metric: 'heart_rate' | 'movement'; at: number; value: number }

/** As the hub commits them. */
async function commit(readings: Said[]): Promise<void> {
  const batch = { ...emptyBatch(), readings }
  await createPartitionKeeper(store.db).forBatch(batch)
  await commitBatch(client, batch)
}

/** What the readings themselves say: the definition that every answer has to agree with. */
async function fromReadings(deviceNo: number, from: number, to: number, resolution: number) {
  const { rows } = await sql<{ at: Date; mean: number; min: number; max: number; count: number }>`
    select date_bin(make_interval(secs => ${resolution || 0.001}), at, 'epoch') as at, avg(value)::float8 as mean,
      min(value) as min, max(value) as max, count(*) as count
    from reading where device_no = ${deviceNo} and metric = ${metricNumber.heart_rate}
      and at >= ${new Date(from)} and at < ${new Date(to)} group by 1 order by 1`.execute(store.db)
  return rows.map((row) => ({ ...row, at: row.at.getTime() }))
}

const ask = async (deviceNo: number, from: number, to: number, resolution: number) =>
  (
    await timeSeries(store.db).query({
      device: { id: `bed-${deviceNo}`, no: deviceNo },
      metric: 'heart_rate',
      from,
      to,
      resolution,
    })
  ).points

/** Sums by minute are kept as 4-byte floats, as the readings are. */
function same(answered: Awaited<ReturnType<typeof ask>>, wanted: typeof answered): void {
  const exact = (points: typeof answered) => points.map(({ mean: _, ...rest }) => rest)
  deepStrictEqual(exact(answered), exact(wanted))
  for (const [i, { mean }] of wanted.entries()) {
    if (Math.abs((answered[i]?.mean ?? Number.NaN) - mean) > Math.abs(mean) * 1e-6)
      throw new Error(`mean ${answered[i]?.mean} instead of ${mean}`)
  }
}

const span = 8 * hour
const anyReading = fc.record({
  deviceNo: fc.integer({ min: 1, max: 2 }),
  metric: fc.constantFrom('heart_rate' as const, 'movement' as const),
  at: fc.integer({ min: start, max: start + span - 1 }),
  value: fc.integer({ min: 1, max: 2540 }).map((tenths) => tenths / 10),
})
const anyAction = fc.oneof(
  { weight: 3, arbitrary: fc.array(anyReading, { minLength: 1, maxLength: 80 }).map((said) => ({ said })) },
  { weight: 2, arbitrary: fc.integer({ min: start, max: start + span + hour }).map((now) => ({ now })) },
)
const anyQuestion = fc.record({
  from: fc.integer({ min: start - hour, max: start + span }),
  length: fc.integer({ min: 1, max: span + 2 * hour }),
  grain: fc.constantFrom(1, minute, hour),
  resolution: fc.constantFrom(0, 1, 7, 60, 90, 300, 1800, 3600, 7200, 10_800, 86_400),
})

describe('roll-ups', () => {
  it('change no answer, whatever came when and whatever was rolled up in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyAction, { minLength: 1, maxLength: 8 }),
        fc.array(anyQuestion, { minLength: 4, maxLength: 8 }),
        async (actions, questions) => {
          await fresh()
          for (const action of actions) {
            if ('said' in action) await commit(action.said)
            else while (await rollUp(store.db, action.now));
            for (const { from, length, grain, resolution } of questions) {
              const begin = Math.floor(from / grain) * grain
              same(
                await ask(1, begin, begin + length, resolution),
                await fromReadings(1, begin, begin + length, resolution),
              )
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are what answers: without the readings they say the same', async () => {
    await commit(beat(start, start + 6 * hour, 20_000))
    while (await rollUp(store.db, start + 6 * hour + 10 * minute));
    const asked = [60, 300, 3600, 7200] as const
    const before = await Promise.all(asked.map((resolution) => ask(1, start, start + 6 * hour, resolution)))
    expect(before.map((points) => points.length)).toEqual([360, 72, 6, 3])
    await sql`truncate reading`.execute(store.db)
    const after = await Promise.all(asked.map((resolution) => ask(1, start, start + 6 * hour, resolution)))
    expect(after).toEqual(before)
  })

  it('take in what comes late, and until they have, the readings answer', async () => {
    await commit(beat(start, start + 3 * hour, minute))
    while (await rollUp(store.db, start + 4 * hour));
    await commit([{ deviceNo: 1, metric: 'heart_rate', at: start + hour + 30_000, value: 200 }])
    const [, second] = await ask(1, start, start + 3 * hour, 3600)
    expect(second).toMatchObject({ max: 200, count: 61 })
    expect(await store.db.selectFrom('reading_late').selectAll().execute()).toEqual([
      { device_no: 1, hour: new Date(start + hour) },
    ])
    while (await rollUp(store.db, start + 4 * hour));
    expect(await store.db.selectFrom('reading_late').selectAll().execute()).toEqual([])
    const { rows } = await sql`select max(high) as high, sum(count) as count from reading_hour`.execute(store.db)
    expect(rows).toEqual([{ high: 200, count: 181 }])
  })

  it('leave no mark for what comes in time', async () => {
    await commit(beat(start, start + hour, minute))
    while (await rollUp(store.db, start + hour + 10 * minute));
    await commit(beat(start + hour, start + 2 * hour, minute))
    expect(await store.db.selectFrom('reading_late').selectAll().execute()).toEqual([])
  })

  it('wait for a commit that began before its hour was closed', async () => {
    await createPartitionKeeper(store.db).forBatch({ ...emptyBatch(), readings: beat(start, start + 1, 1) })
    await client.query('begin')
    try {
      await commitBatch(client, { ...emptyBatch(), readings: beat(start, start + minute, 1000) })
      let breaths = 0
      const rolling = rollUp(store.db, start + hour + 10 * minute, async () => {
        breaths += 1
        if (breaths === 3) await client.query('commit')
        return true
      })
      await rolling
      expect(breaths).toBeGreaterThanOrEqual(3)
    } finally {
      await client.query('commit')
    }
    const { rows } = await sql`select sum(count) as count from reading_hour`.execute(store.db)
    expect(rows).toEqual([{ count: 60 }])
  })

  it('go on where they were interrupted', async () => {
    await commit(beat(start, start + hour, minute))
    expect(await rollUp(store.db, start + 2 * hour, async () => false)).toBe(false)
    expect((await sql`select rolled_to from series_state`.execute(store.db)).rows).toEqual([
      { rolled_to: new Date(start) },
    ])
    same(await ask(1, start, start + hour, 3600), await fromReadings(1, start, start + hour, 3600))
    while (await rollUp(store.db, start + 2 * hour));
    same(await ask(1, start, start + hour, 3600), await fromReadings(1, start, start + hour, 3600))
  })
})

describe('retention', () => {
  it('keeps raw motion for a month, and around a fall for good; of what can not be read the latest of each device', async () => {
    const { db } = store
    const now = start
    const motion = (device: number, daysAgo: number) =>
      sql`insert into motion (device_no, motion_id, at, received_at, hz, samples)
        select ${device}::int, 'm' || n, ${new Date(now - daysAgo * day)}::timestamptz + n * interval '1 minute', now(), 50, '[[0,0,0]]'
        from generate_series(1, 600) as n`.execute(db)
    await sql`truncate motion, quarantine`.execute(db)
    await motion(1, 60)
    await motion(2, 10)
    const kept = async () => {
      const { rows } = await sql<{ of: string }>`select device_no || '' as of from motion order by 1`.execute(db)
      return rows.map(({ of }) => of)
    }
    const all = await kept()
    expect(all).toHaveLength(1_200)
    // One fell in the middle of what is old: ten minutes before and after it stay.
    const { rows } = await sql<{
      at: Date
    }>`select at from motion where device_no = 1 order by at offset 300 limit 1`.execute(db)
    await sql`insert into alert (id, kind, priority, area_id, device_no, happened_at, received_at, why)
      select gen_random_uuid(), 'fall', 1, area_id, 1, ${rows[0]?.at}, ${rows[0]?.at}, '{}' from device where no = 1`.execute(
      db,
    )
    await sql`insert into quarantine (id, device_id, topic, code, reason, payload, size, fingerprint, first_at, last_at)
      select gen_random_uuid(), d, 't', 'invalid_json', 'r', 'x', 1, decode(md5(d || n), 'hex'), now(), now() + n * interval '1 second'
      from unnest(array['one', 'two']) as d, generate_series(1, case d when 'one' then 1700 else 900 end) as n`.execute(
      db,
    )
    let breaths = 0
    const deleted = await prune(db, now, async () => {
      breaths += 1
      return true
    })
    expect(deleted).toEqual({ motion: 579, quarantine: 700, movement: 0 })
    expect(breaths).toBeGreaterThan(3)
    expect((await kept()).filter((of) => of === '1')).toHaveLength(21)
    const left = await sql<{ device_id: string; n: number }>`select device_id, count(*)::int as n
      from quarantine group by 1 order by 1`.execute(db)
    expect(left.rows).toEqual([
      { device_id: 'one', n: 1_000 },
      { device_id: 'two', n: 900 },
    ])
    await sql`delete from alert where device_no = 1`.execute(db)
    await sql`truncate motion, quarantine`.execute(db)
  })

  it('keeps who moved about when as long as readings, and presses, tests and what an open alert is about for good', async () => {
    const { db } = store
    const at = (daysAgo: number) => new Date(start - daysAgo * day)
    // One that can not be built keeps none from being built.
    const failed: string[] = []
    const noting = { lost: () => undefined, failed: (_: unknown, index: string) => failed.push(index) }
    await sql`create table ticket_in_hand ()`.execute(db)
    await buildIndexes(database.url, noting)
    expect(failed).toEqual(['ticket_in_hand'])
    await sql`drop table ticket_in_hand`.execute(db)
    // As if the hub had been stopped while it was building: built anew, and used from then on.
    await sql`update pg_index set indisvalid = false where indexrelid = 'event_movement_by_time'::regclass`.execute(db)
    await buildIndexes(database.url, noting)
    const { rows: built } = await sql<{ valid: boolean }>`select indisvalid as valid from pg_index
      where indexrelid in ('event_movement_by_time'::regclass, 'ticket_in_hand'::regclass)`.execute(db)
    expect(built).toEqual([{ valid: true }, { valid: true }])
    expect(failed).toHaveLength(1)
    await sql`insert into event (device_no, event_id, type, at, received_at, data)
      select 1, type || days || '-' || n, type, ${at(0)}::timestamptz - days * interval '1 day' - n * interval '2 hours', now(), '{}'
      from unnest(array['bed.exit', 'door.open', 'call', 'test', 'tamper']) as type, unnest(array[10, 100]) as days,
        generate_series(0, 259) as n`.execute(db)
    // Somebody got up a hundred days ago, and that alert still waits.
    await sql`insert into alert (id, kind, priority, area_id, device_no, happened_at, received_at, why)
      select gen_random_uuid(), 'bed_exit', 2, area_id, 1, ${at(100)}, ${at(100)}, '{}' from device where no = 1`.execute(
      db,
    )
    expect(await prune(db, start, async () => true)).toMatchObject({ movement: 2 * 259 })
    const { rows } = await sql<{
      type: string
      n: number
    }>`select type, count(*)::int as n from event group by 1 order by 1`.execute(db)
    expect(Object.fromEntries(rows.map(({ type, n }) => [type, n]))).toEqual({
      ...{ 'bed.exit': 261, 'door.open': 261, call: 520, tamper: 520, test: 520 },
    })
    await sql`delete from alert where device_no = 1`.execute(db)
    await sql`truncate event`.execute(db)
  })

  it('drops what is past its time by partition, and answers from what is left', async () => {
    await commit(beat(start, start + 3 * hour, minute))
    const now = start + 92 * day
    while (await rollUp(store.db, now));
    const wanted = await fromReadings(1, start, start + 3 * hour, 60)
    const dropped = await dropExpired(store.db, now)
    expect(dropped).toContain('reading_20261031')
    expect(dropped).toContain('reading_20261101')
    expect(await countOf('reading')).toBe(0)
    same(await ask(1, start, start + 3 * hour, 60), wanted)
    // Every reading is no longer there to give: the minutes are the finest there is.
    same(await ask(1, start, start + 3 * hour, 0), wanted)

    const muchLater = start + 440 * day
    expect(await dropExpired(store.db, muchLater)).toEqual(['reading_minute_202610', 'reading_minute_202611'])
    const hours = await ask(1, start, start + 3 * hour, 60)
    expect(hours.map(({ at, count }) => [at, count])).toEqual([0, 1, 2].map((i) => [start + i * hour, 60]))
  })

  it('adds what comes after the readings are gone to the sums, once', async () => {
    await commit(beat(start, start + hour, minute))
    const now = start + 100 * day
    while (await rollUp(store.db, now));
    await dropExpired(store.db, now)
    await commit([{ deviceNo: 1, metric: 'heart_rate', at: start + 30_000, value: 200 }])
    while (await rollUp(store.db, now));
    while (await rollUp(store.db, now));
    const [first] = await ask(1, start, start + hour, 60)
    expect(first).toMatchObject({ at: start, max: 200, count: 2 })
    expect(await ask(1, start, start + hour, 3600)).toMatchObject([{ max: 200, count: 61 }])
    expect(await countOf('reading')).toBe(0)
    expect(await dropExpired(store.db, now)).toEqual(['reading_20261031'])
  })

  it('keeps readings that are not rolled up yet, however old', async () => {
    await commit(beat(start, start + hour, minute))
    expect(await dropExpired(store.db, start + 200 * day)).toEqual([])
    expect(await countOf('reading')).toBe(60)
  })

  it('waits for nobody who reads, and nobody waits for it', async () => {
    await commit(beat(start, start + hour, minute))
    await commit(beat(start + 95 * day, start + 95 * day + hour, minute))
    const now = start + 96 * day
    while (await rollUp(store.db, now));
    // Somebody reads for long; commits go on beside the drop, which finishes when the reader has.
    const reader = await store.pool.connect()
    await reader.query('begin')
    await reader.query('select count(*) from reading')
    const dropping = dropExpired(store.db, now)
    try {
      await waitUntil(async () => (await partitionsOf(store.db, 'reading')).some(({ detaching }) => detaching))
      await commit(beat(start + 95 * day + hour, start + 95 * day + 2 * hour, minute))
    } finally {
      await reader.query('commit')
      reader.release()
    }
    expect(await dropping).toContain('reading_20261031')
    expect(await countOf('reading')).toBe(120)
  })

  it('takes no partition out while a backup reads, and none is left half out', async () => {
    await commit(beat(start, start + hour, minute))
    const now = start + 96 * day
    while (await rollUp(store.db, now));
    const folder = await mkdtemp(join(tmpdir(), 'carebell-backup-'))
    // The backup has begun and stands before a table that somebody holds.
    const holder = await store.pool.connect()
    await holder.query('begin')
    await holder.query('lock table resident in access exclusive mode')
    const reading = new pg.Client({ connectionString: database.url })
    await reading.connect()
    const how = { version: '1', now, bytesPerSecond: 1 << 30 }
    const backup = writeBackup(reading, join(folder, 'carebell.tar'), how)
    try {
      await waitUntil(async () => {
        const waiting = await store.pool.query(
          `select from pg_locks where not granted and relation = 'resident'::regclass`,
        )
        return waiting.rows.length > 0
      })
      expect(await dropExpired(store.db, now)).toBe(null)
      expect((await partitionsOf(store.db, 'reading')).filter(({ detaching }) => detaching)).toEqual([])
    } finally {
      await holder.query('commit')
      holder.release()
    }
    await backup
    // The session of the backup lives on; it holds nobody up any more.
    expect(await dropExpired(store.db, now)).toContain('reading_20261031')
    await reading.end()
    await rm(folder, { recursive: true })
  })
})

const beat = (from: number, to: number, every: number): Said[] =>
  Array.from({ length: Math.ceil((to - from) / every) }, (_, i) => ({
    deviceNo: 1,
    metric: 'heart_rate',
    at: from + i * every,
    value: 60 + (i % 7),
  }))

async function countOf(table: 'reading'): Promise<number> {
  const { count } = await store.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(setImmediate)
}
