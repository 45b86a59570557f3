import { setTimeout as pause } from 'node:timers/promises'
import mqtt from 'mqtt'
import pg from 'pg'
import { startDatabase } from '../harness/database.ts'
import { eventually } from '../harness/device.ts'
import type { TestHub } from '../harness/hub.ts'
import { acknowledgedMore, countOf, persistentDevice } from '../harness/persistent-device.ts'
import { type Figure, latencies } from './figures.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'
import { type Mosquitto, startMosquitto } from './mosquitto.ts'
import { type NodeRed, nodeRedPackages, startNodeRed, table } from './node-red.ts'
import { usual } from './rates.ts'
import type { Report } from './report.ts'

const kills = 5
const rowsWithinMs = 60_000

/**
 * The flow one would otherwise draw, behind Mosquitto: the same devices say the same to it. How many messages a second
 * become rows, how long a press takes to its row, and what is missing after each of the two was killed. When something
 * can't be had, that is said and the rest goes on.
 */
export async function measureFlow(
  report: Report,
  { crowd, beds, buttons, hub }: { crowd: Crowd; beds: readonly Secret[]; buttons: readonly Secret[]; hub: TestHub },
  messages: number,
): Promise<{ durable: number } | null> {
  const mosquitto = await startMosquitto('every other second')
  if (mosquitto === null) {
    report.say('Mosquitto is not installed: Node-RED not compared')
    return null
  }
  const database = await startDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  let nodeRed: NodeRed | string = ''
  try {
    await client.query(table)
    report.say(`${nodeRedPackages} are installed from npm`)
    nodeRed = await startNodeRed(mosquitto.port, database.url)
    if (typeof nodeRed === 'string') {
      report.say(`Node-RED can't be had, not compared: ${nodeRed}`)
      return null
    }
    const note = `${nodeRedPackages}; 10 connections to PostgreSQL 18, which syncs every commit as the hub's does`
    report.say('Node-RED, durable messages')
    await durableRate(crowd, beds, mosquitto.port, client, messages / 20)
    const durable = await durableRate(crowd, beds, mosquitto.port, client, messages)
    report.add({
      name: 'Node-RED behind Mosquitto, messages a second that became rows',
      value: durable,
      unit: '/s',
      note,
    })
    report.say('Node-RED, presses')
    const theirs = await pressToRow(mosquitto.port, buttons, async (id) => {
      const { rowCount } = await client.query({
        name: 'said',
        text: "select from said where device = $1 and kind = 'event'",
        values: [id],
      })
      return rowCount === 1
    })
    report.add(...latencies('Node-RED behind Mosquitto, press to its row, idle', theirs))
    report.say('the hub, presses')
    report.add(...latencies('the hub, press to its row, idle', await pressToRowOfHub(hub, buttons)))
    report.say(`Node-RED and Mosquitto are killed ${kills} times each`)
    report.add(...(await measureLoss(mosquitto, nodeRed, client)))
    return { durable }
  } finally {
    if (typeof nodeRed !== 'string') await nodeRed.end()
    await mosquitto.end()
    await client.end()
    await database.stop()
  }
}

const rowsIn = async (client: pg.Client): Promise<number> =>
  (await client.query<{ n: number }>('select count(*)::int as n from said')).rows[0]?.n ?? 0

/** From the first message sent to the last row there. */
async function durableRate(
  crowd: Crowd,
  beds: readonly Secret[],
  port: number,
  client: pg.Client,
  messages: number,
): Promise<number> {
  const before = await rowsIn(client)
  await crowd.connect({ port, tls: false }, beds, { inFlight: 200, withinMs: 60_000, pingEveryMs: null })
  try {
    const startedAt = performance.now()
    const { acknowledged } = await crowd.rate({ messages, window: 20, payload: usual })
    let rows = 0
    while (rows < acknowledged && performance.now() - startedAt < rowsWithinMs) {
      await pause(50)
      rows = (await rowsIn(client)) - before
    }
    return (rows / (performance.now() - startedAt)) * 1000
  } finally {
    await crowd.leave()
  }
}

/** One press after another, each of another button; looked for again as soon as the answer says that it isn't there. */
async function pressToRow(
  port: number,
  buttons: readonly Secret[],
  isThere: (id: string) => Promise<boolean>,
): Promise<number[]> {
  const times: number[] = []
  for (const { id, secret } of buttons) {
    const options = { clientId: id, username: id, password: secret }
    const button = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, options)
    const pressedAt = performance.now()
    const answered = button.publishAsync(`care/v1/${id}/event`, '{"id":"row","type":"call"}', { qos: 1 })
    while (!(await isThere(id))) if (performance.now() - pressedAt > rowsWithinMs) throw new Error(`no row of ${id}`)
    times.push(performance.now() - pressedAt)
    await answered
    await button.endAsync(true)
  }
  return times
}

async function pressToRowOfHub(hub: TestHub, buttons: readonly Secret[]): Promise<number[]> {
  const client = new pg.Client({ connectionString: await hub.databaseUrl() })
  await client.connect()
  try {
    return await pressToRow(hub.mqttPort, buttons, async (id) => {
      const { rowCount } = await client.query({
        name: 'said',
        text: "select from event e join device d on d.no = e.device_no where d.id = $1 and e.event_id = 'row'",
        values: [id],
      })
      return rowCount === 1
    })
  } finally {
    await client.end()
  }
}

/**
 * Ten devices say something twenty times a second each, which the flow keeps up with, and repeat what was not
 * acknowledged; each program is killed in turn and started again.
 */
async function measureLoss(mosquitto: Mosquitto, nodeRed: NodeRed, client: pg.Client): Promise<Figure[]> {
  await client.query('truncate said')
  const devices = Array.from({ length: 10 }, (_, i) =>
    persistentDevice({ id: `loss-${i + 1}`, secret: 'any' }, mosquitto.port, { window: 0, says: 'telemetry' }),
  )
  let next = Date.now() - 3_600_000
  const talk = setInterval(() => {
    next++
    for (const device of devices) void device.say(String(next))
  }, 50)
  for (let kill = 0; kill < 2 * kills; kill++) {
    const program = kill % 2 === 0 ? nodeRed : mosquitto
    await acknowledgedMore(devices, 300 + ((kill * 97) % 400))
    await program.kill()
    await program.start()
  }
  await acknowledgedMore(devices, 300)
  clearInterval(talk)
  await eventually('all is acknowledged', async () => devices.every((device) => device.waiting() === 0), rowsWithinMs)
  for (const device of devices) device.stop()
  let last = -1
  await eventually(
    'no more rows come',
    async () => {
      const now = await rowsIn(client)
      const same = now === last
      last = now
      await pause(3_000)
      return same
    },
    rowsWithinMs,
  )
  const { rows } = await client.query<{ key: string; times: number }>(
    "select device || ' ' || (extract(epoch from at) * 1000)::bigint as key, count(*)::int as times from said group by 1",
  )
  const stored = new Set(rows.map(({ key }) => key))
  const acknowledged = devices.flatMap(({ id, acknowledged: said }) => [...said].map((one) => `${id} ${one}`))
  const of = `${countOf(devices)} acknowledged by Mosquitto, which saved its file every other second; 200 messages a second`
  return [
    {
      name: `Node-RED behind Mosquitto, acknowledged messages lost over ${kills} SIGKILL of each`,
      value: acknowledged.filter((key) => !stored.has(key)).length,
      unit: '',
      note: of,
    },
    {
      name: `Node-RED behind Mosquitto, stored more than once over ${kills} SIGKILL of each`,
      value: rows.filter(({ times }) => times > 1).length,
      unit: '',
    },
  ]
}
