import { parseArgs } from 'node:util'
import { goBySteppedClock } from '../harness/stepped-clock.ts'
import { measureComparisons } from './compare.ts'
import { measureFalls } from './falls.ts'
import { measureFaults } from './faults/run.ts'
import { measureFullDatabase } from './full-database.ts'
import { measureKills } from './kills.ts'
import { raiseOpenFiles } from './open-files.ts'
import { measureOrdinary } from './ordinary.ts'
import { measureProtection } from './protection.ts'
import { measureReplay } from './replay.ts'
import { createReport } from './report.ts'
import { measureSeries } from './series.ts'
import { measureCity, measureCityOverTls } from './whole-city.ts'

/** `npm run bench`: the figures of the README, each measured here and now. Prints a table and writes JSON. */
const help = `npm run bench              presses, rates, storm: one hub, 10,000 devices, three minutes
npm run bench -- --city     63,300 devices: growth, memory, storms, restart; bare aedes beside it
npm run bench -- --long     the same, and every one of them sends
npm run bench -- --tls      the same devices over TLS
npm run bench -- --kills N  N times SIGKILL under load; what was acknowledged is looked up
npm run bench -- --faults M M minutes of faults over a living town; what must hold is checked between them
         with --seed N, --gateways N (processes), --only WORDS (of a fault's name), --disk (a small one; as root),
         --influx (readings go there; INFLUX_URL or a program influxd), --clock (everybody's is stepped; libfaketime)
npm run bench -- --full     10 million readings and 100,000 alerts: restart, lists, a year's charts, catching up
npm run bench -- --series   a year of charts, the roll-up of an hour, a month of a bed tried with other limits
npm run bench -- --compare  Mosquitto, and Node-RED with PostgreSQL behind it, on the same load
npm run bench -- --protection  who is not protected, among 63,300 homes
npm run bench -- --falls    the motion of 1,000 fall sensors on one core
         with --quick       a small size, to see that it runs`
await raiseOpenFiles()
const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    city: { type: 'boolean' },
    tls: { type: 'boolean' },
    long: { type: 'boolean' },
    full: { type: 'boolean' },
    series: { type: 'boolean' },
    compare: { type: 'boolean' },
    falls: { type: 'boolean' },
    protection: { type: 'boolean' },
    help: { type: 'boolean' },
    kills: { type: 'string' },
    faults: { type: 'string' },
    seed: { type: 'string' },
    gateways: { type: 'string' },
    only: { type: 'string' },
    disk: { type: 'boolean' },
    influx: { type: 'boolean' },
    clock: { type: 'boolean' },
    'limit-tried': { type: 'boolean' },
  },
})
if (asked.help) {
  console.log(help)
  process.exit(0)
}
if (asked.clock) await goBySteppedClock()
const report = createReport(process.argv.slice(2).filter((flag) => flag !== '--limit-tried'))
const size = asked.quick
  ? { presses: 50, messages: 20_000, connected: 1_000, storm: 1_000 }
  : { presses: 200, messages: 100_000, connected: 10_000, storm: 10_000 }
const citySize = asked.quick
  ? { buttons: 2_000, beds: 1_000, messages: 20_000 }
  : { buttons: 53_300, beds: 10_000, messages: 100_000 }
const full = asked.quick ? { readings: 500_000, alerts: 5_000 } : { readings: 10_000_000, alerts: 100_000 }
try {
  if (asked.kills !== undefined) await measureKills(report, Number(asked.kills))
  else if (asked.faults !== undefined)
    await measureFaults(report, {
      minutes: Number(asked.faults),
      seed: Number(asked.seed ?? Date.now() % 100_000),
      gateways: Number(asked.gateways ?? 0),
      only: asked.only ?? null,
      smallDisk: asked.disk === true,
      influx: asked.influx === true,
      clock: asked.clock === true,
    })
  else if (asked.full) await measureFullDatabase(report, full)
  else if (asked.protection) await measureProtection(report, asked.quick ? 2_000 : 63_300)
  else if (asked.falls) report.add(...measureFalls())
  else if (asked.series) report.add(...(await measureSeries()), ...(await measureReplay()))
  else if (asked.compare) await measureComparisons(report, size.messages)
  else if (asked.tls) await measureCityOverTls(report, citySize)
  else if (asked.city || asked.long) await measureCity(report, citySize, asked.long === true)
  else await measureOrdinary(report, size)
} finally {
  await report.write()
}
