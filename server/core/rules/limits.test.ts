import { describe, expect, it } from 'vitest'
import { checkLimits, type LimitName, limitOf, limits } from './limits.ts'

describe('the defaults', () => {
  it('are within what may be set, and in order among themselves', () => {
    const all = Object.entries(limits).map(([name, { default: value }]) => [name, value] as const)
    expect(checkLimits(Object.fromEntries(all))).toEqual([])
  })
})

describe('the figure that holds', () => {
  const table = [
    [{}, 45],
    [{ heart_rate_urgent_below_bpm: 50 }, 50],
    [{ heart_rate_urgent_below_bpm: Number.NaN }, 45],
    [{ something_else: 50 }, 45],
  ] as const
  for (const [own, value] of table)
    it(`${JSON.stringify(own)} gives ${value}`, () =>
      expect(limitOf({ ...own }, 'heart_rate_urgent_below_bpm')).toBe(value))
})

describe('a person’s own limits', () => {
  const table: readonly (readonly [string, Record<string, unknown>, string[]])[] = [
    ['none', {}, []],
    ['one within its range', { heart_rate_urgent_above_bpm: 105 }, []],
    ['a name there isn’t', { heart_rate: 50, toString: 1 }, ['heart_rate', 'toString']],
    ['not a number', { spo2_hold_seconds: '60' }, ['spo2_hold_seconds']],
    ['NaN', { spo2_hold_seconds: Number.NaN }, ['spo2_hold_seconds']],
    ['out of range', { heart_rate_urgent_below_bpm: 300 }, ['heart_rate_urgent_below_bpm']],
    ['urgent beyond the default emergency', { heart_rate_urgent_above_bpm: 140 }, ['heart_rate_urgent_above_bpm']],
    [
      'an emergency short of urgent',
      { respiratory_rate_emergency_above_per_min: 20 },
      ['respiratory_rate_emergency_above_per_min'],
    ],
    [
      'so close together that it could never clear',
      { heart_rate_urgent_below_bpm: 70, heart_rate_urgent_above_bpm: 75 },
      ['heart_rate_urgent_below_bpm'],
    ],
    [
      'a fever that is an emergency before it is urgent',
      { temperature_emergency_above_celsius: 38 },
      ['temperature_emergency_above_celsius'],
    ],
    [
      'a pressure that could never clear',
      { blood_pressure_systolic_urgent_below_mmhg: 150, blood_pressure_systolic_urgent_above_mmhg: 155 },
      ['blood_pressure_systolic_urgent_below_mmhg'],
    ],
    ['a diastolic limit of their own', { blood_pressure_diastolic_urgent_above_mmhg: 110 }, []],
    ['bed exit emergency before urgent', { bed_exit_emergency_seconds: 600 }, ['bed_exit_emergency_seconds']],
    ['half an oxygen mask', { news2_on_oxygen: 0.5, news2_spo2_scale: 1.5 }, ['news2_on_oxygen', 'news2_spo2_scale']],
    ['one for the night', { 'heart_rate_urgent_below_bpm@22:00-06:00': 42 }, []],
    ['no part of a day', { 'heart_rate_urgent_below_bpm@22-6': 42 }, ['heart_rate_urgent_below_bpm@22-6']],
    ['a part of a day from 24:00', { 'spo2_hold_seconds@24:00-06:00': 60 }, ['spo2_hold_seconds@24:00-06:00']],
    ['a name there isn’t, at night', { 'heart_rate@22:00-06:00': 42 }, ['heart_rate@22:00-06:00']],
    ['out of range at night', { 'spo2_hold_seconds@22:00-06:00': 1 }, ['spo2_hold_seconds@22:00-06:00']],
    ['the night’s own hours, at night', { 'bed_exit_from_hour@22:00-06:00': 1 }, ['bed_exit_from_hour@22:00-06:00']],
    [
      'urgent below the default emergency, at night only',
      { 'heart_rate_urgent_below_bpm@22:00-06:00': 38, heart_rate_urgent_above_bpm: 110 },
      ['heart_rate_urgent_below_bpm@22:00-06:00'],
    ],
    [
      'urgent and emergency both lower at night',
      { 'heart_rate_urgent_below_bpm@22:00-06:00': 38, 'heart_rate_emergency_below_bpm@22:00-06:00': 34 },
      [],
    ],
    [
      'two for the same hours',
      { 'spo2_hold_seconds@20:00-02:00': 60, 'spo2_hold_seconds@00:00-06:00': 90 },
      ['spo2_hold_seconds@00:00-06:00'],
    ],
    [
      'one after the other, and of another name',
      {
        'spo2_hold_seconds@22:00-06:00': 60,
        'spo2_hold_seconds@06:00-22:00': 90,
        'wet_urgent_seconds@05:00-07:00': 90,
      },
      [],
    ],
    ['several at once', { spo2_hold_seconds: 1, bed_exit_from_hour: 25 }, ['spo2_hold_seconds', 'bed_exit_from_hour']],
  ]
  for (const [name, own, fields] of table)
    it(`${name}: ${fields.join(', ') || 'fine'}`, () =>
      expect(checkLimits(own).map(({ field }) => field)).toEqual(fields))
})

it('every limit says its unit in its name', () => {
  const units =
    /_(bpm|per_min|percent|celsius|mmhg|seconds|minutes|hour|hours|days|times|beats|points|scale|oxygen|consciousness|needed)$/
  const names = Object.keys(limits) as LimitName[]
  expect(names.filter((name) => !units.test(name))).toEqual([])
})
