import { afterAll, beforeAll, expect, it } from 'vitest'
import { hubProcesses } from '../bench/observe.ts'
import { smallCity } from '../harness/city.ts'
import { eventually } from '../harness/device.ts'
import { expectExactlyOnce } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { acknowledgedMore, type PersistentDevice, persistentDevice } from '../harness/persistent-device.ts'

const processes = 2
let hub: TestHub
const devices: PersistentDevice[] = []

beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'silent', HUB_GATEWAY_PROCESSES: String(processes) })
  const city = await smallCity(hub)
  for (let i = 1; i <= 12; i++) {
    const secret = await city.addDevice({ id: `spread-${i}`, kind: 'call_button' })
    devices.push(persistentDevice(secret, hub.mqttPort, { says: i % 2 === 0 ? 'call' : 'activity' }))
  }
})
afterAll(async () => {
  for (const device of devices) device.stop()
  await hub?.end()
})

it('gateway processes and their hub killed under load: every acknowledged message is there, and once', {
  timeout: 180_000,
}, async () => {
  for (let round = 0; round < 4; round++) {
    await acknowledgedMore(devices, 200)
    const [main, ...gateways] = await eventually('all gateway processes are there', async () => {
      const pids = await hubProcesses(hub.pid())
      return pids.length === 1 + processes && pids
    })
    expect(main).toBe(hub.pid())
    // One, then the others, all at once, and last the hub itself: its gateways go with it.
    if (round === 3) {
      await hub.kill()
      await hub.start()
    } else for (const pid of round === 2 ? gateways : gateways.slice(round, round + 1)) process.kill(pid, 'SIGKILL')
    await eventually('everybody is back', async () => devices.every((device) => device.connected()), 60_000)
  }
  await acknowledgedMore(devices, 200)
  for (const device of devices) device.stop()
  await expectExactlyOnce(await hub.databaseUrl(), devices)
})
