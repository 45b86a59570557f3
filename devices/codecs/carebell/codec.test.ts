import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import type { Decoded } from '../../codec.ts'
import { decode } from './codec.ts'
import { bytes, hear, hearText, only, receivedAt, refusal } from './hear.testing.ts'

describe('captured payloads', () => {
  const captured: { name: string; topic: string; payload: unknown }[] = JSON.parse(
    readFileSync(new URL('./payloads.json', import.meta.url), 'utf8'),
  )
  it.each(captured)('$name', ({ topic, payload }) => {
    expect(decode({ topic, payload: bytes(JSON.stringify(payload)), retained: false }, receivedAt)).toMatchSnapshot()
  })
})

describe('motion', () => {
  const good = { id: 'm-9', at: receivedAt, hz: 50, samples: [[12, -980, 40]] }
  it.each([
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

  it('is taken whatever its id', () => {
    expect(only(hear('motion', { ...good, id: 9 }))).toMatchObject({ id: '9' })
    for (const id of [undefined, '', null, {}])
      expect(only(hear('motion', { ...good, id }))).toMatchObject({ id: `unnamed-${receivedAt}` })
  })

  it('that says no time, or that of a clock that was never set, is known to, by the id it said', () => {
    expect(only(hear('motion', good))).not.toHaveProperty('untimed')
    for (const at of [undefined, null, 12_000])
      expect(only(hear('motion', { ...good, at }))).toMatchObject({ at: receivedAt, untimed: { id: 'm-9' } })
    expect(only(hear('motion', { ...good, at: undefined, id: '' }))).toMatchObject({ untimed: { id: null } })
    const nameless = { ...good, at: undefined, id: undefined }
    const names = [[12, -980, 40], [12, -980, 41], good.samples[0]].map((sample) => {
      const said = only(hear('motion', { ...nameless, samples: [sample] }))
      return said.kind === 'motion' ? said.id : null
    })
    expect(new Set(names).size).toBe(2)
    expect(names[0]).toBe(names[2])
  })

  it('may name the unit it is in', () => {
    expect(hear('motion', { ...good, unit: 'mg' })).toEqual(hear('motion', good))
  })

  it('of years ago is out of range, and retained it says nothing', () => {
    expect(refusal(hear('motion', { ...good, at: 1_600_000_000_000 }))).toContain('time_out_of_range')
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
