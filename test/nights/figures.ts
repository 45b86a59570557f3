/** Prints how the default rules fare on recorded nights: node test/nights/figures.ts */
import { houseFigures } from './home.ts'
import { inTimeSeconds, looks, reasonOf, reasons, seenInHealthy } from './late.ts'
import { type Caught, caughtIn, quietOf } from './quiet.ts'
import { hasRecording, homePaths, loadNights } from './recordings.ts'
import { ofVirtual, virtuals } from './virtual.ts'

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
  for (const virtual of virtuals) {
    const { nights, raised, untrue } = ofVirtual(path, virtual)
    console.log(
      `  sleepers made of them, ${virtual.what}: ${nights} nights, ${raised} alerts, ${untrue.length} of them untrue`,
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
const limits = [
  ['heart rate drifts to 140 in an hour', 'nights/heart-rate.ndjson.gz', (level: number) => level > 115],
  ['breathing drifts to 32 in an hour', 'nights/respiration.ndjson.gz', (level: number) => level > 24],
  ['breathing drifts to 6 in an hour', 'nights/respiration.ndjson.gz', (level: number) => level < 9],
] as const
for (const [what, path, isBeyond] of limits) {
  const these = late.filter((drift) => drift.what === what)
  if (these.length === 0) continue
  const nights = loadNights(path).length
  const healthy = looks.map((look) => seenInHealthy(path, look, isBeyond))
  const rare = looks.filter((_, index) => (healthy[index] ?? 0) * 10 <= nights)
  const why = these.map(({ known }) => (known === null ? 'rule' : reasonOf(known, rare)))
  const seconds = these.map(({ afterSeconds }) => afterSeconds).sort((a, b) => a - b)
  const at = (part: number) => seconds[Math.floor(seconds.length * part)] ?? Number.NaN
  console.log(
    `  ${what}: ${these.length} late, after ${at(0)}, ${at(0.25)}, ${at(0.5)}, ${at(0.75)}, ${seconds.at(-1)} s (least, quartiles, most)`,
  )
  console.log(`    ${reasons.map((reason) => `${reason} ${why.filter((of) => of === reason).length}`).join(', ')}`)
  console.log(
    `    a look is rare when healthy nights show it in at most one of ten (${nights / 10}): ${rare.join(', ')} s`,
  )
  for (const [index, look] of looks.entries()) {
    const seen = these.filter(({ known }) => known?.seenBy.includes(look)).length
    console.log(
      `    the middle of ${look} s: ${seen} past the limit in time, ${healthy[index]} times in healthy nights`,
    )
  }
}

function isLate({ afterSeconds }: Caught): boolean {
  return afterSeconds > inTimeSeconds
}

for (const path of homePaths()) {
  const { days, told, collapses, collapsesAtNight } = houseFigures(path)
  console.log(`\n${path}: ${days.toFixed(1)} days`)
  for (const [kind, all] of Map.groupBy(told, ({ kind }) => kind))
    console.log(`  ${kind}: ${all.length} (${all.map(({ at }) => new Date(at).toISOString().slice(0, 16)).join(', ')})`)
  const missed = (name: string, of: typeof collapses) => {
    const hours = of.map(({ hours }) => hours).sort((a, b) => a - b)
    const at = (index: number) => (hours[index] ?? Number.NaN).toFixed(2)
    console.log(
      `  collapse in the bathroom ${name}: ${hours.filter(Number.isFinite).length} of ${hours.length} told, after ${at(0)} h at the least, ${at(hours.length >> 1)} h in the middle, ${at(hours.length - 1)} h at the most`,
    )
  }
  missed('on their own visits', collapses)
  missed('two hours after they went to bed', collapsesAtNight)
}
