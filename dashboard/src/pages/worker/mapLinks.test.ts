import { expect, it } from 'vitest'
import { mapLinks } from './mapLinks.ts'

const named = '%E5%B9%B8%E7%A6%8F%E8%B7%AF%203%20%E5%8F%B7'

it('in China each map is given what it reads: told that it is WGS 84, or given GCJ-02', () => {
  const links = mapLinks({ lat: 39.915, lon: 116.404 }, '幸福路 3 号')
  expect(links).toEqual([
    {
      map: 'amap',
      href: `https://uri.amap.com/marker?position=116.404,39.915&name=${named}&coordinate=wgs84&src=carebell&callnative=1`,
    },
    {
      map: 'baidu',
      href: `https://api.map.baidu.com/marker?location=39.915,116.404&title=${named}&content=${named}&coord_type=wgs84&output=html&src=carebell`,
    },
    { map: 'apple', href: `https://maps.apple.com/?ll=39.9164043,116.4102445&q=${named}` },
    { map: 'other', href: `geo:39.9164043,116.4102445?q=39.9164043,116.4102445(${named})` },
  ])
})

it('abroad the phone’s own map comes first, and nothing is moved', () => {
  const links = mapLinks({ lat: 48.2082, lon: 16.3738 }, 'x')
  expect(links.map(({ href }) => href)).toEqual([
    'geo:48.2082,16.3738?q=48.2082,16.3738(x)',
    'https://maps.apple.com/?ll=48.2082,16.3738&q=x',
  ])
})
