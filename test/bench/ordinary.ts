import { startTestHub } from '../harness/hub.ts'
import { measureFlood, measureOrdinaryDay } from './background.ts'
import { buildCity } from './city.ts'
import { reachable } from './collect.ts'
import { measureConnections } from './connections.ts'
import { latencies, quantile } from './figures.ts'
import { measureSync } from './fsync.ts'
import { startCrowd } from './generator.ts'
import { measureArrivingPresses, measurePresses } from './press.ts'
import { measureRate, usual } from './rates.ts'
import type { Report } from './report.ts'
import { measureScreen } from './screen.ts'
import { measureStorm } from './storm.ts'

export type Size = { presses: number; messages: number; connected: number; storm: number }

/** What `npm run bench` measures when nothing else is asked for: one hub, 10,000 beds, a few minutes. */
export async function measureOrdinary(report: Report, size: Size): Promise<void> {
  const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn', HUB_CONNECTIONS_PER_ADDRESS: '20000', ...reachable })
  const crowd = startCrowd(1)
  let nextButton = 0
  try {
    report.say('registering devices')
    const city = await buildCity(hub, { buttons: size.presses * 5 + 50, beds: size.connected })
    const buttons = (count: number) => {
      nextButton += count
      return city.buttons.slice(nextButton - count, nextButton)
    }
    report.add(...city.figures)

    const sync = measureSync(hub.dataDir).sort((a, b) => a - b)
    const median = quantile(sync, 0.5)
    report.add({ name: 'fdatasync of 8 KiB on this disk, p50', value: median, unit: 'ms' })

    // First, while every alert has a row: of a long queue only what is in sight does.
    report.say('presses on the screen')
    const onScreen = await measureScreen(hub, buttons(50))
    report.add(...latencies('press to the row in Chromium', onScreen, { p99: 100 }))

    report.say('presses on an idle hub')
    const quiet = await measurePresses(hub, buttons(size.presses))
    report.add(...latencies('press to PUBACK, idle', quiet.toPuback, { p50: median * 3 }))
    report.add(...latencies('press to live event, idle', quiet.toLive))

    const arriving = await measureArrivingPresses(hub, buttons(size.presses))
    report.add(...latencies('connect, press, PUBACK of a button that sleeps, idle', arriving))

    report.say('durable messages a second')
    for (const [connections, window, share] of [
      [1, 100, 5],
      [50, 20, 1],
      [500, 20, 1],
      [5_000, 2, 1],
    ] as const) {
      if (connections <= size.connected)
        report.add(
          await measureRate(hub, crowd, city.beds, {
            connections,
            window,
            messages: size.messages / share,
            payload: usual,
          }),
        )
    }
    for (const [payload, share] of [
      [{ sets: 1, values: 1 }, 2],
      [{ sets: 20, values: 4 }, 10],
      [{ sets: 1_000, values: 4 }, 500],
    ] as const)
      report.add(
        await measureRate(hub, crowd, city.beds, {
          connections: 50,
          window: Math.min(20, Math.ceil(500 / payload.sets)),
          messages: size.messages / share,
          payload,
        }),
      )

    report.say('presses with 3,000 messages a second in the background')
    report.add(...(await measureOrdinaryDay(hub, crowd, city.beds.slice(0, 500), buttons(size.presses))))
    report.say('presses in a telemetry flood')
    report.add(...(await measureFlood(hub, crowd, city.beds.slice(0, 500), buttons(size.presses))))

    report.say(`${size.connected} devices connect and stay`)
    const target = { port: hub.mqttPort, tls: false } as const
    report.add(...(await measureConnections(hub, crowd, city.beds, target)).figures)
    report.say(`${size.storm} of them are cut off and come back`)
    report.add(...(await measureStorm(hub, crowd, size.storm, buttons(size.presses))))
  } finally {
    await crowd.stop()
    await hub.end()
  }
}
