import pg from 'pg'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { buildCity } from './city.ts'
import { type Figure, latencies } from './figures.ts'
import { measurePresses } from './press.ts'
import type { Report } from './report.ts'

/** Restart to ready, orderly and after a kill, with what a hub has gathered; and a press on it. */
export async function measureFullDatabase(report: Report, size: { readings: number; alerts: number }): Promise<void> {
  const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  try {
    report.say(`${size.readings} readings and ${size.alerts} alerts are put into the database`)
    const { buttons } = await buildCity(hub, { buttons: 2_100, beds: 1_000 })
    await fill(await hub.databaseUrl(), size)
    await hub.stop()
    report.add(await startOf(hub, 'after an orderly stop', size))
    await hub.kill()
    report.add(await startOf(hub, 'after SIGKILL', size))
    const presses = await measurePresses(hub, buttons.slice(2_000))
    report.add(...latencies('press to live event, full database', presses.toLive))
  } finally {
    await hub.end()
  }
}

async function startOf(hub: TestHub, when: string, size: { readings: number; alerts: number }): Promise<Figure> {
  const startedAt = performance.now()
  await hub.start()
  return {
    name: `start to ready ${when}, with a full database`,
    value: (performance.now() - startedAt) / 1000,
    unit: 's',
    target: { is: 'at most', value: 3 },
    note: `${size.readings} readings, ${size.alerts} alerts, 3,100 devices; ${when === 'after SIGKILL' ? 'PostgreSQL was still there' : 'PostgreSQL starts as well'}`,
  }
}

/** Readings of today; alerts that are resolved, but for one in a hundred. */
async function fill(url: string, { readings, alerts }: { readings: number; alerts: number }): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // From midnight, one a second and bed: within today's partition, which the hub has made.
    await client.query(
      `insert into reading (device_no, metric, at, value)
       select d.no, 1, date_trunc('day', now() at time zone 'utc') at time zone 'utc' + n * interval '1 second', 60 + n % 40
       from (select no from device where kind = 'bed') d, generate_series(0, $1::int - 1) n`,
      [Math.ceil(readings / 1_000)],
    )
    await client.query(
      `insert into alert (id, kind, priority, state, area_id, device_no, happened_at, received_at, why, outcome, resolved_at)
       select gen_random_uuid(), 'call', 1, s.state, d.area_id, d.no, s.at, s.at,
         '{"rule":"call","ruleVersion":1,"limits":{},"seen":[]}',
         case when s.state = 'resolved' then 'reassured' end, case when s.state = 'resolved' then s.at end
       from (select n, case when n <= $1 / 100 then 'open' else 'resolved' end as state,
               now() - n * interval '1 minute' as at from generate_series(1, $1::int) n) s
       join (select no, area_id, row_number() over (order by no) as row from device where kind = 'call_button') d
         on d.row = 1 + s.n % 2000`,
      [alerts],
    )
    await client.query('analyze')
  } finally {
    await client.end()
  }
}
