import { describe, expect, it } from 'vitest'
import { doubtOf, metresBetween } from './place.ts'

const home = { lat: 31.2304, lon: 121.4737 }

describe('arriving', () => {
  it('proves itself at the door and across the street', () => {
    expect(doubtOf(home, home)).toBeNull()
    expect(doubtOf({ lat: 31.2318, lon: 121.4737 }, home)).toBeNull()
  })

  it('asks for a reason a quarter of an hour away, and says how far', () => {
    const doubt = doubtOf({ lat: 31.2404, lon: 121.4737 }, home)
    expect(doubt?.why).toBe('far')
    expect(doubt?.why === 'far' && Math.round(doubt.metres)).toBe(1112)
  })

  it('asks for a reason without a place, and for none when nobody knows where the home is', () => {
    expect(doubtOf(null, home)).toEqual({ why: 'no_place' })
    expect(doubtOf(home, null)).toBeNull()
  })
})

describe('places', () => {
  it('are as far apart as on the map', () => {
    expect(metresBetween(home, { lat: 39.9042, lon: 116.4074 }) / 1000).toBeCloseTo(1067, -1)
  })
})
