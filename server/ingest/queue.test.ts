import { describe, expect, it } from 'vitest'
import type { Said } from '../../devices/reading.ts'
import { createQueue } from './queue.ts'
import { registeredBed } from './registered.testing.ts'
import type { Work } from './work.ts'

const device = registeredBed('d')
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
const said = {
  ok: true as const,
  said: [{ kind: 'readings' as const, at: 0, receivedAt: 0, values: { heart_rate: 60 } }],
}
const motion = (deviceId: string, id: string, samples: number): Work => ({
  ...work({
    kind: 'message',
    topic: '',
    payload: new Uint8Array(),
    size: 0,
    decoded: {
      ok: true,
      said: [
        { kind: 'motion', id, at: 0, receivedAt: 0, hz: 50, samples: Array.from({ length: samples }, () => [0, 0, 0]) },
      ],
    },
  }),
  device: { ...device, id: deviceId },
})
const idsOf = (works: readonly Work[]) =>
  works.flatMap(({ what }) =>
    what.kind === 'message' && what.decoded.ok
      ? what.decoded.said.flatMap((said) => ('id' in said ? [said.id] : []))
      : [],
  )
const silence = () => work({ kind: 'input', input: { kind: 'timer', name: 'offline', due: 0 } })
const namesOf = (works: readonly Work[]) =>
  works.map(({ what }) =>
    what.kind === 'input'
      ? what.input.kind
      : what.kind === 'message' && what.decoded.ok && what.decoded.said[0]?.kind === 'event' && what.decoded.said[0].id,
  )
const queued = (works: readonly Work[]) => {
  const queue = createQueue({ messages: 100_000, bytes: 1e9 })
  for (const one of works) queue.add(one)
  return queue
}

describe('a queue that is full', () => {
  it('takes no more of what fills the record, and still whoever calls', () => {
    const queue = createQueue({ messages: 2, bytes: 1e9 })
    const readings = () => work({ kind: 'message', topic: '', payload: new Uint8Array(), size: 0, decoded: said })
    expect([readings(), readings(), readings()].map(queue.add)).toEqual([true, true, false])
    expect([silence(), event('activity'), event('call')].map(queue.add)).toEqual([false, true, true])
  })

  it('is so by its bytes as well, until they are taken', () => {
    const queue = createQueue({ messages: 100, bytes: 10 })
    const readings = () => work({ kind: 'message', topic: '', payload: new Uint8Array(10), size: 10, decoded: said })
    expect([readings(), readings()].map(queue.add)).toEqual([true, false])
    queue.take('rest', 1)
    expect(queue.add(readings())).toBe(true)
  })
})

describe('what is taken first', () => {
  it('a press, on a line where nothing else is, however many devices went silent before it', () => {
    const queue = queued([
      ...Array.from({ length: 5_000 }, silence),
      event('mains.lost'),
      event('activity'),
      event('call'),
    ])
    expect(namesOf(queue.take('alarm', 1_000))).toEqual(['call'])
    expect(queue.due('alarm')).toBe(0)
    expect(namesOf(queue.take('rest', 1_000))[0]).toBe('activity')
  })

  it('no more events than make a short commit, however many are in one message', () => {
    const kept = (type: 'call' | 'activity', n: number): Work =>
      work({
        kind: 'message',
        topic: '',
        payload: new Uint8Array(),
        size: 0,
        decoded: {
          ok: true,
          said: Array.from({ length: n }, (_, i) => ({
            ...{ kind: 'event' as const, id: `${i}`, type, at: 0, receivedAt: 0, data: {} },
          })),
        },
      })
    const queue = queued([...[90, 90, 90, 1_000].map((n) => kept('call', n)), ...Array(3).fill(kept('activity', 60))])
    expect([1, 2, 3].map(() => idsOf(queue.take('alarm', 500)).length)).toEqual([180, 90, 1_000])
    expect([1, 2, 3].map(() => idsOf(queue.take('rest', 500)).length)).toEqual([60, 60, 60])
  })

  it('a press and what takes it back in their order', () => {
    const queue = queued([event('call', 'a'), event('call.cancel', 'b'), event('call', 'c')])
    expect(namesOf(queue.take('alarm', 1_000))).toEqual(['a', 'b', 'c'])
  })

  it('nothing of a device that is being written on the other line; it stays in its place', () => {
    const queue = queued([event('call', 'a'), event('activity', 'b')])
    expect(queue.take('alarm', 1_000, new Set(['d']))).toEqual([])
    expect(queue.take('rest', 1_000, new Set(['d']))).toEqual([])
    expect(namesOf(queue.take('alarm', 1_000, new Set(['another'])))).toEqual(['a'])
    expect(queue.length()).toBe(1)
  })

  it('outages a few at a time, for each writes what every press has to write as well, and all of them in the end', () => {
    const queue = queued(Array.from({ length: 250 }, silence))
    const sizes = [1, 2, 3].map(() => queue.take('rest', 1_000).length)
    expect(sizes).toEqual([100, 100, 50])
    expect(queue.length()).toBe(0)
  })

  it('outages and who came, also while more telemetry waits than a commit holds: who waits for them holds up escalations', () => {
    const readings = () => work({ kind: 'message', topic: '', payload: new Uint8Array(), size: 0, decoded: said })
    const queue = queued([silence(), work({ kind: 'input', input: { kind: 'connected', at: 0 } }), event('activity')])
    queue.comingsAreDue()
    const taken: string[] = []
    for (let commit = 0; commit < 5; commit++) {
      for (let n = 0; n < 600; n++) queue.add(readings())
      for (const { what } of queue.take('rest', 500)) if (what.kind === 'input') taken.push(what.input.kind)
    }
    expect(taken.sort()).toEqual(['connected', 'timer'])
  })

  it('a fall that was seen in motion, and the motion before it, with the emergencies; others’ motion a few at a time', () => {
    const queue = queued([
      motion('other', 'o1', 9_000),
      motion('d', 'm1', 50),
      event('activity'),
      motion('d', 'm2', 50),
    ])
    queue.add({ ...motion('d', 'm3', 50), fallSeen: true })
    for (const id of ['o2', 'o3']) queue.add(motion('other', id, 9_000))
    expect(idsOf(queue.take('alarm', 500))).toEqual(['m1', 'm2', 'm3'])
    expect([1, 2].map(() => idsOf(queue.take('rest', 500)))).toEqual([['activity', 'o1', 'o2'], ['o3']])
  })

  it('an unsure fall whose window is over, with the emergencies', () => {
    const queue = queued([work({ kind: 'input', input: { kind: 'timer', name: 'fall', due: 0 } })])
    expect(queue.due('alarm')).toBe(1)
  })

  it('who came and went when somebody else is written, or when it is due', () => {
    const came = () => work({ kind: 'input', input: { kind: 'connected', at: 0 } })
    const queue = queued([came(), event('activity'), came()])
    expect(namesOf(queue.take('rest', 2))).toEqual(['activity', 'connected'])
    expect(queue.due('rest')).toBe(0)
    queue.comingsAreDue()
    expect(queue.due('rest')).toBe(1)
    expect(namesOf(queue.take('rest', 2))).toEqual(['connected'])
    expect(queue.due('rest')).toBe(0)
  })
})
