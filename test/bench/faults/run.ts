import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { lookInto } from '../../harness/facts.ts'
import type { Report } from '../report.ts'
import { type Chance, chanceOf } from './chance.ts'
import { lookUpDeeds, lookUpFacts } from './checks-kept.ts'
import { lookNow } from './checks-now.ts'
import { lookUpSteps, type Trouble } from './checks-steps.ts'
import { lookAtDevices, lookAtScreens, lookUpMessages } from './checks-told.ts'
import { stepsBackAtMostMs } from './clock-faults.ts'
import { work } from './deeds.ts'
import { wake } from './devices.ts'
import type { Fault } from './fault.ts'
import { faults } from './faults.ts'
import { openPlace, type Place } from './place.ts'
import { watch } from './screens.ts'
import { settle } from './town.ts'

export type Asked = {
  minutes: number
  seed: number
  gateways: number
  only: string | null
  smallDisk: boolean
  influx: boolean
  clock: boolean
}

/** By itself, after the fault is over; a start takes what it takes. */
const readyWithinMs = 45_000
/** After that, those who hang up, wait and try again have found it. */
const findsItMs = 5_000

const lateMs = 350

/** Faults at random over a living town; what holds is checked between them and at the end. */
export async function measureFaults(report: Report, asked: Asked): Promise<void> {
  const { minutes, seed, gateways } = asked
  report.say(`seed ${seed}, ${gateways} gateway processes, ${minutes} minutes`)
  const chance = chanceOf(seed)
  const violations: string[] = []
  const troubles: Trouble[] = []
  const wrong = (what: string, found: readonly string[]) => {
    for (const one of found) {
      violations.push(one)
      report.say(`VIOLATION (${what}) ${one}`)
    }
  }
  const place = await openPlace(gateways, asked.smallDisk, asked.influx)
  const machine = await watchMachine(troubles)
  try {
    const town = await settle(place.hub)
    // What a policy is takes effect two seconds after it is saved.
    await pause(2_500)
    const devices = wake(town.devices, place.devices.port, chance.branch())
    const deeds = work(place.hub.http, town, chance.branch())
    const screens = town.people
      .filter(({ email }) =>
        ['operator-1@example.org', 'operator-3@example.org', 'supervisor-1@example.org'].includes(email),
      )
      .map((person) => watch(place.hub.http, { ...person }, person.areaId))
    await pause(5_000)
    const before = await sizeOf(place)

    const end = performance.now() + minutes * 60_000
    const longest = { ms: 0, after: 'nothing' }
    const happened = new Map<string, number>()
    while (performance.now() < end) {
      const some = choose(chance, asked)
      const name = some.map((fault) => fault.name).join(' and ')
      for (const fault of some) happened.set(fault.name, (happened.get(fault.name) ?? 0) + 1)
      report.say(name)
      const trouble = { from: Date.now(), until: Number.POSITIVE_INFINITY }
      troubles.push(trouble)
      await Promise.all(
        some.map(async (fault, nth) => {
          const mine = chance.branch()
          if (nth > 0) await pause(mine.between(0, 3_000))
          await fault.happen(place, mine, town)
        }),
      )
      const backMs = await readyAgain(place)
      if (backMs === null) wrong(name, [`not ready ${readyWithinMs} ms after: ${await readyz(place)}`])
      else if (backMs > longest.ms) Object.assign(longest, { ms: backMs, after: name })
      await pause(findsItMs)
      trouble.until = Date.now()
      // What was before it may have the same times as what is within it.
      if (some.some(({ touches }) => touches === 'clock')) trouble.from -= stepsBackAtMostMs
      wrong(
        name,
        place.endedByItself.splice(0).map((output) => `the hub ended by itself: ${output}`),
      )
      // A calm in which plans go on. What is wrong for a moment is looked at again.
      await pause(chance.between(500, 8_000))
      wrong(name, await lasting(() => lookNow(place)))
    }

    report.say('all is well again; everybody finishes')
    await Promise.all([devices.settle(), deeds.settle()])
    const until = Date.now()
    wrong(
      'end',
      await lasting(async () =>
        devices.seats
          .filter(({ now }) => now.waiting() > 0)
          .map(({ id, now }) => `${id} still waits for ${now.waiting()} acknowledgements`),
      ),
    )
    wrong('end', await lasting(() => lookNow(place)))
    const facts = await lookUpFacts(place, devices)
    wrong('end', facts.found)
    wrong('end', await lookUpDeeds(place, deeds.done))
    const steps = await lookUpSteps(place, troubles, until)
    wrong('end', steps.found)
    wrong('end', await lasting(() => lookAtDevices(place, devices)))
    wrong('end', await lasting(() => lookAtScreens(place, screens)))
    wrong('end', await lasting(async () => (await lookUpMessages(place)).found))
    const { messages, twice } = await lookUpMessages(place)
    const after = await sizeOf(place)
    for (const screen of screens) screen.close()
    devices.end()

    for (const [name, times] of [...happened].sort()) report.say(`${times} × ${name}`)
    report.say(
      [...deeds.answers]
        .sort()
        .map(([name, times]) => `${name}: ${times}`)
        .join(', '),
    )
    report.say(errorsOf(place.hub.output()))
    const named = `seed ${seed}`
    report.add(
      {
        name: `${named}: what must hold and did not`,
        value: violations.length,
        unit: '',
        target: { is: 'at most', value: 0 },
      },
      { name: `${named}: acknowledged by the hub to devices, all stored once`, value: facts.acknowledged, unit: '' },
      { name: `${named}: done by people and answered, all in the story`, value: deeds.done.length, unit: '' },
      {
        name: `${named}: steps of plans taken while nothing was wrong or after it, latest`,
        value: steps.latestMs / 1000,
        unit: 's',
        note: `${steps.steps} steps`,
      },
      { name: `${named}: messages, of which twice`, value: twice, unit: '', note: `${messages} messages` },
      {
        name: `${named}: ready again after the end of a fault, longest`,
        value: longest.ms / 1000,
        unit: 's',
        note: longest.after,
      },
      {
        name: `${named}: memory of the hub, before and after`,
        value: after.mib - before.mib,
        unit: 'MiB',
        note: `${before.mib} before`,
      },
      {
        name: `${named}: sessions in PostgreSQL at the end`,
        value: after.sessions,
        unit: '',
        note: `${before.sessions} before`,
      },
      { name: `${named}: jobs that wait at the end`, value: after.jobs, unit: '', note: `${before.jobs} before` },
    )
  } finally {
    await machine.end()
    await mkdir('bench-results', { recursive: true })
    await writeFile(`bench-results/faults-${seed}-${gateways}.log`, place.hub.output())
    await place.end()
  }
}

