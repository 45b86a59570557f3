import pg from 'pg'
import { smallCity } from '../harness/city.ts'
import { startTestHub } from '../harness/hub.ts'
import { acknowledgedMore, countOf, type PersistentDevice, persistentDevice } from '../harness/persistent-device.ts'
import type { Report } from './report.ts'

const devices = 30
const kinds = ['activity', 'call', 'telemetry'] as const

/** SIGKILL of the hub under load, again and again, at another point each time; then every acknowledged message is looked up. */
export async function measureKills(report: Report, kills: number): Promise<void> {
  const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  try {
    const city = await smallCity(hub)
    const buttons: { id: string; secret: string }[] = []
    for (let i = 1; i <= devices; i++) buttons.push(await city.addDevice({ id: `kill-${i}`, kind: 'call_button' }))
    const all = buttons.map((button, i) => persistentDevice(button, hub.mqttPort, { says: kinds[i % 3] ?? 'call' }))
    const backAfter: number[] = []
    for (let kill = 1; kill <= kills; kill++) {
      await acknowledgedMore(all, 20 + ((kill * 97) % 400))
      await hub.kill()
      const startedAt = performance.now()
      await hub.start()
      backAfter.push(performance.now() - startedAt)
      if (kill % 50 === 0) report.say(`${kill} of ${kills} kills, ${countOf(all)} messages acknowledged`)
    }
    await acknowledgedMore(all, 500)
    for (const device of all) device.stop()
    const { lost, twice } = await lookUp(await hub.databaseUrl(), all)
    const note = `${countOf(all)} acknowledged, by ${devices} devices`
    report.add(
      { name: `acknowledged messages lost over ${kills} SIGKILL`, value: lost, unit: '', target: none, note },
      { name: `stored twice over ${kills} SIGKILL`, value: twice, unit: '', target: none },
      { name: 'start to ready after a SIGKILL, longest', value: Math.max(...backAfter) / 1000, unit: 's' },
    )
  } finally {
    await hub.end()
  }
}

const none = { is: 'at most', value: 0 } as const

async function lookUp(url: string, all: readonly PersistentDevice[]): Promise<{ lost: number; twice: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ key: string }>(
      `select d.id || ' ' || e.event_id as key from event e join device d on d.no = e.device_no
       union all
       select d.id || ' ' || (extract(epoch from r.at) * 1000)::bigint from reading r
         join device d on d.no = r.device_no where r.metric = 1`,
    )
    const stored = new Set(rows.map(({ key }) => key))
    const acknowledged = all.flatMap(({ id, acknowledged: said }) => [...said].map((one) => `${id} ${one}`))
    return { lost: acknowledged.filter((key) => !stored.has(key)).length, twice: rows.length - stored.size }
  } finally {
    await client.end()
  }
}
