import { describe, expect, it } from 'vitest'
import { grouped, groupOf, limitsOf, linesOf } from './groups.ts'

describe('limits as a form holds them', () => {
  it('come back as they were, parts of the day too', () => {
    const own = { heart_rate_urgent_below_bpm: 48, 'heart_rate_urgent_below_bpm@22:00-06:00': 42.5 }
    expect(limitsOf(linesOf(own))).toEqual(own)
  })

  it('that were emptied have their default again', () => {
    const [line] = linesOf({ heart_rate_urgent_below_bpm: 48 })
    expect(line && limitsOf([{ ...line, value: ' ' }])).toEqual({})
  })

  it('stand with their kind', () => {
    const names = ['heart_rate_hold_seconds', 'blood_pressure_systolic_urgent_above_mmhg', 'bed_exit_from_hour']
    expect([...names, 'wet_urgent_seconds'].map(groupOf)).toEqual(['heart_rate', 'blood_pressure', 'bed_exit', 'other'])
    const info = { default: 1, min: 0, max: 2, byPartOfDay: true }
    expect(grouped([{ ...info, name: 'spo2_hold_seconds' }])).toMatchObject([{ group: 'spo2' }])
  })
})
