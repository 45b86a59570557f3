import { describe, expect, it } from 'vitest'
import { saidWhole, takenApart } from './address.ts'

describe('an address', () => {
  it('that begins with its area is shortened by it, and no other is', () => {
    expect(takenApart('望湖区书院街道明德社区书院路34弄21号', '明德社区')).toEqual({
      area: '望湖区书院街道明德社区',
      place: '书院路34弄21号',
    })
    for (const [address, area] of [
      ['和平街道 12 号 3-201', '幸福社区'],
      ['5 Willow Road, Springfield', 'Springfield'],
      ['12 Springfield Road', 'Springfield'],
      ['Springfield Road 12', 'Springfield'],
      ['长安路和平里3号', '和平'],
      ['望湖区和平东路3号', '和平'],
      ['和平街道 12 号', ''],
      ['', '幸福社区'],
    ] as const)
      expect(takenApart(address, area)).toEqual({ area: '', place: address })
  })

  it('has its area where it stands as one, though a road before it is called the same', () => {
    expect(takenApart('和平街道和平社区3号', '和平社区')).toEqual({ area: '和平街道和平社区', place: '3号' })
    expect(takenApart('和平路镇和平3号', '和平')).toEqual({ area: '和平路镇和平', place: '3号' })
  })

  it('never loses its area to the name of a road', () => {
    expect(saidWhole('12 Springfield Road', 'Springfield')).toBe('Springfield 12 Springfield Road')
    expect(saidWhole('长安路和平里3号', '和平')).toBe('和平 长安路和平里3号')
    expect(saidWhole('5 Willow Road, Springfield', 'Springfield')).toBe('5 Willow Road, Springfield')
  })

  it('is told with its area, once', () => {
    expect(saidWhole('望湖区明德社区书院路34弄', '明德社区')).toBe('望湖区明德社区书院路34弄')
    expect(saidWhole('和平街道 12 号', '幸福社区')).toBe('幸福社区 和平街道 12 号')
    expect(saidWhole('', '幸福社区')).toBe('幸福社区')
  })
})
