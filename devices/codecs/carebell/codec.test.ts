import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decoded } from '../../codec.ts'
import { decode } from './codec.ts'

const receivedAt = 1795305600000
const day = 86_400_000

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const hear = (about: string, payload: unknown, retained = false): Decoded =>
  decode({ topic: `care/v1/k3-118/${about}`, payload: bytes(JSON.stringify(payload)), retained }, receivedAt)
const hearText = (about: string, text: string): Decoded =>
  decode({ topic: `care/v1/k3-118/${about}`, payload: bytes(text), retained: false }, receivedAt)

const refusal = (decoded: Decoded): string =>
  decoded.ok ? 'it was read' : `${decoded.error.code} ${decoded.error.reason}`
const only = (decoded: Decoded) => {
  expect(decoded.ok && decoded.said.length, refusal(decoded)).toBe(1)
  return decoded.ok ? decoded.said[0] : undefined
}

describe('captured payloads', () => {
  const captured: { name: string; topic: string; payload: unknown }[] = JSON.parse(
    readFileSync(new URL('./payloads.json', import.meta.url), 'utf8'),
  )
  it.each(captured)('$name', ({ topic, payload }) => {
    expect(decode({ topic, payload: bytes(JSON.stringify(payload)), retained: false }, receivedAt)).toMatchSnapshot()
  })
})

