import type { TestHub } from '../harness/hub.ts'
import type { Figure } from './figures.ts'
import type { Came, Crowd } from './generator.ts'
import type { Secret, Target } from './load/orders.ts'
import { atRest, coresUsed, hubProcesses, metric, settledMemory } from './observe.ts'

/** A device pings once in this time. Many do so more rarely. */
const pingEveryMs = 45_000

/** All come in; what that cost the hub in memory, and what they cost while nothing happens. They stay connected. */
export async function measureConnections(
  hub: TestHub,
  crowd: Crowd,
  devices: readonly Secret[],
  target: Target,
): Promise<Figure[]> {
  const what = target.tls ? ' over TLS' : ''
  const pids = await hubProcesses(hub.pid())
  const before = await settledMemory(pids)
  const batchesBefore = await metric(hub, 'carebell_commits_total')
  await metric(hub, 'nodejs_eventloop_lag_max_seconds')
  const came = await crowd.connect(target, devices, { inFlight: 400, withinMs: 180_000, pingEveryMs })
  const lag = (await metric(hub, 'nodejs_eventloop_lag_max_seconds')) * 1000
  const figures = arrivals(`${devices.length} devices sign in${what}`, devices.length, came)
  const noted = await atRest(hub)
  const batches = (await metric(hub, 'carebell_commits_total')) - batchesBefore
  const after = await settledMemory(pids)
  const idle = await coresUsed(pids, 10)
  const stay = await metric(hub, 'carebell_device_connections')
  return [
    ...figures,
    {
      name: `the last "connected" is durable${what}, after the last sign-in`,
      value: noted,
      unit: 'ms',
      note: `${batches} commits for ${came.connected} of them`,
    },
    { name: `longest pause of the event loop meanwhile${what}`, value: lag, unit: 'ms' },
    { name: `connected at once${what}`, value: stay, unit: 'devices' },
    {
      name: `memory for an idle connection${what}`,
      value: (after - before) / came.connected,
      unit: 'KiB',
      ...(!target.tls && { target: { is: 'at most' as const, value: 30 } }),
      note: 'resident set of the hub, TCP in the kernel not counted',
    },
    {
      name: `the hub while ${stay} are idle and ping every ${pingEveryMs / 1000} s${what}`,
      value: idle * 100,
      unit: '% of a core',
    },
  ]
}

/** The hub is killed and started again; every device tries until it is back. From the start of the hub's process. */
export async function measureRestart(hub: TestHub, crowd: Crowd, count: number): Promise<Figure[]> {
  await hub.kill()
  const startedAt = performance.now()
  const started = hub.start()
  const came = await crowd.comeBack({ inFlight: 400, withinMs: 180_000 })
  const ms = performance.now() - startedAt
  await started
  const noted = await atRest(hub)
  return [
    {
      name: `${count} devices back after the hub was killed and started again`,
      value: ms / 1000,
      unit: 's',
      target: { is: 'at most', value: 60 },
      note: `${came.connected} came back; everything about them durable ${Math.round(noted)} ms later`,
    },
  ]
}

function arrivals(name: string, asked: number, came: Came): Figure[] {
  if (came.connected < asked)
    throw new Error(`${asked - came.connected} of ${asked} did not get in: ${came.firstFailure ?? 'no reason given'}`)
  return [
    {
      name,
      value: (came.connected / came.ms) * 1000,
      unit: '/s',
      note: `all in after ${(came.ms / 1000).toFixed(1)} s; ${came.failedAttempts} attempts failed${came.firstFailure === null ? '' : ` (${came.firstFailure})`}; the generator used ${Math.round((came.cpuMs / came.ms) * 100)} % of a core`,
    },
  ]
}
