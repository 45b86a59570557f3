import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cert, key } from '../harness/certificate.ts'
import { freePort, startTestHub } from '../harness/hub.ts'
import { measureOrdinaryDay } from './background.ts'
import { measureBareAedes } from './bare-aedes.ts'
import { buildCity } from './city.ts'
import { measureConnections, measureRestart } from './connections.ts'
import { startCrowd } from './generator.ts'
import { openFilesAtMost } from './open-files.ts'
import { measureRate } from './rates.ts'
import type { Report } from './report.ts'
import { measureStorm } from './storm.ts'

export type CitySize = { buttons: number; beds: number; messages: number }

const pressed = 600

/** A whole city's devices on one hub: sign-in with and without TLS, memory, restart, storm, and how cost grows. */
export async function measureCity(report: Report, size: CitySize, long: boolean): Promise<void> {
  const count = size.buttons + size.beds
  const perProcess = (await openFilesAtMost()) - 1_500
  const processes = count <= perProcess ? 0 : Math.ceil(count / perProcess)
  const directory = await mkdtemp(join(tmpdir(), 'carebell-bench-'))
  await chmod(directory, 0o755)
  await Promise.all([writeFile(join(directory, 'cert.pem'), cert), writeFile(join(directory, 'key.pem'), key)])
  const tlsPort = await freePort()
  const hub = await startTestHub({
    HUB_LOG_LEVEL: 'warn',
    HUB_GATEWAY_PROCESSES: String(processes),
    HUB_MQTTS_PORT: String(tlsPort),
    HUB_TLS_CERT: join(directory, 'cert.pem'),
    HUB_TLS_KEY: join(directory, 'key.pem'),
  })
  const crowd = startCrowd(Math.max(1, processes))
  const small = startCrowd(1)
  const plain: Target = { port: hub.mqttPort, tls: false }
  try {
    report.say(`${count} devices are registered; ${processes} gateway processes`)
    const city = await buildCity(hub, { buttons: size.buttons + pressed, beds: size.beds + 500 })
    report.add(...city.figures)
    const beds = city.beds.slice(size.beds)
    const residents = [...city.beds.slice(0, size.beds), ...city.buttons.slice(0, size.buttons)]
    const buttons = city.buttons.slice(size.buttons)

    report.say('bare aedes')
    report.add(...(await measureBareAedes(crowd, residents.slice(0, 10_000))))

    report.say('restart, with nobody there yet')
    await hub.stop()
    const startedAt = performance.now()
    await hub.start()
    report.add({
      name: `start to ready with ${count} devices registered`,
      value: (performance.now() - startedAt) / 1000,
      unit: 's',
      target: { is: 'at most', value: 3 },
    })
    const rate = { connections: 500, window: 20, messages: size.messages, sets: 1 }
    report.add(named(await measureRate(hub, small, beds, rate), `${count} registered, nobody else connected`))

    // Signed in and out once: code is compiled and buffers are there before memory is measured.
    await small.connect(plain, residents.slice(0, 2_000), { inFlight: 200, withinMs: 60_000, pingEveryMs: null })
    await small.leave()
    report.say('all connect')
    report.add(...(await measureConnections(hub, crowd, residents, plain)))
    report.add(named(await measureRate(hub, small, beds, rate), `${count} connected`))
    report.say('presses with all connected and 3,000 messages a second')
    report.add(...(await measureOrdinaryDay(hub, small, beds, buttons.slice(0, 200))))
    report.say('10,000 are cut off and come back')
    report.add(...(await measureStorm(hub, crowd, Math.min(10_000, count), buttons.slice(200))))
    if (long) {
      report.say(`every one of ${count} sends`)
      const { acknowledged, ms } = await crowd.rate({ messages: count * 3, window: 1, sets: 1 })
      report.add({
        name: `durable messages a second, ${count} connections, 4 readings each`,
        value: (acknowledged / ms) * 1000,
        unit: '/s',
        target: { is: 'at least', value: 20_000 },
      })
    }
    report.say('the hub is killed and started again')
    report.add(...(await measureRestart(hub, crowd, count)))

    report.say('all leave, and connect over TLS')
    await crowd.leave()
    await hub.stop()
    await hub.start()
    report.add(...(await measureConnections(hub, crowd, residents, { port: tlsPort, tls: 'anew' })))
  } finally {
    await Promise.all([crowd.stop(), small.stop()])
    await hub.end()
    await rm(directory, { recursive: true, force: true })
  }
}

const named = <T extends { name: string }>(figure: T, when: string): T => ({
  ...figure,
  name: `${figure.name}, ${when}`,
})
