import { describe, expect, it } from 'vitest'
import { createPenalties, createPlaces, networkOf } from './limits.ts'

describe('one address is', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [undefined, ''],
  ])('%s: %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

describe('places', () => {
  it('are so many an address, and free again once given back', () => {
    const places = createPlaces(2)
    const first = places.take('10.0.0.1')
    expect(places.take('10.0.0.1')).not.toBeNull()
    expect(places.take('10.0.0.1')).toBeNull()
    expect(places.take('10.0.0.2')).not.toBeNull()
    first?.()
    first?.()
    expect(places.take('10.0.0.1')).not.toBeNull()
    expect(places.take('10.0.0.1')).toBeNull()
  })

  it('are so many in all, from however many addresses', () => {
    const places = createPlaces(2, 3)
    const held = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => places.take(address))
    expect(places.take('10.0.0.4')).toBeNull()
    held[0]?.()
    expect(places.take('10.0.0.4')).not.toBeNull()
    expect(places.taken()).toBe(3)
  })
})

describe('the delay after a wrong secret', () => {
  it('is none for the first three, doubles up to four seconds, and is forgotten after a minute', () => {
    const penalties = createPenalties()
    const delays = Array.from({ length: 10 }, (_, index) => penalties.failed('10.0.0.1', 'k1', index * 1_000))
    expect(delays).toEqual([0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 4_000, 4_000])
    expect(penalties.failed('10.0.0.1', 'k1', 9_000 + 60_000)).toBe(0)
  })

  it('follows the address from device to device, and the device from address to address', () => {
    const penalties = createPenalties()
    for (let index = 0; index < 3; index++) penalties.failed('10.0.0.1', `k${index}`, 0)
    expect(penalties.failed('10.0.0.1', 'k9', 0)).toBe(250)
    for (let index = 0; index < 3; index++) penalties.failed(`10.0.1.${index}`, 'x', 0)
    expect(penalties.failed('10.0.1.9', 'x', 0)).toBe(250)
  })

  it('remembers a bounded number of names', () => {
    const penalties = createPenalties()
    for (let index = 0; index < 3; index++) penalties.failed('10.0.0.1', 'k1', 0)
    for (let index = 0; index < 10_000; index++) penalties.failed(`a${index}`, `d${index}`, 1)
    expect(penalties.failed('10.0.0.1', 'k1', 2)).toBe(0)
  })
})