describe('an event', () => {
  it.each([
    ['no id', { type: 'activity' }, 'id: missing, expected a string'],
    ['a number as id', { id: 7, type: 'activity' }, 'id: expected a string, got 7'],
    ['an empty id', { id: '', type: 'activity' }, 'id: expected at least 1 character, got ""'],
    ['a long id', { id: 'x'.repeat(129), type: 'activity' }, 'id: expected at most 128 characters'],
    ['a line break in the id', { id: 'a\nb', type: 'activity' }, 'id: expected no control characters'],
    ['half a surrogate pair in the id', { id: 'a\ud800', type: 'activity' }, 'id: expected no control characters'],
    ['an unknown type', { id: '7', type: 'coffee' }, 'type: expected an event type of care/v1, got "coffee"'],
    ['no type', { id: '7' }, 'type: missing, expected an event type of care/v1'],
    ['an array', [], 'payload: expected an object, got an array of 0'],
    ['null', null, 'payload: expected an object, got null'],
  ])('with %s is refused by name', (_, payload, reason) => {
    expect(refusal(hear('event', payload))).toContain(`invalid_payload ${reason}`)
  })

  it.each(['call', 'fall', 'smoke', 'gas', 'water'])('that is an alarm (%s) is taken whatever its id', (type) => {
    expect(only(hear('event', { id: 77, type }))).toMatchObject({ id: '77', type })
    for (const id of [undefined, null, '', 'x'.repeat(129), 'a\nb', {}, true]) {
      expect(only(hear('event', { id, type }))).toMatchObject({ id: `unnamed-${receivedAt}`, type, at: receivedAt })
    }
    const again = () => only(hear('event', { id: '', type, at: receivedAt - 5000, data: { room: 'bath' } }))
    expect(again()).toEqual(again())
    expect(again()).toMatchObject({ id: `unnamed-${receivedAt - 5000}`, data: { room: 'bath', saidId: '' } })
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

describe('telemetry', () => {
  it.each([
    ['a string for a number', { values: { heart_rate: '72' } }, 'values.heart_rate: expected a number, got "72"'],
    ['true for a number', { values: { heart_rate: true } }, 'values.heart_rate: expected a number, got true'],
    ['a number for in_bed', { values: { in_bed: 1 } }, 'values.in_bed: expected true or false, got 1'],
    ['an unknown metric', { values: { heart_rate: 72, pulse: 71 } }, 'values: unknown metric "pulse"'],
    ['no values', { heart_rate: 72 }, 'values: missing, expected an object'],
    ['values in an array', { values: [72] }, 'values: expected an object, got an array of 1'],
    ['"NaN"', { values: { heart_rate: 'NaN' } }, 'values.heart_rate: expected a number, got "NaN"'],
    ['a time without a zone', { at: '2026-11-22T00:00:00', values: {} }, 'at: expected epoch milliseconds or ISO 8601'],
    ['null as time', { at: null, values: {} }, 'at: expected epoch milliseconds or ISO 8601 with a zone, got null'],
    [
      'a bad item in a batch',
      [{ values: {} }, { values: { spo2: 'x' } }],
      '[1].values.spo2: expected a number, got "x"',
    ],
    ['1,001 items', Array(1_001).fill({ values: {} }), 'payload: expected at most 1000 items, got an array of 1001'],
  ])('with %s is refused by name', (_, payload, reason) => {
    expect(refusal(hear('telemetry', payload))).toContain(`invalid_payload ${reason}`)
  })

  it('says how many more reasons there are', () => {
    expect(refusal(hear('telemetry', Array(9).fill({ values: { spo2: 'x' } })))).toMatch(/; and 6 more$/)
  })

  it.each([
    ['1970', 0, '0'],
    ['401 days ago', receivedAt - 401 * day, `${receivedAt - 401 * day}`],
    ['six minutes ahead', receivedAt + 360_000, `${receivedAt + 360_000}`],
    ['a time beyond any calendar', 1e300, '1e+300'],
  ])('of %s is out of range', (_, at, shown) => {
    expect(refusal(hear('telemetry', { at, values: { spo2: 97 } }))).toBe(
      `time_out_of_range at: expected at most 400 days ago and at most 5 minutes ahead, got ${shown}`,
    )
  })

  it('names the item of a batch that is out of range', () => {
    expect(refusal(hear('telemetry', [{ values: {} }, { at: 0, values: {} }]))).toContain('[1].at: expected at most')
  })

  it.each([
    ['no heart', { heart_rate: 0 }],
    ['no finger', { heart_rate: 255 }],
    ['a negative heart', { heart_rate: -1 }],
    ['nothing found', { heart_rate: null }],
    ['a number beyond any heart', { heart_rate: 1e308 }],
  ])('leaves out what is no measurement and keeps the rest: %s', (_, values) => {
    const heard = hear('telemetry', { values: { ...values, in_bed: true } })
    expect(only(heard)).toEqual({ kind: 'readings', at: receivedAt, receivedAt, values: { in_bed: 1 } })
    expect(heard).toMatchObject({ note: expect.stringMatching(/^values\.heart_rate: .* is no measurement$/) })
  })

  it('refuses a number JSON can write and nobody can hold', () => {
    expect(refusal(hearText('telemetry', '{"values":{"heart_rate":1e999}}'))).toContain('values.heart_rate: expected')
  })

  it('refuses __proto__ and constructor as metrics', () => {
    expect(refusal(hearText('telemetry', '{"values":{"__proto__":{"heart_rate":1}}}'))).toContain('unknown metric')
    expect(refusal(hearText('telemetry', '{"values":{"constructor":1}}'))).toContain('unknown metric "constructor"')
  })

  it('reads a batch of 1,000 as 1,000 readings', () => {
    const batch = Array.from({ length: 1_000 }, (_, i) => ({ at: receivedAt - i * 5_000, values: { heart_rate: 60 } }))
    const heard = hear('telemetry', batch)
    expect(heard.ok && heard.said.length).toBe(1_000)
  })

  it('that is retained was said before, not now', () => {
    expect(hear('telemetry', { values: { heart_rate: 60 } }, true)).toMatchObject({ ok: true, said: [] })
  })
})

describe('motion', () => {
  const good = { id: 'm-9', at: receivedAt, hz: 50, samples: [[12, -980, 40]] }
  it.each([
    ['no id', { ...good, id: undefined }, 'id: missing'],
    ['0 Hz', { ...good, hz: 0 }, 'hz: expected at least 1, got 0'],
    ['401 Hz', { ...good, hz: 401 }, 'hz: expected at most 400, got 401'],
    ['no samples', { ...good, samples: [] }, 'samples: expected at least one sample, got an array of 0'],
    ['two axes', { ...good, samples: [[1, 2]] }, 'samples[0]: expected [x, y, z] in milli-g, got an array of 2'],
    ['a string axis', { ...good, samples: [[1, 2, '3']] }, 'samples[0][2]: expected a number, got "3"'],
    ['61 seconds', { ...good, hz: 10, samples: Array(610).fill([0, 0, 0]) }, 'samples: expected at most 60 seconds'],
    ['samples in g', { ...good, unit: 'g', samples: [[0.01, -0.98, 0.04]] }, 'unit: expected "mg", milli-g, got "g"'],
  ])('with %s is refused by name', (_, payload, reason) => {
    expect(refusal(hear('motion', payload))).toContain(`invalid_payload ${reason}`)
  })

  it('may name the unit it is in', () => {
    expect(hear('motion', { ...good, unit: 'mg' })).toEqual(hear('motion', good))
  })

  it('of a time in 1970 is out of range, and retained it says nothing', () => {
    expect(refusal(hear('motion', { ...good, at: 0 }))).toContain('time_out_of_range')
    expect(hear('motion', good, true)).toMatchObject({ ok: true, said: [] })
  })
})

describe('state', () => {
  it('may be retained, partial and of any time', () => {
    expect(only(hear('state', { battery: 12, at: 0 }, true))).toEqual({
      kind: 'status',
      at: receivedAt,
      receivedAt,
      online: null,
      firmware: null,
      battery: 12,
      mains: null,
    })
  })

  it('leaves out a battery that is none', () => {
    const heard = hear('state', { online: true, battery: 255 })
    expect(only(heard)).toMatchObject({ online: true, battery: null })
    expect(heard).toMatchObject({ note: 'battery: 255 is no measurement' })
  })

  it('refuses text for yes or no', () => {
    expect(refusal(hear('state', { online: 'yes' }))).toContain('online: expected true or false, got "yes"')
  })

  it('that is empty clears the retained one and says nothing', () => {
    expect(hearText('state', '')).toMatchObject({ ok: true, said: [] })
  })
})

describe('any message', () => {
  it.each(['care/v1/a/command', 'care/v1/a', 'care/v1//event', 'care/v2/a/event', 'care/v1/a/b/event', 'x', ''])(
    'on %s is on no topic of care/v1',
    (topic) => {
      expect(refusal(decode({ topic, payload: bytes('{}'), retained: false }, receivedAt))).toContain('topic_unknown')
    },
  )

  it('that is not UTF-8 or not JSON is refused as that', () => {
    const payload = Uint8Array.of(0x7b, 0xff, 0x7d)
    expect(refusal(decode({ topic: 'care/v1/a/event', payload, retained: false }, receivedAt))).toContain('not_utf8')
    expect(refusal(hearText('event', ''))).toContain('not_json')
    expect(refusal(hearText('event', '{"id":'))).toContain('not_json')
    expect(refusal(hearText('telemetry', '{"values":{"heart_rate":NaN}}'))).toContain('not_json')
  })

  it('that nests 100,000 deep is refused without harm', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(refusal(hearText('telemetry', deep))).toContain('invalid_payload')
    expect(refusal(hearText('state', `{"battery":${deep}}`))).toContain('battery: expected a number, got an array')
  })

  const about = fc.constantFrom('event', 'telemetry', 'motion', 'state')
  const harmless = (decoded: Decoded): void => {
    if (!decoded.ok) expect(decoded.error.reason.length).toBeLessThan(1_000)
    else for (const said of decoded.said) expect(Number.isSafeInteger(said.at)).toBe(true)
  }

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(about, fc.uint8Array({ maxLength: 400 }), fc.boolean(), (suffix, payload, retained) => {
        harmless(decode({ topic: `care/v1/a/${suffix}`, payload, retained }, receivedAt))
      }),
    )
  })

  it('never throws, whatever the JSON', () => {
    const loose = fc.record(
      {
        id: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
        type: fc.oneof(fc.constant('call'), fc.string()),
        at: fc.oneof(fc.double(), fc.date({ noInvalidDate: true }), fc.string(), fc.jsonValue()),
        hz: fc.oneof(fc.integer({ min: -1, max: 500 }), fc.jsonValue()),
        samples: fc.oneof(fc.array(fc.tuple(fc.double(), fc.double(), fc.double())), fc.jsonValue()),
        values: fc.oneof(fc.dictionary(fc.constantFrom('heart_rate', 'in_bed', 'x'), fc.jsonValue()), fc.jsonValue()),
        data: fc.jsonValue(),
        battery: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    const text = fc.oneof(loose, fc.array(loose, { maxLength: 3 }), fc.jsonValue()).map((x) => {
      try {
        return JSON.stringify(x) ?? 'undefined'
      } catch {
        return '{}'
      }
    })
    fc.assert(
      fc.property(about, text, (suffix, json) => harmless(hearText(suffix, json))),
      { numRuns: 500 },
    )
  })
})
