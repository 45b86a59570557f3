import { describe, expect, it } from 'vitest'
import { fromWgs84, pastedPlace, placeSystems, toWgs84 } from './china.ts'

/** Metres between two places that are near: a degree of latitude is 111 km. */
const apart = (a: { lat: number; lon: number }, b: { lat: number; lon: number }) =>
  Math.hypot(a.lat - b.lat, (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180)) * 111_195

describe('places of Chinese maps', () => {
  // As the README of coordtransform has them.
  const here = { lat: 39.915, lon: 116.404 }

  it('come out as the formula everybody uses says', () => {
    const shown = fromWgs84(here, 'gcj02')
    expect(shown.lat).toBeCloseTo(39.91640428150164, 6)
    expect(shown.lon).toBeCloseTo(116.41024449916938, 6)
    const baidu = fromWgs84(toWgs84(here, 'gcj02'), 'bd09')
    expect(baidu.lat).toBeCloseTo(39.92133699351021, 5)
    expect(baidu.lon).toBeCloseTo(116.41036949371029, 5)
  })

  it('stand some hundred metres away until they are put right', () => {
    expect(apart(here, toWgs84(here, 'gcj02'))).toBeGreaterThan(300)
    expect(apart(here, toWgs84(here, 'bd09'))).toBeGreaterThan(600)
  })

  it.each([
    ['北京', 39.9087, 116.3975],
    ['上海', 31.2304, 121.4737],
    ['喀什', 39.4704, 75.9898],
    ['三亚', 18.2528, 109.5119],
    ['漠河', 52.9721, 122.5386],
  ])('go there and back: %s', (_, lat, lon) => {
    for (const system of placeSystems)
      expect(apart(toWgs84(fromWgs84({ lat, lon }, system), system), { lat, lon })).toBeLessThan(1)
  })

  it('are the same in every system abroad', () => {
    const vienna = { lat: 48.2082, lon: 16.3738 }
    for (const system of placeSystems) {
      expect(toWgs84(vienna, system)).toEqual(vienna)
      expect(fromWgs84(vienna, system)).toEqual(vienna)
    }
  })
})

describe('a pasted place', () => {
  it.each([
    ['116.397428,39.90923', 39.90923, 116.397428],
    ['39.90923, 116.397428', 39.90923, 116.397428],
    ['经度：116.397428 纬度：39.90923', 39.90923, 116.397428],
    ['１１６．３９７，３９．９０９', 39.909, 116.397],
    ['75.9898 39.4704', 39.4704, 75.9898],
    ['48.2082,16.3738', 48.2082, 16.3738],
    ['151.2093,-33.8688', -33.8688, 151.2093],
  ])('%s', (text, lat, lon) => expect(pastedPlace(text)).toEqual({ lat, lon }))

  it.each(['', '39.9', '永安里 3 号', '1,2,3', '200, 300'])('is none: %s', (text) =>
    expect(pastedPlace(text)).toBeNull(),
  )
})
