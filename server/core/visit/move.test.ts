import { describe, expect, it } from 'vitest'
import { movedTo } from './move.ts'

const zone = 'Asia/Shanghai'
/** 10:00 in Shanghai. */
const now = Date.parse('2026-02-03T02:00:00Z')
const from = { on: '2026-02-04', agreed: '09:30' }

describe('a turn that is moved', () => {
  it('is due an hour after the hour agreed, or at the end of its day', () => {
    expect(movedTo(from, { on: '2026-02-06', agreed: '14:00' }, now, zone)).toEqual({
      dueAt: Date.parse('2026-02-06T07:00:00Z'),
    })
    expect(movedTo(from, { on: '2026-02-06', agreed: null }, now, zone)).toEqual({
      dueAt: Date.parse('2026-02-06T16:00:00Z'),
    })
  })

  it('can be earlier on its day, and today if there is time', () => {
    expect(movedTo(from, { on: '2026-02-04', agreed: '08:00' }, now, zone)).toHaveProperty('dueAt')
    expect(movedTo(from, { on: '2026-02-03', agreed: '10:30' }, now, zone)).toHaveProperty('dueAt')
    expect(movedTo(from, { on: '2026-02-03', agreed: null }, now, zone)).toHaveProperty('dueAt')
  })

  it.each([
    [from, 'to'],
    [{ on: '2026-02-02', agreed: null }, 'to'],
    [{ on: '2027-02-05', agreed: null }, 'to'],
    [{ on: '2026-02-03', agreed: '10:00' }, 'agreed'],
  ])('not to %o: %s is wrong', (to, field) => expect(movedTo(from, to, now, zone)).toMatchObject({ field }))
})
