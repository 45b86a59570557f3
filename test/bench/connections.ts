import type { TestHub } from '../harness/hub.ts'
import { metric } from '../harness/metric.ts'
import { collectGarbage } from './collect.ts'
import type { Figure } from './figures.ts'
import type { Came, Crowd } from './generator.ts'
import type { Secret, Target } from './load/orders.ts'
import { atRest, coresUsed, hubProcesses, settledMemory } from './observe.ts'

/** A device pings once in this time. Many do so more rarely. */
const pingEveryMs = 45_000
const memoryTarget = { is: 'at most', value: 30 } as const

export type Connected = { figures: Figure[]; heldKiB: number }

/**
 * Devices come in, up to each of `steps` in turn; what each step took, and what the hub holds for those who are there.
 * They stay connected. The hub has its garbage collected between the steps (see collect.ts); what is resident before
 * that is said as well, for that is what the machine has to have.
 */
export async function measureConnections(
  hub: TestHub,
  crowd: Crowd,
  devices: readonly Secret[],
  target: Target,
  steps: readonly number[] = [devices.length],
): Promise<Connected> {
  const what = target.tls === false ? '' : ' over TLS'
  const pids = await hubProcesses(hub.pid())
  await collectGarbage(hub, pids)
  const before = await settledMemory(pids)
  await metric(hub, 'nodejs_eventloop_lag_max_seconds')
  const figures: Figure[] = []
  let here = 0
  let heldKiB = Number.NaN
  let tookMs = 0
  for (const step of steps) {
    const batchesBefore = await metric(hub, 'carebell_commits_total')
    const came = await crowd.connect(target, devices.slice(here, step), {
      inFlight: 400,
      withinMs: 180_000,
      pingEveryMs,
    })
    if (came.connected < step)
      throw new Error(`${step - came.connected} of ${step} did not get in: ${came.firstFailure ?? 'no reason given'}`)
    const noted = await atRest(hub)
    const batches = (await metric(hub, 'carebell_commits_total')) - batchesBefore
    const resident = ((await settledMemory(pids)) - before) / step
    await collectGarbage(hub, pids)
    heldKiB = ((await settledMemory(pids)) - before) / step
    tookMs += came.ms
    figures.push(
      {
        name: `${step} connected${what}: sign-ins a second, of the last ${step - here}`,
        value: ((step - here) / came.ms) * 1000,
        unit: '/s',
        note: `${arrival(came)}; the last "connected" durable ${Math.round(noted)} ms later, ${batches} commits`,
      },
      {
        name: `${step} connected${what}: memory held for an idle connection`,
        value: heldKiB,
        unit: 'KiB',
        ...(target.tls === false && step >= 1_000 && { target: memoryTarget }),
        note: `after collecting garbage; ${resident.toFixed(1)} KiB resident before that; TCP in the kernel not counted`,
      },
    )
    here = step
  }
  const lag = (await metric(hub, 'nodejs_eventloop_lag_max_seconds')) * 1000
  const idle = await coresUsed(pids, 10)
  const stay = await metric(hub, 'carebell_device_connections')
  figures.push(
    {
      name: `all ${stay} came in${what} within`,
      value: tookMs / 1000,
      unit: 's',
      note: 'of connecting, steps added up',
    },
    { name: `longest pause of the event loop meanwhile${what}`, value: lag, unit: 'ms' },
    {
      name: `the hub while ${stay} are idle and ping every ${pingEveryMs / 1000} s${what}`,
      value: idle * 100,
      unit: '% of a core',
    },
  )
  return { figures, heldKiB }
}

/** The hub is killed and started again; every device tries until it is back. From the start of the hub's process. */
export async function measureRestart(hub: TestHub, crowd: Crowd, count: number, how = ''): Promise<Figure[]> {
  await hub.kill()
  const startedAt = performance.now()
  const started = hub.start()
  const came = await crowd.comeBack({ inFlight: 400, withinMs: 180_000 })
  const ms = performance.now() - startedAt
  await started
  const noted = await atRest(hub)
  if (came.connected < count) throw new Error(`${count - came.connected} of ${count} did not come back`)
  return [
    {
      name: `${count} devices back after the hub was killed and started again${how}`,
      value: ms / 1000,
      unit: 's',
      target: { is: 'at most', value: 60 },
      note: `each with its own secret; ${came.resumed > 0 ? `${came.resumed} resumed their TLS session; ` : ''}${arrival(came)}; everything about them durable ${Math.round(noted)} ms later`,
    },
  ]
}

const arrival = ({ ms, cpuMs, failedAttempts, firstFailure }: Came): string =>
  `${(ms / 1000).toFixed(1)} s; ${failedAttempts} attempts failed${firstFailure === null ? '' : ` (${firstFailure})`} and were made again; the generator used ${Math.round((cpuMs / ms) * 100)} % of a core`
