import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { smallCity } from '../harness/city.ts'
import { eventually } from '../harness/device.ts'
import { expectExactlyOnce } from '../harness/facts.ts'
import { fill } from '../harness/full-disk.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { acknowledgedMore, countOf, persistentDevice, silenceOf } from '../harness/persistent-device.ts'

const disk = await mkdtemp(join(tmpdir(), 'carebell-disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=224m,mode=755', 'carebell', disk])
const refused = mounted.status === 0 ? null : String(mounted.stderr ?? mounted.error).trim()
let hub: TestHub | null = null

afterAll(async () => {
  await hub?.end()
  if (refused === null) spawnSync('umount', ['-l', disk])
  await rm(disk, { recursive: true, force: true })
})

it.skipIf(refused !== null)(
  `a disk that is full${refused === null ? '' : ` (skipped, no disk to fill: ${refused})`}: nothing is acknowledged that can't be kept, and all arrives once there is room`,
  { timeout: 200_000 },
  async () => {
    const dataDir = join(disk, 'data')
    await mkdir(dataDir, { mode: 0o755 })
    hub = await startTestHub({ HUB_LOG_LEVEL: 'warn', HUB_DATA_DIR: dataDir })
    const here = hub
    const { http, mqttPort } = here
    const city = await smallCity(hub)
    const devices = await Promise.all(
      Array.from({ length: 6 }, (_, i) => city.addDevice({ id: `load-${i + 1}`, kind: 'call_button' })),
    )
    const button = persistentDevice(city.button, mqttPort, { window: 0, says: 'call' })
    await button.say('before')
    // What compresses badly fills pages and log.
    const noise = Array.from({ length: 200 }, () => Math.random().toString(36).slice(2)).join('')
    const all = devices.map((device, i) =>
      persistentDevice(device, mqttPort, { says: i % 2 ? 'call' : 'activity', data: { noise } }),
    )
    await acknowledgedMore(all, 200)

    const ballast = join(disk, 'ballast')
    await fill(ballast)
    const readyz = async () => (await fetch(`${http}/readyz`)).status
    await eventually('/readyz says that nothing can be kept', async () => (await readyz()) === 503, 60_000)
    const answer = button.say('meanwhile')
    // A last press may still find room: once nothing is answered any more, nothing is until there is room again.
    const everybody = [...all, button]
    const acknowledged = await silenceOf(everybody, here)
    for (const from = performance.now(); performance.now() - from < 3_000; ) expect(await readyz()).toBe(503)
    expect(countOf(everybody), 'acknowledged though there was no room').toBe(acknowledged)

    await rm(ballast)
    await answer
    await acknowledgedMore(all, 300)
    for (const device of everybody) device.stop()
    await expectExactlyOnce(await hub.databaseUrl(), everybody)
    await eventually('ready again', async () => (await readyz()) === 200)
  },
)
