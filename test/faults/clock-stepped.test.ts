import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDatabase, type TestDatabase } from '../harness/database.ts'
import { furnish, type IngestRig, ingestRig } from '../harness/ingest.ts'

const hourMs = 3_600_000
const night = Date.parse('2026-11-21T01:00:00+08:00')
let database: TestDatabase
let rig: IngestRig

beforeAll(async () => {
  database = await startDatabase()
  await furnish(database.url, { button: 10, bed: 10 })
  rig = await ingestRig(database.url)
})
afterAll(async () => {
  await rig?.close()
  await database?.stop()
})

const alertsOf = async (deviceId: string) =>
  (
    await rig.pool.query(
      `select a.kind, a.priority, a.late, a.repeats from alert a join device d on d.no = a.device_no
        where d.id = $1 order by a.received_at, a.kind`,
      [deviceId],
    )
  ).rows

/** Lets what is due for a device ring, as the jobs would; how many did. */
async function ring(deviceId: string): Promise<number> {
  const { rows } = await rig.pool.query(
    `delete from graphile_worker._private_jobs where key like $1 and run_at <= $2 returning payload`,
    [`timer:${deviceId}:%`, new Date(rig.clock.now)],
  )
  for (const { payload } of rows)
    await rig.ingest.input(deviceId, { kind: 'timer', name: payload.name, due: payload.due })
  return rows.length
}

describe.each([
  // By a clock that says they have been up for an hour longer, it is an emergency.
  { way: 'forward', no: 1, stepMs: hourMs, priority: 1 },
  { way: 'back', no: 2, stepMs: -hourMs, priority: 2 },
])('a clock that is stepped an hour $way', ({ no, stepMs, priority }) => {
  it('costs no call: before, across and after the step each is raised or counted', async () => {
    rig.clock.now = night
    const button = `button-${no}`
    await rig.say(button, 'event', { id: 'p1', type: 'call', at: night })
    rig.clock.now = night + stepMs
    // The device still goes by the old time.
    await rig.say(button, 'event', { id: 'p2', type: 'call', at: night + 1_000 })
    await rig.say(button, 'event', { id: 'p3', type: 'call' })
    expect(await alertsOf(button)).toEqual([{ kind: 'call', priority: 1, late: false, repeats: 2 }])
    const other = `button-${no + 2}`
    await rig.say(other, 'event', { id: 'p1', type: 'call', at: night })
    expect(await alertsOf(other)).toMatchObject([{ kind: 'call', priority: 1, repeats: 0 }])
    rig = await rig.restart()
    rig.clock.now = night + stepMs + 2_000
    await rig.say(button, 'event', { id: 'p3', type: 'call' })
    await rig.say(button, 'event', { id: 'p4', type: 'call' })
    expect(await alertsOf(button)).toMatchObject([{ repeats: 3 }])
  })

  it('leaves the timer of a person who is up at night in force', async () => {
    rig.clock.now = night
    const bed = `bed-${no}`
    await rig.say(bed, 'event', { id: 'b1', type: 'bed.enter' })
    rig.clock.now += 10 * 60_000
    await rig.say(bed, 'event', { id: 'b2', type: 'bed.exit' })
    rig.clock.now += stepMs
    // It keeps sending what it measures all the while.
    await rig.say(bed, 'telemetry', { values: { movement: 0 } })
    // An hour ahead everything is due now; an hour back, once the clock is there again.
    for (let waited = 0; waited < 2 * hourMs && !(await alertsOf(bed)).some(({ kind }) => kind === 'bed_exit'); ) {
      waited += 60_000
      await ring(bed)
      rig.clock.now += 60_000
      await rig.say(bed, 'telemetry', { values: { movement: 0 } })
    }
    expect(await alertsOf(bed)).toMatchObject([{ kind: 'bed_exit', priority }])
  })

  it('blinds no bed: a heart that is slow after the step is told within two minutes', async () => {
    rig.clock.now = night
    const bed = `bed-${no + 6}`
    await rig.say(bed, 'telemetry', { values: { in_bed: true, heart_rate: 70 } })
    rig.clock.now += stepMs
    for (let tenth = 0; tenth < 12; tenth++) {
      rig.clock.now += 10_000
      await rig.say(bed, 'telemetry', { values: { heart_rate: 30 } })
    }
    expect(await alertsOf(bed)).toMatchObject([{ kind: 'vitals', priority: 1 }])
  })

  it('calls no device offline that is heard, and does so later with one that is not', async () => {
    rig.clock.now = night
    const bed = `bed-${no + 4}`
    await rig.say(bed, 'telemetry', { values: { movement: 0 } })
    rig.clock.now += stepMs
    await rig.say(bed, 'telemetry', { values: { movement: 0 } })
    for (let minute = 0; minute < 30; minute++) {
      await ring(bed)
      expect(await alertsOf(bed)).toEqual([])
      rig.clock.now += 30_000
      await rig.say(bed, 'telemetry', { values: { movement: 0 } })
    }
    for (let minute = 0; minute < 90; minute++) {
      rig.clock.now += 60_000
      await ring(bed)
    }
    expect((await alertsOf(bed)).map(({ kind }) => kind)).toEqual(['device_offline'])
  })
})
