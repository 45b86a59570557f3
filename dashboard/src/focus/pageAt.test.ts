import { describe, expect, it } from 'vitest'
import { pageAt } from './pageAt.ts'

describe('pageAt', () => {
  it('is the same for a list and what is opened beside it', () => {
    expect(pageAt('/queue/8d1')).toBe('/queue')
    expect(pageAt('/queue/incidents/8d1')).toBe('/queue')
    expect(pageAt('/tickets')).toBe('/tickets')
  })
  it('is another for each person, section and ticket in hand', () => {
    expect(pageAt('/residents/1')).not.toBe(pageAt('/residents'))
    expect(pageAt('/admin/staff')).not.toBe(pageAt('/admin/areas'))
    expect(pageAt('/worker/1')).toBe('/worker/1')
  })
})
