import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cert, key } from '../harness/certificate.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { freePort } from '../harness/port.ts'
import { measureOrdinaryDay } from './background.ts'
import { measureBareAedes } from './bare-aedes.ts'
import { buildCity, type City } from './city.ts'
import { reachable } from './collect.ts'
import { measureConnections, measureRestart } from './connections.ts'
import { type Crowd, startCrowd } from './generator.ts'
import { openFilesAtMost } from './open-files.ts'
import { measureRate, usual } from './rates.ts'
import type { Report } from './report.ts'
import { measureStorm } from './storm.ts'

export type CitySize = { buttons: number; beds: number; messages: number }

const pressed = 1_400
const steps = [1_000, 10_000, 30_000, 60_000]

type Stage = {
  hub: TestHub
  /** Holds the city's devices. */
  crowd: Crowd
  /** Holds a few beds that send. */
  small: Crowd
  city: City
  residents: City['beds']
  buttons(count: number): City['buttons']
  processes: number
  tlsPort: number
}

/** A whole city's devices on one hub: how cost grows with them, presses beside them, storms, and a restart. */
export async function measureCity(report: Report, size: CitySize, long: boolean): Promise<void> {
  await withCity(report, size, async ({ hub, crowd, small, city, residents, buttons, processes }) => {
    const count = residents.length
    const plain = { port: hub.mqttPort, tls: false } as const
    const beds = city.beds.slice(size.beds)

    report.say('bare aedes')
    const bare = await measureBareAedes(crowd, residents, Math.max(1, processes))
    report.add(...bare.figures)

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
    const rate = { connections: 500, window: 20, messages: size.messages, payload: usual }
    report.add(named(await measureRate(hub, small, beds, rate), `${count} registered, nobody else connected`))

    report.say('all connect')
    const { figures, heldKiB } = await measureConnections(hub, crowd, residents, plain, stepsTo(count))
    report.add(...figures, {
      name: `${count} connected: memory held, the hub to bare aedes`,
      value: heldKiB / bare.heldKiB,
      unit: 'x',
    })
    report.add(named(await measureRate(hub, small, beds, rate), `${count} connected`))
    report.say('presses with all connected and 3,000 messages a second')
    report.add(...(await measureOrdinaryDay(hub, small, beds, buttons(200))))
    const some = Math.min(10_000, count)
    report.say(`${some} are cut off and come back`)
    report.add(...(await measureStorm(hub, crowd, some, buttons(400))))
    if (count > some) {
      report.say('all are cut off and come back')
      report.add(...(await measureStorm(hub, crowd, count, buttons(600), { times: 1 })))
    }
    if (long) {
      report.say(`every one of ${count} sends`)
      const { acknowledged, ms } = await crowd.rate({ messages: count * 3, window: 1, payload: usual })
      report.add({
        name: `durable messages a second, ${count} connections, 4 readings each`,
        value: (acknowledged / ms) * 1000,
        unit: '/s',
        target: { is: 'at least', value: 20_000 },
      })
    }
    report.say('the hub is killed and started again')
    report.add(...(await measureRestart(hub, crowd, count)))
  })
}

/** The same devices over TLS: handshakes in full, then a storm and a restart with tickets. */
export async function measureCityOverTls(report: Report, size: CitySize): Promise<void> {
  await withCity(report, size, async ({ hub, crowd, residents, buttons, tlsPort }) => {
    const count = residents.length
    const some = Math.min(10_000, count)
    await hub.stop()
    await hub.start()
    report.say('all connect over TLS, with a full handshake each')
    const target = { port: tlsPort, tls: 'resumed' } as const
    report.add(...(await measureConnections(hub, crowd, residents, target, stepsTo(count))).figures)
    report.say(`${some} are cut off and come back`)
    report.add(...(await measureStorm(hub, crowd, some, buttons(600), { times: 1, how: ' over TLS' })))
    report.say('the hub is killed and started again')
    report.add(...(await measureRestart(hub, crowd, count, ', over TLS')))
  })
}

const stepsTo = (count: number): number[] => [...steps.filter((step) => step < count), count]

/** Registers the city, and ends whatever it started. */
async function withCity(report: Report, size: CitySize, work: (stage: Stage) => Promise<void>): Promise<void> {
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
    HUB_CONNECTIONS_PER_ADDRESS: '20000',
    HUB_MQTTS_PORT: String(tlsPort),
    HUB_TLS_CERT: join(directory, 'cert.pem'),
    HUB_TLS_KEY: join(directory, 'key.pem'),
    ...reachable,
  })
  const crowd = startCrowd(Math.max(1, processes))
  const small = startCrowd(1)
  let nextButton = size.buttons
  try {
    report.say(`${count} devices are registered; ${processes} gateway processes`)
    const city = await buildCity(hub, { buttons: size.buttons + pressed, beds: size.beds + 500 })
    report.add(...city.figures)
    const residents = [...city.beds.slice(0, size.beds), ...city.buttons.slice(0, size.buttons)]
    const buttons = (asked: number) => {
      nextButton += asked
      return city.buttons.slice(nextButton - asked, nextButton)
    }
    await work({ hub, crowd, small, city, residents, buttons, processes, tlsPort })
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
