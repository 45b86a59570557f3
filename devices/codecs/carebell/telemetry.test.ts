import { describe, expect, it } from 'vitest'
import { hear, hearText, only, receivedAt, refusal } from './hear.testing.ts'

const day = 86_400_000

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
