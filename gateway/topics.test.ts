import { describe, expect, it } from 'vitest'
import { mayPublish, maySubscribe, parseTopic } from './topics.ts'

const nobodyElse = () => false
const child1 = (deviceId: string) => deviceId === 'child-1'

describe('a topic', () => {
  it.each([
    ['care/v1/k3/event', { deviceId: 'k3', leaf: 'event' }],
    ['care/v1/AA:BB.cc_1-2/telemetry', { deviceId: 'AA:BB.cc_1-2', leaf: 'telemetry' }],
    ['care/v1/k3/command', { deviceId: 'k3', leaf: 'command' }],
  ])('%s is read', (topic, parsed) => {
    expect(parseTopic(topic)).toEqual(parsed)
  })

  it.each([
    '',
    'care',
    'care/v1/k3',
    'care/v1/k3/events',
    'care/v2/k3/event',
    'care/v1//event',
    '/care/v1/k3/event',
    'care/v1/k3/event/',
    'care/v1/k3/event/more',
    'care/v1/-k3/event',
    'care/v1/k 3/event',
    'care/v1/老人/event',
    `care/v1/${'k'.repeat(65)}/event`,
    'Care/v1/k3/event',
    'care/v1/+/event',
    'care/v1/constructor/__proto__',
  ])('%s is not one of ours', (topic) => {
    expect(parseTopic(topic)).toBeNull()
  })
})

describe('a device may publish', () => {
  it('what it says itself and what the devices behind it say', () => {
    expect(mayPublish('care/v1/k3/event', 'k3', nobodyElse)).toMatchObject({ ok: true, deviceId: 'k3', leaf: 'event' })
    expect(mayPublish('care/v1/child-1/state', 'g1', child1)).toMatchObject({ ok: true, deviceId: 'child-1' })
  })

  it.each([
    ['care/v1/k4/event', 'topic_forbidden', 'k4'],
    ['care/v1/k3/command', 'topic_forbidden', 'k3'],
    ['$SYS/broker/new', 'topic_forbidden', 'k3'],
    ['$share/x/care/v1/k3/event', 'topic_forbidden', 'k3'],
    ['home/k3', 'topic_unknown', 'k3'],
  ])('but not %s: %s', (topic, code, deviceId) => {
    expect(mayPublish(topic, 'k3', nobodyElse)).toMatchObject({ ok: false, code, deviceId })
  })
})

describe('a device may subscribe', () => {
  it('to its own commands and those of the devices behind it', () => {
    expect(maySubscribe('care/v1/k3/command', 'k3', nobodyElse)).toBe('k3')
    expect(maySubscribe('care/v1/child-1/command', 'g1', child1)).toBe('child-1')
  })

  it.each([
    '#',
    '+/v1/k3/command',
    'care/v1/+/command',
    'care/v1/k3/#',
    'care/v1/k4/command',
    'care/v1/k3/event',
    '$SYS/#',
  ])('but not to %s', (filter) => {
    expect(maySubscribe(filter, 'k3', nobodyElse)).toBeNull()
  })
})
