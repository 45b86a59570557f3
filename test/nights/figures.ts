/** Prints how the default rules fare on recorded nights: node test/nights/figures.ts */
import { houseFigures, housePath } from './home.ts'
import { type Caught, caughtIn, inTimeSeconds, quietOf } from './quiet.ts'
import { hasRecording } from './recordings.ts'

const parts = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
const all: Caught[] = []

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
  const caught = caughtIn(path, parts)
  all.push(...caught)
  for (const [what, cases] of Map.groupBy(caught, ({ what, how }) => `${what}, ${how}`)) {
    const sorted = cases.map(({ afterSeconds }) => afterSeconds).sort((a, b) => a - b)
    const late = cases.filter(isLate)
    console.log(
      `  ${what}: ${cases.length - late.length} of ${cases.length} within 90 s; ${sorted[sorted.length >> 1]} s in the middle, ${sorted.at(-1)} s at the most`,
    )
    for (const { where, afterSeconds, toldBefore } of late)
      console.log(`    late: ${where} ${afterSeconds} s${toldBefore ? ', told before and over by then' : ''}`)
  }
}
const drifts = all.filter(({ what }) => what.includes('drifts'))
const late = drifts.filter(isLate)
const first = late.filter(({ toldBefore }) => !toldBefore)
console.log(`\ndrifts told late: ${late.length} of ${drifts.length}, ${first.length} of them not told of before either`)

function isLate({ afterSeconds }: Caught): boolean {
  return afterSeconds > inTimeSeconds
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
