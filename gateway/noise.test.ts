import { afterEach, describe, expect, it } from 'vitest'
import { bytesOf, connected, type Hub, hello, press, startHub, until, wire } from '../test/harness/gateway.ts'

let hub: Hub
afterEach(() => hub.close())

/** The same noise on every run: mulberry32. */
const dice = (seed: number) => {
  let state = seed
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

const will = { topic: 'care/v1/k1/state', payload: Buffer.from('{"online":false}'), qos: 1, retain: false }
const talk = (id: string) => [
  bytesOf(hello(id, { will })),
  bytesOf(press(id, 1, '{"id":"1"}'), press(id, 2, 'x'.repeat(300), { qos: 2 }), press('other', 3)),
  bytesOf({ cmd: 'subscribe', messageId: 4, subscriptions: [{ topic: `care/v1/${id}/command`, qos: 1 }] }),
  bytesOf({ cmd: 'pubrel', messageId: 2 }, { cmd: 'puback', messageId: 9 }, { cmd: 'pingreq' }),
  bytesOf({ cmd: 'unsubscribe', messageId: 5, unsubscriptions: ['care/v1/k1/command'] }, { cmd: 'disconnect' }),
]

describe('noise', () => {
  it.each([1, 2, 3, 4])(
    'in 150 conversations (seed %d) harms nobody else',
    async (seed) => {
      const roll = dice(seed)
      hub = await startHub(undefined, { arrivingPerAddress: 1_000, signInWithinMs: 500 })
      const honest = await connected(hub.port, 'honest')
      await Promise.all(
        Array.from({ length: 150 }, async (_, index) => {
          const device = wire(hub.port)
          const [first = Buffer.alloc(0), ...later] = talk(`k${index % 40}`)
          const rest = Buffer.concat(later)
          // Half of them get in first.
          if (roll(2) === 0) device.socket.write(first)
          const bytes = Buffer.concat([first, rest])
          for (let count = roll(6); count > 0; count--) bytes[roll(bytes.length)] = roll(256)
          for (let at = 0; at < bytes.length; ) {
            const size = 1 + roll(200)
            device.socket.write(bytes.subarray(at, at + size))
            at += size
          }
          if (roll(3) === 0) device.socket.destroy()
          else device.socket.end()
          await device.closed
        }),
      )
      await honest.publishAsync('care/v1/honest/event', '{}', { qos: 1 })
      expect(hub.received.filter(({ deviceId }) => deviceId === 'honest')).toHaveLength(1)
      await honest.endAsync()
      await until(() => hub.gateway.connections() === 0 && hub.gateway.arriving() === 0)
      const count = (what: string) => hub.told.filter((line) => line.startsWith(what)).length
      expect(count('disconnected')).toBeGreaterThan(0)
      // Takeovers are announced twice and end once: never the other way round.
      expect(count('connected')).toBeGreaterThanOrEqual(count('disconnected'))
    },
    30_000,
  )
})
