import { startTestHub } from '../harness/hub.ts'
import { buildCity } from './city.ts'
import { measureFlow } from './flow.ts'
import { startCrowd } from './generator.ts'
import { measureKills } from './kills.ts'
import { mosquittoRate } from './mosquitto.ts'
import { measureRate, usual } from './rates.ts'
import type { Report } from './report.ts'

/** The same load on the hub and on what else could take it, in turn and in the same run; the ratio is what counts. */
export async function measureComparisons(report: Report, messages: number): Promise<void> {
  const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  const crowd = startCrowd(1)
  try {
    const { beds, buttons } = await buildCity(hub, { buttons: 60, beds: 500 })
    const load = { connections: 500, window: 20, payload: usual }
    report.say('warming up')
    await measureRate(hub, crowd, beds, { ...load, messages: messages / 5 })
    report.say('the hub')
    const ours = await measureRate(hub, crowd, beds, { ...load, messages })
    report.add(ours)
    for (const [saving, share] of [
      ['every other second', 1],
      ['on changes', 50],
    ] as const) {
      report.say(`Mosquitto, saving ${saving}`)
      const theirs = await mosquittoRate(crowd, beds, { messages: Math.max(500, messages / share), window: 20 }, saving)
      if (theirs === null) {
        report.say('Mosquitto is not installed: not compared')
        break
      }
      report.add(
        {
          name: `Mosquitto, messages a second, persistence saved ${saving}`,
          value: theirs,
          unit: '/s',
          note: 'acknowledged before the file is written and synced; neither validated nor evaluated',
        },
        { name: `the hub to Mosquitto saved ${saving}`, value: ours.value / theirs, unit: 'x' },
      )
    }
    const flow = await measureFlow(report, { crowd, beds, buttons, hub }, messages / 10)
    if (flow !== null)
      report.add({
        name: 'the hub to Node-RED behind Mosquitto, durable messages a second',
        value: ours.value / flow.durable,
        unit: 'x',
      })
  } finally {
    await crowd.stop()
    await hub.end()
  }
  report.say('the hub is killed as often')
  await measureKills(report, 10)
}
