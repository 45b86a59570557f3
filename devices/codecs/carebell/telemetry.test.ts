import { describe, expect, it } from 'vitest'
import { decode } from './codec.ts'
import { hear, hearText, only, receivedAt, refusal } from './hear.testing.ts'

const day = 86_400_000

describe('telemetry', () => {
  it.each([
    ['a string for a number', { values: { heart_rate: '72' } }, 'values.heart_rate: expected a number, got "72"'],
    ['true for a number', { values: { heart_rate: true } }, 'values.heart_rate: expected a number, got true'],
    ['a number for in_bed', { values: { in_bed: 1 } }, 'values.in_bed: expected true or false, got 1'],
    ['nothing but an unknown metric', { values: { pulse: 71 } }, 'values: unknown metric "pulse"'],
    ['no values', { heart_rate: 72 }, 'values: missing, expected an object'],
    ['values in an array', { values: [72] }, 'values: expected an object, got an array of 1'],
    ['"NaN"', { values: { heart_rate: 'NaN' } }, 'values.heart_rate: expected a number, got "NaN"'],
    ['a time without a zone', { at: '2026-11-22T00:00:00', values: {} }, 'at: expected epoch milliseconds or ISO 8601'],
    ['only bad items', [{ values: { spo2: 'x' } }, 7], '[0].values.spo2: expected a number, got "x"; [1]: expected an'],
    ['1,001 items', Array(1_001).fill({ values: {} }), 'payload: expected at most 1000 items, got an array of 1001'],
  ])('with %s is refused by name', (_, payload, reason) => {
    expect(refusal(hear('telemetry', payload))).toContain(`invalid_payload ${reason}`)
  })

  it('says how many more reasons there are', () => {
    expect(refusal(hear('telemetry', Array(9).fill({ values: { spo2: 'x' } })))).toMatch(/; and 6 more$/)
  })

  it.each([
    ['401 days ago', receivedAt - 401 * day, `${receivedAt - 401 * day}`],
    ['2020, when clocks were set', 1_577_836_800_000, '1577836800000'],
  ])('of %s is out of range', (_, at, shown) => {
    expect(refusal(hear('telemetry', { at, values: { spo2: 97 } }))).toBe(
      `time_out_of_range at: expected at most 400 days ago, got ${shown}`,
    )
  })

  it('from the newest on is told in the order in which it was measured', () => {
    const heard = hear(
      'telemetry',
      [3, 1, 2].map((ago) => ({ at: receivedAt - ago * 10_000, values: { spo2: 90 + ago } })),
    )
    expect(heard.ok && heard.said.map((said) => said.kind === 'readings' && said.values.spo2)).toEqual([93, 92, 91])
  })

  it('keeps what can be read, and says what can’t', () => {
    const heard = hear('telemetry', [
      { values: { heart_rate: 72, pulse: 71 } },
      { values: { spo2: 'x', respiratory_rate: 15 } },
      { at: '2026-11-22T00:00:00', values: { heart_rate: 50 } },
      7,
      { values: { mood: 5 } },
      { at: receivedAt - 401 * day, values: { heart_rate: 51 } },
      { values: { heart_rate: 73, in_bed: true } },
    ])
    expect(heard.ok && heard.said.map((said) => said.kind === 'readings' && said.values)).toEqual([
      { heart_rate: 72 },
      { respiratory_rate: 15 },
      { heart_rate: 73, in_bed: 1 },
    ])
    expect(heard).toMatchObject({
      leftOut: {
        reason: expect.stringMatching(
          /^\[0\]\.values: unknown metric "pulse"; \[1\]\.values\.spo2: expected a number, got "x"; .*\[5\]\.at: expected at most 400 days ago, got \d+$/,
        ),
        alike: 'at payload values.mood values.pulse values.spo2 at',
      },
    })
  })

  it('lacks the same in every message of the same firmware, whatever it measures', () => {
    const lack = (values: object) => {
      const heard = hear('telemetry', [{ values }])
      return heard.ok ? heard.leftOut?.alike : null
    }
    expect(lack({ heart_rate: 60, pulse: 1 })).toBe('values.pulse')
    expect(lack({ spo2: 97, pulse: 2 })).toBe('values.pulse')
    expect(lack({ heart_rate: 60 })).toBeUndefined()
  })

  it.each([
    '2026-11-30T14:39:05.250+08:00',
    '2026-11-30T14:39:05.250+0800',
    '2026-11-30T14:39:05.25+08',
    '2026-11-30T06:39:05.250Z',
    '2026-11-30t06:39:05.250z',
    '2026-11-30 06:39:05,250Z',
    '20261130T063905.250Z',
    '20261130T143905.250+0800',
    '20261130T063905.2509999Z',
    '2026-11-30T01:39:05.250\u22125:00'.replace('5:00', '05:00'),
  ])('takes an instant as it may be written: %s', (at) => {
    const now = Date.parse('2026-11-30T06:39:06Z')
    const payload = new TextEncoder().encode(JSON.stringify({ at, values: { spo2: 97 } }))
    const heard = decode({ topic: 'care/v1/a/telemetry', payload, retained: false }, now)
    expect(only(heard)).toMatchObject({ at: now - 750 })
    const event = new TextEncoder().encode(JSON.stringify({ id: '1', type: 'call', at }))
    expect(only(decode({ topic: 'care/v1/a/event', payload: event, retained: false }, now))).toMatchObject({
      at: now - 750,
      data: {},
    })
  })

  it.each(['2026-11-21T14:39Z', '20261121T1439Z', '2026-11-21T22:39+08', '20261121T2239+0800'])(
    'takes an instant without seconds: %s',
    (at) => {
      expect(only(hear('telemetry', { at, values: { spo2: 97 } }))).toMatchObject({
        at: Date.parse('2026-11-21T14:39:00Z'),
      })
    },
  )

  it.each([
    '2026-11-21T14:39',
    '20261121T143900',
    '2026-11-21',
    '2026-02-30T14:39Z',
    '2026-11-21T25:00Z',
    '2026-11-21T14:60Z',
    '2026-11-21T14Z',
    '2026-11-21T14:39+25:00',
    '2026-1121T14:39Z',
    'now',
    '',
  ])('takes no other text for an instant: %s', (at) => {
    expect(refusal(hear('telemetry', { at, values: { spo2: 97 } }))).toContain(
      'at: expected epoch milliseconds or ISO 8601 with a zone',
    )
  })

  it('of a clock that isn’t set is of now', () => {
    expect(only(hear('telemetry', { at: null, values: { spo2: 97 } }))).toMatchObject({ at: receivedAt })
    expect(only(hear('motion', { id: 'm', at: null, hz: 50, samples: [[0, 0, 1]] }))).toMatchObject({ at: receivedAt })
  })

  it.each([
    ['1970', 1_000],
    ['1980', 315_532_800_000],
    ['2000', '2000-01-01T00:03:00Z'],
  ])('of a clock that counts from %s is of now, and says so', (_, at) => {
    const heard = hear('telemetry', { at, values: { heart_rate: 30 } })
    expect(only(heard)).toEqual({ kind: 'readings', at: receivedAt, receivedAt, values: { heart_rate: 30 } })
    expect(heard).toMatchObject({ clockUnset: true, note: expect.stringContaining('never set, the time of receipt') })
    expect(only(hear('motion', { id: 'm', at, hz: 50, samples: [[0, 0, 1]] }))).toMatchObject({ at: receivedAt })
  })

  it.each([
    ['six minutes', 360_000],
    ['an hour', 3_600_000],
    ['ten years', 3650 * day],
    ['longer than any calendar', 1e300],
  ])('of a clock %s ahead is of now, and says so', (_, aheadMs) => {
    const heard = hear('telemetry', { at: receivedAt + aheadMs, values: { heart_rate: 30 } })
    expect(only(heard)).toEqual({ kind: 'readings', at: receivedAt, receivedAt, values: { heart_rate: 30 } })
    expect(heard).toMatchObject({ clockAhead: true, note: expect.stringContaining('ahead, the time of receipt') })
    const motion = hear('motion', { id: 'm', at: receivedAt + aheadMs, hz: 50, samples: [[0, 0, 1]] })
    expect(only(motion)).toMatchObject({ at: receivedAt })
    expect(motion).toMatchObject({ clockAhead: true })
  })

  const timesOf = (ats: readonly (number | null)[]) => {
    const heard = hear(
      'telemetry',
      ats.map((at) => ({ at, values: { heart_rate: 60 } })),
    )
    return heard.ok && heard.said.map(({ at }) => at - receivedAt)
  }

  it('of a clock that is ahead stays as far apart as it was measured', () => {
    const ahead = receivedAt + 360_000
    expect(timesOf([ahead - 600_000, ahead - 10_000, ahead, null])).toEqual([-600_000, -10_000, 0, 0])
  })

  it('of a clock that was never set stays as far apart, and before what came once it was', () => {
    expect(timesOf([1_000, 6_000, 61_000])).toEqual([-60_000, -55_000, 0])
    expect(timesOf([1_000, 6_000, receivedAt - 20_000, receivedAt])).toEqual([-25_000, -20_000, -20_000, 0])
  })

  it('isn’t moved by one item of a nonsensical time', () => {
    expect(timesOf([receivedAt - 5_000, receivedAt + 3650 * day, receivedAt])).toEqual([-5_000, 0, 0])
  })

  it('a few minutes ahead is taken as it is, so that what is delivered again is the same', () => {
    const heard = hear('telemetry', { at: receivedAt + 240_000, values: { heart_rate: 60 } })
    expect(only(heard)).toMatchObject({ at: receivedAt + 240_000 })
    expect(heard).not.toHaveProperty('clockAhead')
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
