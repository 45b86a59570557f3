import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { eventually } from '../harness/device.ts'
import { expectExactlyOnce, lookInto } from '../harness/facts.ts'
import { bytesOf, hello, press, wire } from '../harness/gateway.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { acknowledgedMore, persistentDevice } from '../harness/persistent-device.ts'
import { committerOf } from '../harness/postgres.ts'
import { strace, whyNoStrace } from '../harness/strace.ts'

const refused = whyNoStrace()
const without = refused === null ? '' : ` (skipped, no strace: ${refused})`
let hub: TestHub
let city: SmallCity
beforeAll(async () => {
  if (refused !== null) return
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  city = await smallCity(hub)
})
afterAll(() => hub?.end())

const count = 50
/** One press each, told apart in PostgreSQL's log by its id and on the wire by its message id. */
const idOf = (n: number) => `traced-press-${String(n).padStart(5, '0')}`

it.skipIf(refused !== null)(`every PUBACK is written after a sync that covers its press${without}`, async () => {
  const device = wire(hub.mqttPort)
  const { id, secret } = city.button
  device.send(hello(id, { password: Buffer.from(secret) }))
  await device.next('connack')
  const say = async (n: number) => {
    device.send(press(id, n, JSON.stringify({ id: idOf(n), type: 'call' })))
    await device.next('puback')
  }
  // The pages it touches first go into the log whole, and compressed: ids can't be read in those.
  for (let n = 1_001; n <= 1_040; n++) await say(n)
  const url = await hub.databaseUrl()
  const [walWriter] = await lookInto<{ pid: number }>(
    url,
    "select pid from pg_stat_activity where backend_type = 'walwriter'",
  )
  const trace = await strace(
    ['-y', '-x', '-s', '70000', '-e', 'trace=write,writev,sendto,sendmsg,pwrite64,pwritev,fdatasync,fsync'],
    [hub.pid(), await committerOf(url), walWriter?.pid ?? 0],
  )
  for (let n = 1; n <= count; n++) await say(n)
  await trace.stop()
  device.socket.destroy()

  const log = readTrace(trace.lines)
  const told = Array.from({ length: count }, (_, i) => ({
    press: i + 1,
    logged: log.written.get(i + 1) ?? null,
    synced: log.synced.get(i + 1) ?? null,
    acknowledged: log.acknowledged.get(i + 1) ?? null,
  }))
  const wrong = told.filter(
    ({ logged, synced, acknowledged }) =>
      logged === null || synced === null || acknowledged === null || !(logged < synced && synced < acknowledged),
  )
  expect(wrong, 'presses not seen written to the log, synced and acknowledged in this order').toEqual([])
})

it.skipIf(refused !== null)(`a sync that fails under load costs nothing that was acknowledged${without}`, async () => {
  const devices = await Promise.all(
    Array.from({ length: 8 }, (_, i) => city.addDevice({ id: `load-${i + 1}`, kind: 'call_button' })),
  )
  const all = devices.map((device, i) => persistentDevice(device, hub.mqttPort, { says: i % 2 ? 'call' : 'activity' }))
  const url = await hub.databaseUrl()
  for (const nth of [3, 17, 41]) {
    await acknowledgedMore(all, 100)
    const pid = await eventually('a session that commits', () => committerOf(url).catch(() => null), 60_000)
    const trace = await strace(['-e', 'trace=fdatasync', '-e', `inject=fdatasync:error=EIO:when=${nth}`], [pid])
    await eventually('the failure', async () => trace.lines.some((line) => line.includes('(INJECTED)')), 60_000)
    await trace.stop()
    // PostgreSQL gives up all its sessions and plays its log again.
    await eventually('another session', async () => (await committerOf(url).catch(() => pid)) !== pid, 60_000)
  }
  await acknowledgedMore(all, 500)
  for (const device of all) device.stop()
  await expectExactlyOnce(url, all)
  await eventually('ready again', async () => (await fetch(`${hub.http}/readyz`)).ok)
})

/** On which line each press was first written to PostgreSQL's log, covered by a sync that had ended, and acknowledged. */
function readTrace(lines: readonly string[]) {
  const written = new Map<number, number>()
  const synced = new Map<number, number>()
  const acknowledged = new Map<number, number>()
  const syncing = new Map<string, number>()
  const presses = Array.from({ length: count }, (_, i) => i + 1)
  const first = (found: Map<number, number>, line: number, holds: (n: number) => boolean) => {
    for (const n of presses) if (!found.has(n) && holds(n)) found.set(n, line)
  }
  for (const [index, line] of lines.entries()) {
    const pid = /^\[pid +(\d+)\]/.exec(line)?.[1] ?? ''
    if (/ pwrite(64|v)\(\d+<[^>]*\/pg_wal\//.test(line))
      first(written, index, (n) => line.includes(hex(Buffer.from(idOf(n)))))
    if (/ f(data)?sync\(\d+<[^>]*\/pg_wal\//.test(line)) syncing.set(pid, index)
    // Whole on one line, or the end of one that another process' call came between.
    const begun = syncing.get(pid)
    if (begun !== undefined && / f(data)?sync(\(| resumed)/.test(line) && / = \d+$/.test(line)) {
      syncing.delete(pid)
      if (/ = 0$/.test(line)) first(synced, index, (n) => (written.get(n) ?? Number.POSITIVE_INFINITY) < begun)
    }
    if (/ (write|writev|sendto|sendmsg)\(\d+<(TCP|socket)/.test(line))
      first(acknowledged, index, (n) => line.includes(`"${hex(bytesOf({ cmd: 'puback', messageId: n }))}"`))
  }
  return { written, synced, acknowledged }
}

const hex = (bytes: Buffer) => [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
