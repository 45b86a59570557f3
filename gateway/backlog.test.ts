import { describe, expect, it } from 'vitest'
import { createBacklog } from './backlog.ts'

describe('the backlog', () => {
  it('gives back what went in, however it was cut', () => {
    const backlog = createBacklog()
    const all = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251))
    let given = Buffer.alloc(0)
    let offset = 0
    for (let size = 1; offset < all.length; size = (size * 7) % 31 || 1) {
      backlog.append(all.subarray(offset, offset + size))
      offset += size
      const take = Math.min(size % 5, backlog.bytes.length)
      given = Buffer.concat([given, backlog.bytes.subarray(0, take)])
      backlog.consume(take)
    }
    expect(Buffer.concat([given, backlog.bytes])).toEqual(all)
  })

  it('does not write into the chunks it was given', () => {
    const backlog = createBacklog()
    const first = Buffer.from('abcdef')
    backlog.append(first.subarray(0, 3))
    backlog.append(Buffer.from('XYZ'))
    expect(backlog.bytes.toString()).toBe('abcXYZ')
    expect(first.toString()).toBe('abcdef')
  })

  it('takes 256 KiB byte by byte without a pause', () => {
    const backlog = createBacklog()
    const byte = Buffer.from('x')
    const from = performance.now()
    for (let count = 0; count < 256 * 1024; count++) backlog.append(byte)
    expect(backlog.bytes.length).toBe(256 * 1024)
    expect(performance.now() - from).toBeLessThan(2_000)
  })
})
