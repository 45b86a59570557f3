import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { eventually } from '../harness/device.ts'
import { freePort } from '../harness/port.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'
import { usual } from './rates.ts'

/** With `autosave_interval 1`, which is every other second in fact; or with `autosave_on_changes` as well. */
export type Saving = 'every other second' | 'on changes'

export type Mosquitto = {
  port: number
  /** SIGKILL. */
  kill(): Promise<void>
  start(): Promise<void>
  end(): Promise<void>
}

/** Mosquitto with persistence on; null when it isn't installed. It keeps QoS 1 messages for whoever has a session. */
export async function startMosquitto(saving: Saving): Promise<Mosquitto | null> {
  const directory = await mkdtemp(join(tmpdir(), 'carebell-mosquitto-'))
  const port = await freePort()
  const configuration = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'user root',
    'persistence true',
    `persistence_location ${directory}/`,
    'autosave_interval 1',
    `autosave_on_changes ${saving === 'on changes'}`,
    'max_queued_messages 0',
    'max_inflight_messages 0',
    'log_type error',
  ]
  await writeFile(join(directory, 'mosquitto.conf'), `${configuration.join('\n')}\n`)
  let broker: ChildProcess | null = null
  const ended = async (signal: NodeJS.Signals): Promise<void> => {
    const mine = broker
    broker = null
    if (mine === null || mine.exitCode !== null || mine.signalCode !== null) return
    const exit = once(mine, 'exit')
    mine.kill(signal)
    await exit
  }
  const mosquitto: Mosquitto = {
    port,
    kill: () => ended('SIGKILL'),
    async start() {
      const mine = spawn('mosquitto', ['-c', join(directory, 'mosquitto.conf')], { stdio: 'ignore' })
      await once(mine, 'spawn')
      broker = mine
      const probe = await eventually('Mosquitto lets somebody in', () => enter(port, 'probe', true).catch(() => null))
      await probe.endAsync()
    },
    async end() {
      await ended('SIGTERM')
      await rm(directory, { recursive: true, force: true })
    },
  }
  try {
    await mosquitto.start()
    return mosquitto
  } catch (error) {
    await mosquitto.end()
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

const enter = (port: number, clientId: string, clean: boolean) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clientId, clean, reconnectPeriod: 0 })

/**
 * Messages a second that Mosquitto acknowledges for a subscriber who is away, QoS 1. What strace shows of 2.0.11: the
 * PUBACK is written first; then, after each turn of its loop that changed something or every other second, the whole
 * file is written anew, synced and renamed. So a crash loses what was acknowledged since the last save whatever is set
 * here, and the more it keeps the longer each save takes. null when it isn't installed.
 */
export async function mosquittoRate(
  crowd: Crowd,
  devices: readonly Secret[],
  load: { messages: number; window: number },
  saving: Saving,
): Promise<number | null> {
  const mosquitto = await startMosquitto(saving)
  if (mosquitto === null) return null
  const { port } = mosquitto
  try {
    // Somebody to keep them for, who has gone to sleep.
    const keeper = await enter(port, 'keeper', false)
    await keeper.subscribeAsync('care/#', { qos: 1 })
    await keeper.endAsync()
    await crowd.connect({ port, tls: false }, devices, { inFlight: 200, withinMs: 60_000, pingEveryMs: null })
    const { acknowledged, ms } = await crowd.rate({ ...load, payload: usual })
    return (acknowledged / ms) * 1000
  } finally {
    await crowd.leave()
    await mosquitto.end()
  }
}
