import { afterAll, beforeAll, expect, it } from 'vitest'
import { smallCity } from '../harness/city.ts'
import { expectExactlyOnce } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { acknowledgedMore, countOf, persistentDevice } from '../harness/persistent-device.ts'

const kills = 20
const devices = 30
const kinds = ['activity', 'call', 'telemetry'] as const

let hub: TestHub
let buttons: { id: string; secret: string }[]

beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  const city = await smallCity(hub)
  buttons = await Promise.all(
    Array.from({ length: devices }, (_, i) => city.addDevice({ id: `load-${i + 1}`, kind: 'call_button' })),
  )
})
afterAll(() => hub?.end())

it(`${kills} times SIGKILL under load: every acknowledged event is there, and once`, { timeout: 300_000 }, async () => {
  const all = buttons.map((button, i) => persistentDevice(button, hub.mqttPort, { says: kinds[i % 3] ?? 'call' }))
  for (let kill = 0; kill < kills; kill++) {
    // Killed in the middle of work, at another point each time: after some more acknowledgements, not after some time.
    await acknowledgedMore(all, 50 + ((kill * 97) % 400))
    await hub.kill()
    await hub.start()
  }
  await acknowledgedMore(all, 500)
  for (const device of all) device.stop()
  await expectExactlyOnce(await hub.databaseUrl(), all)
  expect(countOf(all)).toBeGreaterThan(kills * 50)
})
