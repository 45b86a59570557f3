import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { registerDevices, type Secret } from './city.ts'
import { type Figure, latencies, meets, quantile, table } from './figures.ts'
import { measureSync } from './fsync.ts'
import { type Generator, startGenerator } from './generator.ts'
import { measureConnections } from './memory.ts'
import { measurePresses } from './press.ts'
import { measureScreen } from './screen.ts'

/** `npm run bench`: the figures of the README, each measured here and now. Prints a table and writes JSON. */
const quick = process.argv.includes('--quick')
const presses = quick ? 50 : 300
const messages = quick ? 20_000 : 100_000
const idle = quick ? 1_000 : 5_000

const figures: Figure[] = []
const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn', HUB_CONNECTIONS_PER_ADDRESS: '10000' })
const generator = startGenerator()
try {
  say('registering devices')
  const beds = await registerDevices(hub, 'bed', 'bench-bed', Math.max(idle, 500))
  const buttons = await registerDevices(hub, 'call_button', 'bench-button', presses * 3)
  const sync = measureSync(hub.dataDir).sort((a, b) => a - b)
  const median = quantile(sync, 0.5)
  figures.push({ name: 'fdatasync of 8 KiB on this disk, p50', value: median, unit: 'ms' })

  say('presses on an idle hub')
  const quiet = await measurePresses(hub, buttons.slice(0, presses))
  figures.push(...latencies('press to PUBACK, idle', quiet.toPuback, { p50: median * 3 }))
  figures.push(...latencies('press to live event, idle', quiet.toLive))

  say('presses on the screen')
  figures.push(
    ...latencies(
      'press to the row in Chromium',
      await measureScreen(hub, buttons.slice(presses * 2, presses * 2 + 50)),
      { p99: 100 },
    ),
  )

  say('durable readings a second')
  for (const connections of [1, 50, 500])
    figures.push(await rate(hub, generator, beds.slice(0, connections), connections === 1 ? 100 : 20))

  say('presses while readings pour in')
  const pouring = generator.ask<'rate'>({
    do: 'rate',
    port: hub.mqttPort,
    devices: beds.slice(0, 50),
    window: 2,
    messages,
  })
  const loaded = await measurePresses(hub, buttons.slice(presses, presses * 2))
  await pouring
  figures.push(...latencies('press to PUBACK, 50 beds sending as fast as they can', loaded.toPuback))
  figures.push(...latencies('press to live event, 50 beds sending as fast as they can', loaded.toLive, { p99: 100 }))

  say('idle connections')
  figures.push(...(await measureConnections(hub, generator, beds.slice(0, idle))))
} finally {
  await generator.stop()
  await hub.end()
}
console.log(`\n${cpus().length} cores, shared with the load generator and PostgreSQL\n\n${table(figures)}\n`)
await mkdir('bench-results', { recursive: true })
const file = `bench-results/${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`
await writeFile(
  file,
  JSON.stringify(
    { at: new Date().toISOString(), cores: cpus().length, figures: figures.map((f) => ({ ...f, met: meets(f) })) },
    null,
    2,
  ),
)
console.log(`written to ${file}`)

async function rate(running: TestHub, load: Generator, devices: Secret[], window: number): Promise<Figure> {
  const total = devices.length === 1 ? messages / 5 : messages
  const { acknowledged, ms, cpuMs } = await load.ask<'rate'>({
    do: 'rate',
    port: running.mqttPort,
    devices,
    window,
    messages: total,
  })
  return {
    name: `durable messages a second, ${devices.length} connection${devices.length === 1 ? '' : 's'}, ${window} in flight each`,
    value: (acknowledged / ms) * 1000,
    unit: '/s',
    ...(devices.length > 1 && { target: { is: 'at least' as const, value: 20_000 } }),
    note: `4 readings a message; the generator used ${Math.round((cpuMs / ms) * 100)} % of a core`,
  }
}

function say(what: string): void {
  console.log(`… ${what}`)
}
