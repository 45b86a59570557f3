import { expect, it } from 'vitest'
import type { EventType, SaidEvent } from '../../devices/reading.ts'
import { splitUp } from './split-up.ts'

const event = (type: EventType): SaidEvent => ({ kind: 'event', id: type, type, at: 0, receivedAt: 0, data: {} })
const typesOf = (types: readonly EventType[]) =>
  splitUp({ ok: true, said: types.map(event), leftOut: { reason: 'r', alike: 'a' } }).map((part) =>
    part.ok ? [part.said.map((said) => said.kind === 'event' && said.type), part.leftOut !== undefined] : null,
  )

it('takes emergencies and what takes them back out of a message, in their order, and tells once what was left out', () => {
  expect(typesOf(['bed.exit', 'call', 'mains.lost', 'call.cancel', 'fall'])).toEqual([
    [['call', 'call.cancel', 'fall'], false],
    [['bed.exit', 'mains.lost'], true],
  ])
  expect(typesOf(['call', 'call.cancel'])).toEqual([[['call', 'call.cancel'], true]])
  expect(typesOf(['bed.exit', 'test'])).toEqual([[['bed.exit', 'test'], true]])
  expect(typesOf([])).toEqual([[[], true]])
})

it('takes 100 emergencies at a time', () => {
  expect(typesOf([...Array<EventType>(250).fill('call'), 'test']).map((part) => part?.[0])).toEqual([
    ...[100, 100, 50].map((n) => Array(n).fill('call')),
    ['test'],
  ])
})