/** A machine on which a file is synced a second late has no say in what is in time: such moments count as trouble. */
async function watchMachine(troubles: Trouble[]): Promise<{ end(): Promise<void>; slowMs(): number }> {
  const directory = await mkdtemp(join(tmpdir(), 'carebell-machine-'))
  const file = await open(join(directory, 'probe'), 'w')
  let over = false
  let slow = 0
  const watching = (async () => {
    while (!over) {
      const from = Date.now()
      await pause(100)
      await file.write('x', 0)
      await file.sync()
      const took = Date.now() - from
      if (took > lateMs) {
        troubles.push({ from, until: Date.now() + findsItMs })
        slow += took
      }
    }
  })()
  return {
    slowMs: () => slow,
    async end() {
      over = true
      await watching
      await file.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function choose(chance: Chance, { only, gateways, smallDisk, influx, clock }: Asked): Fault[] {
  const may = faults.filter(
    ({ name }) =>
      (only === null || new RegExp(only).test(name)) &&
      (gateways > 0 || !name.includes('gateway')) &&
      (smallDisk || !name.includes('disk')) &&
      (influx || !name.includes('InfluxDB')) &&
      (clock || !name.includes('the clock')),
  )
  const first = chance.pick(may)
  if (first === undefined) throw new Error(`no fault is called like ${only}`)
  const second = chance.one(0.45) ? chance.pick(may.filter(({ touches }) => touches !== first.touches)) : undefined
  return second === undefined ? [first] : [first, second]
}

const readyz = (place: Place) =>
  fetch(`${place.hub.http}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => (answer.ok ? 'ready' : await answer.text()),
    (error: unknown) => String(error),
  )

async function readyAgain(place: Place): Promise<number | null> {
  const from = performance.now()
  while (performance.now() - from < readyWithinMs) {
    if ((await readyz(place)) === 'ready') return performance.now() - from
    await pause(100)
  }
  return null
}

/** What is found again and again for so long that whatever was under way has ended. */
async function lasting(look: () => Promise<string[]>, looks = 12, everyMs = 2_500): Promise<string[]> {
  let left: Set<string> | null = null
  for (let nth = 0; nth < looks; nth++) {
    const found: string[] = await look().catch((error: unknown) => [`the look failed: ${error}`])
    const still: string[] = left === null ? found : found.filter((one) => left?.has(one))
    if (still.length === 0) return []
    left = new Set(still)
    await pause(everyMs)
  }
  return [...(left ?? [])]
}

async function sizeOf(place: Place): Promise<{ mib: number; sessions: number; jobs: number }> {
  const status = readFileSync(`/proc/${place.hub.pid()}/status`, 'utf8')
  const [row] = await lookInto<{ sessions: number; jobs: number }>(
    place.sideUrl,
    `select (select count(*)::int from pg_stat_activity where usename = 'carebell' and application_name <> 'fault') as sessions,
      (select count(*)::int from graphile_worker._private_jobs) as jobs`,
  )
  return {
    mib: Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024),
    sessions: row?.sessions ?? 0,
    jobs: row?.jobs ?? 0,
  }
}

/** What the hub complained of, and how often: each kind of line once. */
function errorsOf(output: string): string {
  const kinds = new Map<string, number>()
  for (const line of output.split('\n')) {
    if (!/"level":(40|50|60)/.test(line)) {
      if (line !== '' && !line.startsWith('{')) kinds.set(line.slice(0, 120), (kinds.get(line.slice(0, 120)) ?? 0) + 1)
      continue
    }
    const said = /"msg":"([^"]*)"/.exec(line)?.[1] ?? line.slice(0, 80)
    const why = (/"(?:error|message)":"([^"]*)"/.exec(line)?.[1] ?? '').replace(/[0-9a-f-]{20,}|\d+/g, '#').slice(0, 90)
    const key = `${said} (${why})`
    kinds.set(key, (kinds.get(key) ?? 0) + 1)
  }
  return `the hub said:\n${[...kinds]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 60)
    .map(([line, times]) => `    ${times} × ${line}`)
    .join('\n')}`
}
