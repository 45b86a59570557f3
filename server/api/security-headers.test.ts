import { describe, expect, it } from 'vitest'
import { originsOf } from './security-headers.ts'

describe('where the ground of maps may come from', () => {
  it('is nowhere without a ground, and the origin alone of what is given', () => {
    expect(originsOf(undefined)).toEqual([])
    expect(originsOf({ style: null, tiles: null, attribution: null })).toEqual([])
    const tiles = 'https://tiles.example.org:8443/{z}/{x}/{y}.png?key=secret'
    expect(originsOf({ style: null, tiles, attribution: null })).toEqual(['https://tiles.example.org:8443'])
  })
})
