import pg from 'pg'
import type { CatchUp } from '../../server/contract/alerts.ts'
import type { Series } from '../../server/contract/devices.ts'
import { connect } from '../../server/store/database.ts'
import { type Client, signIn } from '../harness/client.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { buildCity } from './city.ts'
import { type Figure, latencies } from './figures.ts'
import { measurePresses } from './press.ts'
import type { Report } from './report.ts'
import { generate } from './series.ts'

type Size = { readings: number; alerts: number }

const dayMs = 86_400_000
/** Beds with a year of sums behind them. */
const beds = 10
const asks = 30

/**
 * A hub with what it gathers: restart to ready, orderly and after a kill, and then what people ask of it, through its API
 * as the web application does: charts over a year, the list of alerts, catching up. Last, a press on it.
 */
export async function measureFullDatabase(report: Report, size: Size): Promise<void> {
  const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  try {
    const { buttons } = await buildCity(hub, { buttons: 2_100, beds: 1_000 })
    await hub.stop()
    await hub.start()
    const url = await hub.databaseUrl()
    report.say(`${size.readings} readings and ${size.alerts} alerts are put into the database`)
    const midnight = Math.floor(Date.now() / dayMs) * dayMs
    await fill(url, size)
    report.say(`a year of ${beds} beds is put into the database`)
    await fillYear(url, midnight)
    report.add(await sizeOnDisk(url))
    await hub.stop()
    report.add(await startOf(hub, 'after an orderly stop', size))
    await hub.kill()
    report.add(await startOf(hub, 'after SIGKILL', size))
    const client = await signIn(hub.http)
    report.say('charts')
    report.add(...(await measureCharts(client, midnight)))
    report.say('alerts, catching up, presses')
    report.add(...(await measureLists(client, size)))
    const presses = await measurePresses(hub, buttons.slice(2_000))
    report.add(...latencies('press to live event, full database', presses.toLive))
  } finally {
    await hub.end()
  }
}

async function startOf(hub: TestHub, when: string, size: Size): Promise<Figure> {
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

/** One bed's heart rate, as wide and as fine as a screen may ask. */
async function measureCharts(client: Client, midnight: number): Promise<Figure[]> {
  const figures: Figure[] = []
  const year = 365 * dayMs
  for (const [what, fromMs, resolution, least] of [
    ['a year by day', year, 86_400, 365],
    ['a year by six hours', year, 21_600, 4 * 365],
    ['a year by hour', year, 3_600, 24 * 365],
    ['a year by minute, cut at 20,000 points', year, 60, 20_000],
    ['a month by hour', 30 * dayMs, 3_600, 24 * 30],
    ['a week by minute', 7 * dayMs, 60, 7 * 1_440],
    ['today, every reading', 0, 0, 100],
  ] as const) {
    const query = new URLSearchParams({
      metric: 'heart_rate',
      from: new Date(midnight - fromMs).toISOString(),
      to: new Date(midnight + (fromMs === 0 ? dayMs : 0)).toISOString(),
      resolution: String(resolution),
    })
    const times = await timed(async () => {
      const { points } = await client.get<Series>(`/devices/bench-bed-7/readings?${query}`)
      if (points.length < least) throw new Error(`${what}: ${points.length} points instead of ${least}`)
    })
    figures.push(...latencies(`chart of one bed over HTTP: ${what}`, times, { p99: 200 }))
  }
  return figures
}

async function measureLists(client: Client, { alerts }: Size): Promise<Figure[]> {
  const newest = (await client.get<CatchUp>('/live?after=999999999999')).latest
  const page = (path: string) => timed(async () => void (await client.get(path)))
  const missed = Math.min(10_000, alerts)
  const catchUp = async () => {
    let seen = 0
    for (let after = newest - missed; after < newest; ) {
      const { events } = await client.get<CatchUp>(`/live?after=${after}&limit=500`)
      seen += events.length
      after = events.at(-1)?.seq ?? newest
    }
    if (seen < missed) throw new Error(`caught up with ${seen} of ${missed} events`)
  }
  const of = `of ${alerts}`
  return [
    ...latencies(`list of alerts that wait, ${of}`, await page('/alerts?state=open,claimed&limit=100'), { p99: 200 }),
    ...latencies(`list of resolved alerts, newest first, ${of}`, await page('/alerts?state=resolved&limit=100'), {
      p99: 200,
    }),
    ...latencies(`catching up with the last 200 events, of ${newest}`, await page(`/live?after=${newest - 200}`)),
    ...latencies(`catching up with ${missed} events, 500 at a time`, await timed(catchUp, 3)),
  ]
}

/** ms each, after one that isn't counted. */
async function timed(ask: () => Promise<void>, times = asks): Promise<number[]> {
  await ask()
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const startedAt = performance.now()
    await ask()
    took.push(performance.now() - startedAt)
  }
  return took
}

async function sizeOnDisk(url: string): Promise<Figure> {
  return within(url, async (client) => {
    const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes')
    return { name: 'the database on disk', value: Number(rows[0]?.bytes) / 1024 ** 3, unit: 'GiB' }
  })
}

/** Readings of today; alerts that are resolved, but for one in a hundred, each with its story. */
const fill = (url: string, { readings, alerts }: Size): Promise<unknown> =>
  within(url, async (client) => {
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
    await client.query(
      `insert into timeline (at, type, actor, area_path, alert_id, device_id, data)
       select * from (
         select a.received_at as at, 'alert.raised', jsonb_build_object('kind', 'device', 'id', d.id, 'name', d.id), area.path, a.id, d.id, '{}'::jsonb
         from alert a join device d on d.no = a.device_no join area on area.id = a.area_id
         union all
         select a.resolved_at, 'alert.resolved', '{"kind":"hub","id":"hub","name":"Carebell"}', area.path, a.id, d.id, '{"outcome":"reassured"}'
         from alert a join device d on d.no = a.device_no join area on area.id = a.area_id where a.state = 'resolved') as story
       order by at`,
    )
    await client.query('analyze')
  })

/** A year up to today's midnight; from there on only the readings are there, and the hub has still to sum them up. */
async function fillYear(url: string, midnight: number): Promise<void> {
  const { db, close } = connect(url, { max: 1, onError: (error) => console.error(error.message) })
  try {
    await generate(db, url, beds, midnight - 366 * dayMs, midnight)
  } finally {
    await close()
  }
  await within(url, (client) => client.query('update series_state set rolled_to = closed_to'))
}

async function within<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
