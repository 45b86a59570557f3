/** Prints how the default rules fare on recorded nights: node test/nights/figures.ts */
import { newDeviceState } from '../../server/core/rules/device.ts'
import { houseFigures, housePath } from './home.ts'
import { caughtIn, quietOf } from './quiet.ts'
import { hasRecording } from './recordings.ts'

for (const [name, path] of [
  ['heart rate', 'nights/heart-rate.ndjson.gz'],
  ['breathing', 'nights/respiration.ndjson.gz'],
] as const) {
  if (!hasRecording(path)) {
    console.log(`${name}: skipped, ${path} isn't there`)
    continue
  }
  const quiet = quietOf(path)
  console.log(`\n${name}: ${quiet.nights} nights, ${quiet.hours.toFixed(0)} h, ${quiet.raised.length} vitals alerts`)
  for (const { subject, night, raised } of quiet.raised) {
    const { why, priority, at } = raised
    const seen = why.seen.map(({ what, value }) => `${what} ${value ?? ''}`).join(', ')
    console.log(
      `  ${subject} ${night} ${new Date(at).toISOString().slice(11, 19)} p${priority} ${seen} | ${Object.keys(why.limits)[0]}`,
    )
  }
  for (const { what, caught, of, worstSeconds, missed } of caughtIn(path, newDeviceState))
    console.log(
      `  ${what}: ${caught} of ${of} caught within 90 s, the last after ${worstSeconds} s${missed === '' ? '' : `; missed ${missed}`}`,
    )
}

if (hasRecording(housePath)) {
  const { days, falseAlerts, collapses } = houseFigures()
  const sorted = [...collapses].sort((a, b) => a - b)
  const hours = (index: number) => (sorted[index] ?? Number.NaN).toFixed(1)
  console.log(`\nno activity: ${days.toFixed(1)} days at home, ${falseAlerts.length} alerts for nothing`)
  for (const at of falseAlerts) console.log(`  ${new Date(at).toISOString()}`)
  console.log(
    `  collapse in the bathroom: ${sorted.filter(Number.isFinite).length} of ${sorted.length} told, after ${hours(0)} h at the least, ${hours(Math.floor(sorted.length / 2))} h in the middle, ${hours(sorted.length - 1)} h at the most`,
  )
} else console.log(`no activity: skipped, ${housePath} isn't there`)
