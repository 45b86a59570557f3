import { io, type Socket } from 'socket.io-client'
import type { LiveEvent } from '../../server/contract/alerts.ts'
import { signIn } from '../harness/client.ts'
import { connectDevice } from '../harness/device.ts'
import type { TestHub } from '../harness/hub.ts'
import type { Secret } from './city.ts'

export type PressTimes = { toPuback: number[]; toLive: number[] }

/**
 * One press after another, each from another button so that each is a new alert: until its PUBACK, and until the live
 * event of its alert is with a signed-in client. Times in ms, one machine and one clock.
 */
export async function measurePresses(hub: TestHub, buttons: readonly Secret[]): Promise<PressTimes> {
  const { token } = await signIn(hub.http)
  const live: Socket = io(hub.http, { transports: ['websocket'], auth: { token } })
  await new Promise<void>((resolve, reject) => live.once('hello', () => resolve()).once('connect_error', reject))
  const waiting = new Map<string, () => void>()
  live.on('live', ({ entry }: LiveEvent) => {
    if (entry.type === 'alert.raised' && entry.deviceId !== null) waiting.get(entry.deviceId)?.()
  })
  const times: PressTimes = { toPuback: [], toLive: [] }
  try {
    for (const button of buttons) {
      const device = await connectDevice(hub, button)
      const seen = new Promise<number>((resolve) => waiting.set(button.id, () => resolve(performance.now())))
      const pressedAt = performance.now()
      await device.say('event', { id: 'press', type: 'call' })
      times.toPuback.push(performance.now() - pressedAt)
      times.toLive.push((await seen) - pressedAt)
      await device.end()
    }
  } finally {
    live.disconnect()
  }
  return times
}
