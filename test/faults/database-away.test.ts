import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { advisoryLocks } from '../../server/store/advisory-locks.ts'
import { becomeOnlyHub } from '../../server/store/only-hub.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { eventually } from '../harness/device.ts'
import { expectExactlyOnce, lookInto } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { acknowledgedMore, countOf, persistentDevice, silenceOf } from '../harness/persistent-device.ts'
import { type ExternalPostgres, parentOf, postmasterOf, startExternalPostgres } from '../harness/postgres.ts'

const says = ['call', 'telemetry', 'activity'] as const
const load = async (city: SmallCity, port: number, name: string) => {
  const devices = await Promise.all(
    Array.from({ length: 9 }, (_, i) => city.addDevice({ id: `${name}-${i + 1}`, kind: 'call_button' })),
  )
  return devices.map((device, i) => persistentDevice(device, port, { says: says[i % 3] ?? 'call' }))
}
const readyz = async (hub: TestHub) => {
  const answer = await fetch(`${hub.http}/readyz`)
  return { status: answer.status, body: await answer.text() }
}

/** Who holds the place of a database's one hub, or waits for it. */
const placesOf = (url: string) =>
  lookInto<{ pid: number; granted: boolean }>(
    url,
    `select l.pid, l.granted from pg_locks l join pg_database d on d.oid = l.database
      where l.locktype = 'advisory' and l.objid = $1 and d.datname = current_database()`,
    [advisoryLocks.onlyHub],
  )
const endSession = (url: string, pid: number | undefined) =>
  lookInto(url, 'select pg_terminate_backend($1, 5000)', [pid ?? 0])

describe.runIf(process.platform === 'linux')("the hub's own PostgreSQL", () => {
  let hub: TestHub
  let city: SmallCity
  beforeAll(async () => {
    hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
    city = await smallCity(hub)
  })
  afterAll(() => hub?.end())

  it('killed three times under load is started again, and nothing that was acknowledged is missing', async () => {
    const url = await hub.databaseUrl()
    const all = await load(city, hub.mqttPort, 'killed')
    for (const more of [150, 400, 900]) {
      await acknowledgedMore(all, more)
      const pid = await postmasterOf(url)
      process.kill(pid, 'SIGKILL')
      await eventually('another one', async () => (await postmasterOf(url).catch(() => pid)) !== pid, 60_000)
    }
    await acknowledgedMore(all, 500)
    for (const device of all) device.stop()
    await expectExactlyOnce(url, all)
    await eventually('ready again', async () => (await readyz(hub)).status === 200)
  })

  it('that stands still: nothing is acknowledged, /readyz says so soon, and all goes on when it goes on', async () => {
    const url = await hub.databaseUrl()
    const all = await load(city, hub.mqttPort, 'frozen')
    await acknowledgedMore(all, 200)
    const postmaster = await postmasterOf(url)
    // The postmaster first: from then on it starts nobody. One that just ends has nothing to be stopped.
    signal([postmaster], 'SIGSTOP')
    const family = [postmaster, ...processes().filter((pid) => parentOf(pid) === postmaster)]
    signal(family, 'SIGSTOP')
    try {
      // What it had committed just before may still be on its way.
      const before = await silenceOf(all, hub)
      const from = performance.now()
      const said = await readyz(hub)
      expect(said.status, said.body).toBe(503)
      expect(performance.now() - from, 'ms until /readyz answered').toBeLessThan(5_000)
      expect(countOf(all), 'acknowledged by a database that stands still').toBe(before)
    } finally {
      signal(family, 'SIGCONT')
    }
    await acknowledgedMore(all, 500)
    for (const device of all) device.stop()
    await expectExactlyOnce(url, all)
    await eventually('ready again', async () => (await readyz(hub)).status === 200)
  })
})

describe('a PostgreSQL of somebody else that is restarted', () => {
  let postgres: ExternalPostgres
  let hub: TestHub
  beforeAll(async () => {
    postgres = await startExternalPostgres()
    hub = await startTestHub({ HUB_LOG_LEVEL: 'warn', DATABASE_URL: postgres.url })
  })
  afterAll(async () => {
    await hub?.end()
    await postgres?.end()
  })

  it('has one hub: a second is refused, and one that lost its place takes it again or ends', async () => {
    const quick = { patienceMs: 200 }
    const quiet = { info: () => undefined, error: () => undefined }
    await expect(becomeOnlyHub(postgres.url, quiet, quick)).rejects.toThrow(/^another hub runs on this database/)
    // The connection that holds the place is lost: the hub that runs takes it again.
    const [before] = await placesOf(postgres.url)
    await endSession(postgres.url, before?.pid)
    await eventually('its place, taken again', async () =>
      (await placesOf(postgres.url)).some(({ pid, granted }) => granted && pid !== before?.pid),
    )
    expect((await readyz(hub)).status).toBe(200)

    // Somebody else was quicker. (A place is one database's: these two are on another of the same server.)
    const elsewhere = postgres.url.replace(/carebell$/, 'postgres')
    const first = await becomeOnlyHub(elsewhere, quiet, quick)
    const [held] = await placesOf(elsewhere)
    const waiting = becomeOnlyHub(elsewhere, quiet)
    await eventually('the second, waiting', async () => (await placesOf(elsewhere)).some(({ granted }) => !granted))
    await endSession(elsewhere, held?.pid)
    const second = await waiting
    expect(await first.lost).toMatch(/^another hub runs on this database/)
    await Promise.all([first.release(), second.release()])
  })

  it('is missed: no acknowledgement, /readyz 503 with the reason; calls made meanwhile arrive once it is back', async () => {
    const city = await smallCity(hub)
    const all = await load(city, hub.mqttPort, 'load')
    const buttons = await Promise.all(
      Array.from({ length: 5 }, (_, i) => city.addDevice({ id: `press-${i + 1}`, kind: 'call_button' })),
    )
    const pressed = buttons.map((button) => persistentDevice(button, hub.mqttPort, { window: 0, says: 'call' }))
    await Promise.all(pressed.map((device) => device.say('before')))
    await acknowledgedMore(all, 300)
    await postgres.stop()
    // What was committed just before may still be on its way to the devices; then nothing can be.
    const acknowledged = await silenceOf(all, hub)
    const answers = pressed.map((device) => device.say('meanwhile'))
    for (const from = performance.now(); performance.now() - from < 3_000; ) {
      const { status, body } = await readyz(hub)
      expect(status, body).toBe(503)
      expect(body).toMatch(/database/)
    }
    expect(countOf(all), 'acknowledged while there was no database').toBe(acknowledged)
    expect(pressed.map(({ acknowledged }) => [...acknowledged])).toEqual(pressed.map(() => ['before']))

    await postgres.start()
    await Promise.all(answers)
    await acknowledgedMore(all, 500)
    for (const device of [...all, ...pressed]) device.stop()
    await expectExactlyOnce(postgres.url, [...all, ...pressed])
    await eventually('ready again', async () => (await readyz(hub)).status === 200)
  })
})

const processes = (): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return Number.isInteger(pid) && parentOf(pid) > 0
      } catch {
        return false // it has ended meanwhile
      }
    })

/** To each that is still there. */
function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
}
