import { generate } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { hello } from '../test/harness/gateway.ts'
import { readConnect } from './connect-frame.ts'
import { readFixedHeader } from './frames.ts'

const bodyOf = (more: object = {}): Buffer => {
  const frame = generate(hello('k1', more))
  const header = readFixedHeader(frame, 0, frame.length)
  if (header === null || header === 'malformed') throw new Error('no header')
  return frame.subarray(header.headerSize)
}

/** The same CONNECT with one byte changed. */
const changed = (at: number, value: number, more: object = {}): Buffer => {
  const body = Buffer.from(bodyOf(more))
  body[at] = value
  return body
}
const level = 6
const flags = 7
const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}
const head = (flagByte: number): Buffer => Buffer.concat([text('MQTT'), Buffer.from([4, flagByte, 0, 60])])
const will = { topic: 'care/v1/k1/state', payload: Buffer.from('{"online":false}'), qos: 1, retain: false }

describe('a CONNECT', () => {
  it.each([
    ['of a device', {}],
    ['with a last will', { will }],
    ['of MQTT 3.1', { protocolId: 'MQIsdp', protocolVersion: 3 }],
  ])('%s passes', (_, more) => {
    expect(readConnect(bodyOf(more))).toEqual({ ok: true, deviceId: 'k1' })
  })

  it.each<[string, Buffer, number[], RegExp]>([
    ['of MQTT 5', bodyOf({ protocolVersion: 5 }), [0x20, 3, 0, 0x84, 0], /MQTT 5/],
    ['of level 6', changed(level, 6), [0x20, 2, 0, 1], /level 6/],
    ['of a bridge', changed(level, 0x84), [0x20, 2, 0, 1], /level 132/],
    ['without a client id', bodyOf({ clientId: '', clean: true }), [0x20, 2, 0, 2], /client id/],
    ['whose client id is another', bodyOf({ clientId: 'k2' }), [0x20, 2, 0, 2], /not the device id/],
    ['with NUL in its client id', bodyOf({ clientId: 'k\u00001' }), [0x20, 2, 0, 2], /client id/],
    ['with a control character in its user name', bodyOf({ username: 'k\u0007' }), [0x20, 2, 0, 4], /user name/],
    ['without user name', bodyOf({ username: undefined, password: undefined }), [0x20, 2, 0, 4], /user name/],
    ['without password', bodyOf({ password: undefined }), [0x20, 2, 0, 4], /password/],
    [
      'with a surrogate in its client id',
      Buffer.concat([head(0xc2), text(Buffer.from([0xed, 0xa0, 0x80])), text('k1'), text('x')]),
      [0x20, 2, 0, 2],
      /client id/,
    ],
  ])('%s is answered and closed', (_, body, answer, reason) => {
    const verdict = readConnect(body)
    expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(reason) })
    expect(verdict.ok ? null : [...(verdict.answer ?? [])]).toEqual(answer)
  })

  it.each<[string, Buffer, RegExp]>([
    ['another protocol', changed(2, 0x48), /another protocol/],
    ['its reserved flag', changed(flags, 0xc3), /reserved/],
    ['a will of QoS 3', changed(flags, 0xde, { will }), /QoS 3/],
    ['will flags and no will', changed(flags, 0xca), /has not got/],
    ['a password and no user name', Buffer.concat([head(0x42), text('k1'), text('x')]), /no user name/],
    [
      'a will to nowhere',
      Buffer.concat([head(0xc6), text('k1'), text(''), text('x'), text('k1'), text('x')]),
      /last will/,
    ],
    ['an end too early', bodyOf().subarray(0, -1), /ends within/],
    ['bytes left over', Buffer.concat([bodyOf(), Buffer.from([0])]), /left over/],
    ['nothing at all', Buffer.alloc(0), /ends within/],
  ])('with %s is closed without a word', (_, body, reason) => {
    expect(readConnect(body)).toMatchObject({ ok: false, answer: null, reason: expect.stringMatching(reason) })
  })

  it('cut short anywhere is refused and never throws', () => {
    const body = bodyOf({ will })
    for (let length = 0; length < body.length; length++) expect(readConnect(body.subarray(0, length)).ok).toBe(false)
  })
})
