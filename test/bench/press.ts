import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { LiveEvent } from '../../server/contract/alerts.ts'
import { signIn } from '../harness/client.ts'
import { connectDevice, type TestDevice } from '../harness/device.ts'
import { hello, press, wire } from '../harness/gateway.ts'
import type { TestHub } from '../harness/hub.ts'
import type { Secret } from './load/orders.ts'

export type PressTimes = { toPuback: number[]; toLive: number[] }

export type Pressing = {
  /** The next button is pressed; resolves when its alert's live event is here. */
  press(): Promise<void>
  /** So many a second, not waiting for one another, until `until` is settled; resolves when all are here. */
  during(until: Promise<unknown>, perSecond: number): Promise<void>
  times: PressTimes
  end(): Promise<void>
}

const seenWithinMs = 60_000

/**
 * Buttons that are connected already, each pressed once so that each press is a new alert: until its PUBACK, and until
 * the live event of its alert is with a signed-in client. Times in ms, one machine and one clock.
 */
export async function openPressing(hub: TestHub, buttons: readonly Secret[]): Promise<Pressing> {
  const { token } = await signIn(hub.http)
  const live: Socket = io(hub.http, { transports: ['websocket'], auth: { token } })
  await new Promise<void>((resolve, reject) => live.once('hello', () => resolve()).once('connect_error', reject))
  const waiting = new Map<string, () => void>()
  live.on('live', ({ entry }: LiveEvent) => {
    if (entry.type === 'alert.raised' && entry.deviceId !== null) waiting.get(entry.deviceId)?.()
  })
  const devices: { id: string; device: TestDevice }[] = []
  for (const button of buttons) devices.push({ id: button.id, device: await connectDevice(hub, button) })
  const times: PressTimes = { toPuback: [], toLive: [] }
  let next = 0

  const press = async () => {
    const button = devices[next++]
    if (button === undefined) throw new Error(`all ${devices.length} buttons were pressed`)
    const seen = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the press of ${button.id} was not seen`)), seenWithinMs)
      waiting.set(button.id, () => {
        clearTimeout(timer)
        resolve(performance.now())
      })
    })
    const pressedAt = performance.now()
    await button.device.say('event', { id: 'press', type: 'call' })
    times.toPuback.push(performance.now() - pressedAt)
    times.toLive.push((await seen) - pressedAt)
  }

  return {
    times,
    press,
    async during(until, perSecond) {
      let over = false
      const end = () => {
        over = true
      }
      until.then(end, end)
      const pressed: Promise<void>[] = []
      while (!over && next < devices.length) {
        pressed.push(press())
        await pause(1000 / perSecond)
      }
      await Promise.all([until, ...pressed])
    },
    async end() {
      live.disconnect()
      await Promise.all(devices.map(({ device }) => device.end()))
    },
  }
}

/** Longer than what follows from a press lasts: its command, the delivery of that, its live event. */
const idleMs = 20
const restMs = 1_000

/** A press now and then on a hub that is otherwise idle. */
export async function measurePresses(hub: TestHub, buttons: readonly Secret[]): Promise<PressTimes> {
  const pressing = await openPressing(hub, buttons)
  try {
    await pause(restMs)
    for (const _ of buttons) {
      await pressing.press()
      await pause(idleMs)
    }
  } finally {
    await pressing.end()
  }
  return pressing.times
}

/** Buttons that sleep: from the first byte of the connection to the PUBACK, ms. */
export async function measureArrivingPresses(hub: TestHub, buttons: readonly Secret[]): Promise<number[]> {
  const times: number[] = []
  for (const { id, secret } of buttons) {
    const startedAt = performance.now()
    const button = wire(hub.mqttPort)
    button.send(
      hello(id, { password: Buffer.from(secret) }),
      press(id, 1, JSON.stringify({ id: 'press', type: 'call' })),
    )
    await button.next('puback')
    times.push(performance.now() - startedAt)
    button.socket.destroy()
    await pause(idleMs)
  }
  return times
}
