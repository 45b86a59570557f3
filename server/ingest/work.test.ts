import { describe, expect, it } from 'vitest'
import type { Said } from '../../devices/reading.ts'
import { newDeviceState } from '../core/rules/device.ts'
import type { RegisteredDevice } from '../store/registry.ts'
import { type Work, WorkQueue } from './work.ts'

const device: RegisteredDevice = {
  no: 1,
  id: 'd',
  facts: { id: 'd', kind: 'bed', power: 'mains', beatMs: 60_000, timezone: 'UTC', limits: {}, mode: 'home' },
  modeUntil: null,
  residentId: null,
  areaId: 'a',
  areaPath: '/a/',
  gatewayId: null,
  enabled: true,
  secret: { salt: Buffer.alloc(0), hash: Buffer.alloc(0) },
  state: newDeviceState,
}
const work = (what: Work['what']): Work => ({
  device,
  receivedAt: 0,
  what,
  done: () => undefined,
  failed: () => undefined,
})
const event = (type: Extract<Said, { kind: 'event' }>['type'], id: string = type): Work =>
  work({
    kind: 'message',
    topic: '',
    payload: new Uint8Array(),
    size: 0,
    decoded: { ok: true, said: [{ kind: 'event', id, type, at: 0, receivedAt: 0, data: {} }] },
  })
const silence = () => work({ kind: 'input', input: { kind: 'timer', name: 'offline', due: 0 } })
const namesOf = (works: readonly Work[]) =>
  works.map(({ what }) =>
    what.kind === 'input'
      ? what.input.kind
      : what.decoded.ok && what.decoded.said[0]?.kind === 'event' && what.decoded.said[0].id,
  )
const queued = (works: readonly Work[]) => {
  const queue = new WorkQueue({ messages: 100_000, bytes: 1e9 })
  for (const one of works) queue.add(one)
  return queue
}

describe('what is taken first', () => {
  it('a press, however many devices went silent before it, and then with few others', () => {
    const queue = queued([
      ...Array.from({ length: 5_000 }, silence),
      event('mains.lost'),
      event('activity'),
      event('call'),
    ])
    const first = queue.take(1_000)
    expect(namesOf(first).slice(0, 2)).toEqual(['call', 'activity'])
    expect(first.length).toBeLessThanOrEqual(101)
    expect(queue.length).toBe(5_003 - first.length)
  })

  it('a press and what takes it back in their order', () => {
    const queue = queued([event('call', 'a'), event('call.cancel', 'b'), event('call', 'c')])
    expect(namesOf(queue.take(1_000))).toEqual(['a', 'b', 'c'])
  })

  it('outages a few at a time, so that whoever presses meanwhile is next soon, and all of them in the end', () => {
    const queue = queued(Array.from({ length: 450 }, silence))
    const sizes = [queue.take(1_000).length, queue.take(1_000).length, queue.take(1_000).length]
    expect(sizes).toEqual([200, 200, 50])
    expect(queue.length).toBe(0)
  })
})
