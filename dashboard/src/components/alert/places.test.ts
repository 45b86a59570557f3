import { describe, expect, it } from 'vitest'
import { shownParts, stepsPlace } from './places.ts'

describe('the parts of an alert, as they come', () => {
  it('what to do is the first, and whom to call comes after it though it was there before', () => {
    expect(stepsPlace('waits', false, false)).toBe('waits')
    expect(shownParts('waits', { stepsIn: false, callsIn: true, isLate: false })).toEqual({
      steps: 'waits',
      calls: false,
    })
    expect(stepsPlace('waits', true, false)).toBe('above')
    expect(shownParts('above', { stepsIn: true, callsIn: false, isLate: false })).toEqual({
      steps: 'above',
      calls: false,
    })
    expect(shownParts('above', { stepsIn: true, callsIn: true, isLate: false })).toEqual({
      steps: 'above',
      calls: true,
    })
  })

  it('whom to call waits no longer than for what comes soon; what to do then stands below it, whenever it comes', () => {
    expect(stepsPlace('waits', false, true)).toBe('below')
    expect(shownParts('below', { stepsIn: false, callsIn: false, isLate: true })).toEqual({
      steps: 'waits',
      calls: true,
    })
    expect(stepsPlace('below', true, true)).toBe('below')
    expect(shownParts('below', { stepsIn: true, callsIn: true, isLate: true })).toEqual({ steps: 'below', calls: true })
  })

  it('what stood above stays there', () => expect(stepsPlace('above', true, true)).toBe('above'))
})
