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
      ['和平街道 12 号', ''],
      ['', '幸福社区'],
    ] as const)
      expect(takenApart(address, area)).toEqual({ area: '', place: address })
  })

  it('is told with its area, once', () => {
    expect(saidWhole('望湖区明德社区书院路34弄', '明德社区')).toBe('望湖区明德社区书院路34弄')
    expect(saidWhole('和平街道 12 号', '幸福社区')).toBe('幸福社区 和平街道 12 号')
    expect(saidWhole('', '幸福社区')).toBe('幸福社区')
  })
})
