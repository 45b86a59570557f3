import { describe, expect, it } from 'vitest'
import { type Disc, type Name, namesBeside } from './names.ts'

const name = (text: string, x = 0, y = 0): Name => ({ text, at: { x, y }, wide: 52 })
const disc = (x: number, y: number, radius = 20): Disc => ({ at: { x, y }, radius })

describe('the names of areas on the map', () => {
  it('stand below the middle of their ground, where its homes are counted', () => {
    expect(namesBeside([name('柳堤街道')], [disc(0, 0)])).toEqual([name('柳堤街道', 0, 40)])
  })
  it('go elsewhere where a mark would lie on them, however large it is', () => {
    const [above] = namesBeside([name('柳堤街道')], [disc(0, 0), disc(10, 40)])
    expect(above?.at).toEqual({ x: 0, y: -40 })
    const large = disc(0, 10, 34)
    const [further] = namesBeside([name('柳堤街道')], [large])
    expect(Math.hypot(further?.at.x ?? 0, (further?.at.y ?? 0) - 10)).toBeGreaterThan(34 + 9)
  })
  it('are never written over each other: who comes later finds another place', () => {
    const [one, other] = namesBeside([name('柳堤街道'), name('书院街道', 4, 4)], [])
    expect(Math.abs((one?.at.y ?? 0) - (other?.at.y ?? 0))).toBeGreaterThanOrEqual(20)
  })
  it('are left out where nothing is free', () => {
    expect(namesBeside([name('柳堤街道')], [disc(0, 0, 400)])).toEqual([])
  })
})
