import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { eventually } from '../harness/device.ts'
import { freePort } from '../harness/hub.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'

export type Saving = 'every second' | 'on every change'

/**
 * Messages a second that Mosquitto acknowledges for a subscriber who is away, QoS 1 and persistence on. It acknowledges
 * before its file is written, so this is a broker that loses up to `saving` on a power cut; null when it isn't installed.
 */
export async function mosquittoRate(
  crowd: Crowd,
  devices: readonly Secret[],
  load: { messages: number; window: number },
  saving: Saving,
): Promise<number | null> {
  const directory = await mkdtemp(join(tmpdir(), 'carebell-mosquitto-'))
  const port = await freePort()
  const configuration = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'user root',
    'persistence true',
    `persistence_location ${directory}/`,
    'autosave_interval 1',
    `autosave_on_changes ${saving === 'on every change'}`,
    'max_queued_messages 0',
    'max_inflight_messages 0',
    'log_type error',
  ]
  await writeFile(join(directory, 'mosquitto.conf'), `${configuration.join('\n')}\n`)
  const broker = spawn('mosquitto', ['-c', join(directory, 'mosquitto.conf')], { stdio: 'ignore' })
  const ended = once(broker, 'exit').catch(() => null)
  try {
    const started = await Promise.race([once(broker, 'spawn').then(() => true), ended.then(() => false)])
    if (!started) return null
    // Somebody to keep them for, who has gone to sleep.
    const keeper = await eventually('Mosquitto lets somebody in', () =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'keeper', clean: false }).catch(() => null),
    )
    await keeper.subscribeAsync('care/#', { qos: 1 })
    await keeper.endAsync()
    await crowd.connect({ port, tls: false }, devices, { inFlight: 200, withinMs: 60_000, pingEveryMs: null })
    const { acknowledged, ms } = await crowd.rate({ ...load, sets: 1 })
    return (acknowledged / ms) * 1000
  } finally {
    await crowd.leave()
    broker.kill('SIGTERM')
    await ended
    await rm(directory, { recursive: true, force: true })
  }
}
