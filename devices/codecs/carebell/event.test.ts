import { describe, expect, it } from 'vitest'
import { eventTypes, isAlarm } from '../../reading.ts'
import { decode } from './codec.ts'
import { hear, hearText, only, receivedAt, refusal } from './hear.testing.ts'

const day = 86_400_000

describe('an event', () => {
  it.each([
    ['an unknown type', { id: '7', type: 'coffee' }, 'type: expected an event type of care/v1, got "coffee"'],
    ['no type', { id: '7' }, 'type: missing, expected an event type of care/v1'],
    ['an array', [], 'payload: expected an object, got an array of 0'],
    ['null', null, 'payload: expected an object, got null'],
  ])('with %s is refused by name', (_, payload, reason) => {
    expect(refusal(hear('event', payload))).toContain(`invalid_payload ${reason}`)
  })

  it.each(eventTypes)('%s is taken whatever its id', (type) => {
    expect(only(hear('event', { id: 77, type }))).toMatchObject({ id: '77', type })
    const unnamed = (at: number) => `unnamed-${isAlarm(type) ? '' : `${type}-`}${at}`
    for (const id of [undefined, null, '', 'x'.repeat(129), 'a\nb', 'a\ud800', {}, true]) {
      expect(only(hear('event', { id, type }))).toMatchObject({ id: unnamed(receivedAt), type, at: receivedAt })
    }
    const again = () => only(hear('event', { id: '', type, at: receivedAt - 5000, data: { room: 'bath' } }))
    expect(again()).toEqual(again())
    expect(again()).toMatchObject({ id: unnamed(receivedAt - 5000), data: { room: 'bath', saidId: '' } })
  })

  it('comes with others in one message: what can be read counts', () => {
    const call = { id: '1', type: 'call', at: receivedAt - 60_000 }
    expect(hear('event', [call, { id: '2', type: 'test', data: 'x' }])).toMatchObject({
      ok: true,
      said: [call, { id: '2', type: 'test', at: receivedAt }],
      note: '[1].data: expected an object, left out',
    })
    expect(hear('event', [{ id: '1', type: 'coffee' }, call])).toMatchObject({
      ok: true,
      said: [call],
      leftOut: { reason: '[0].type: expected an event type of care/v1, got "coffee"', alike: 'events' },
    })
    expect(refusal(hear('event', [5]))).toContain('invalid_payload [0].payload: expected an object, got 5')
  })

  it('comes with more others than are taken: the alarms count, however many', () => {
    const many = (n: number, type: string) => Array.from({ length: n }, (_, i) => ({ id: `${type} ${i}`, type }))
    expect(refusal(hear('event', many(101, 'activity')))).toContain('expected at most 100 events, got 101')
    const heard = hear('event', [...many(100, 'activity'), ...many(150, 'call')])
    expect(heard).toMatchObject({
      said: many(150, 'call'),
      leftOut: {
        reason: expect.stringContaining('at most 100 events, got 250; its alarms are taken, 100 others left'),
      },
    })
    expect(hear('event', many(101, 'fall'))).not.toHaveProperty('leftOut')
  })

  it('is taken with an id of 128 characters', () => {
    expect(only(hear('event', { id: 'x'.repeat(128), type: 'call' }))).toMatchObject({ kind: 'event' })
  })

  it.each([
    ['1970', 0],
    ['next week', receivedAt + 7 * day],
    ['61 seconds ahead', receivedAt + 61_000],
    ['32 days ago', receivedAt - 32 * day],
    ['a year beyond any calendar', 1e300],
    ['no time at all', 'yesterday'],
    ['a time without a zone', '2026-11-22T00:00:00'],
    ['a thirteenth month', '2026-13-01T00:00:00Z'],
    ['true', true],
  ])('is never refused for its time: %s', (_, at) => {
    expect(only(hear('event', { id: '7', type: 'call', at, data: { a: 1 } }))).toMatchObject({
      at: receivedAt,
      receivedAt,
      data: { a: 1, saidAt: at },
    })
  })

  it('keeps a late but believable time, and says nothing of doubt', () => {
    const at = receivedAt - 30 * day
    expect(only(hear('event', { id: '7', type: 'call', at }))).toMatchObject({ at, data: {} })
    expect(only(hear('event', { id: '7', type: 'call', at: receivedAt + 60_000 }))).toMatchObject({
      at: receivedAt + 60_000,
    })
  })

  it('stays a press when its details can not be read', () => {
    const heard = hear('event', { id: '7', type: 'call', data: 'help' })
    expect(only(heard)).toMatchObject({ type: 'call', data: {} })
    expect(heard).toMatchObject({ note: 'data: expected an object, left out' })
  })

  it.each([
    [
      'Chinese in GBK among its details',
      Buffer.from('7b226964223a2237222c2274797065223a2263616c6c222c2264617461223a7b2274223a22bec8c3fc227d7d', 'hex'),
    ],
    ['a NUL at its end', Buffer.from('{"id":"7","type":"call"}\0\0')],
  ])('with %s is a press', (_, payload) => {
    const heard = decode({ topic: 'care/v1/a/event', payload, retained: false }, receivedAt)
    expect(only(heard)).toMatchObject({ id: '7', type: 'call' })
    expect(heard).toMatchObject({ note: expect.stringContaining('not quite UTF-8 or JSON') })

    const others = Buffer.from(',{"id":"8","type":"activity"}]')
    const array = Buffer.concat([Buffer.from('['), Buffer.from(payload.filter((byte) => byte !== 0)), others])
    const among = decode(
      { topic: 'care/v1/a/event', payload: Buffer.concat([array, Buffer.of(0)]), retained: false },
      receivedAt,
    )
    expect(only(among)).toMatchObject({ id: '7', type: 'call' })
    expect(among).toMatchObject({ leftOut: { reason: expect.stringContaining('1 others left out') } })
    const none = Buffer.concat([Buffer.from('['), others.subarray(1), Buffer.of(0)])
    expect(refusal(decode({ topic: 'care/v1/a/event', payload: none, retained: false }, receivedAt))).toContain(
      'not_json',
    )
  })

  it('carries details that PostgreSQL can store', () => {
    const text = '{"id":"7","type":"call","data":{"a\\u0000":"b\\u0000","c":"\\ud800","n":1e999,"__proto__":{"x":1}}}'
    const event = only(hearText('event', text))
    expect(event).toMatchObject({ data: { 'a\uFFFD': 'b\uFFFD', c: '\uFFFD', n: null } })
    expect(JSON.stringify(event)).not.toContain('__proto__')
    expect(Object.prototype).not.toHaveProperty('x')
  })

  it('cuts details that nest deeper than anybody reads', () => {
    const deep = `{"id":"7","type":"call","data":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`
    expect(JSON.stringify(only(hearText('event', deep))).length).toBeLessThan(300)
  })

  it('takes the last of a duplicated key, as JSON.parse does', () => {
    expect(only(hearText('event', '{"id":"1","type":"test","type":"call"}'))).toMatchObject({ type: 'call' })
  })
})
