import { describe, expect, it } from 'vitest'
import type { Said } from '../../../devices/reading.ts'
import { person } from './resident.testing.ts'
import { signOfLife } from './sign-of-life.ts'
import { hours, minutes } from './story.testing.ts'

describe('a person of whom nothing is heard', () => {
  it('for 12 hours by day is missed, and found again by any device', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('door.close')
    expect(wang.waits(12 * hours - 1)).toEqual([])
    expect(wang.waits(1)).toEqual(['no_activity/2'])
    expect(wang.does('bed.exit', 'bed')).toContain('no_activity cleared')
  })

  it('and not after as long again either rings again, by day', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('activity')
    expect(wang.waits(12 * hours)).toEqual(['no_activity/2'])
    expect(wang.waits(11 * hours - 1)).toEqual([])
    expect(wang.waits(2 * hours)).toEqual(['no_activity/2'])
  })

  it('isn’t missed while they are heard of now and then, by whichever device', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    for (let day = 0; day < 6; day++) {
      wang.does('activity', day % 2 === 0 ? 'bathroom' : 'hall')
      expect(wang.waits(11 * hours)).toEqual([])
    }
  })

  it('isn’t missed for what a new bed kept from yesterday, while the rest of it is still to come', () => {
    const wang = person('2026-11-20T18:22:00+08:00')
    wang.device('bed', {})
    const told = (hoursAgo: number) => {
      const times = { at: wang.now() - hoursAgo * hours, receivedAt: wang.now() }
      return wang.take({
        kind: 'said',
        device: { id: 'bed', kind: 'bed' },
        said: { kind: 'readings', ...times, values: { in_bed: 1, movement: 0.5 } },
      })
    }
    expect(told(24).filter((one) => one.startsWith('no_activity'))).toEqual([])
    expect(wang.waits(minutes)).toEqual([])
    told(16)
    expect(wang.waits(11 * hours)).toEqual([])
    expect(wang.waits(2 * hours)).toEqual(['no_activity/2'])
  })

  it('isn’t missed for not pressing a button', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('test', 'button')
    expect(wang.waits(48 * hours)).toEqual([])
  })

  it('is told at six when the time was up by night', () => {
    const wang = person('2026-11-20T12:00:00+08:00')
    wang.does('door.close')
    expect(wang.waits(17.9 * hours)).toEqual([])
    expect(wang.waits(0.5 * hours)).toEqual(['no_activity/2'])
  })

  it('isn’t missed while away, and is when they weren’t heard of three hours after they were to be back', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('door.close')
    wang.is({ mode: 'away' })
    expect(wang.waits(9 * hours)).toEqual([])
    wang.is({ mode: 'home' })
    expect(wang.waits(3 * hours - 1)).toEqual([])
    expect(wang.waits(minutes)).toEqual(['no_activity/2'])
  })

  it('is missed sooner after two weeks in which they were never silent for long', () => {
    const wang = person('2026-11-01T08:00:00+08:00')
    for (let quarter = 0; quarter < 16 * 8; quarter++) {
      wang.does('activity', 'hall')
      wang.waits(3 * hours)
    }
    wang.does('activity', 'hall')
    expect(wang.waits(3.9 * hours)).toEqual([])
    expect(wang.waits(0.2 * hours)).toEqual(['no_activity/2'])
  })
})

describe('sensors that are silent themselves', () => {
  it('say nothing of the person: it is told as what it is, with less haste', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('activity', 'hall')
    wang.device('hall', { silent: true })
    expect(wang.waits(12 * hours)).toEqual(['no_activity/3'])
    expect(wang.lastRaise()?.why.seen).toContainEqual(
      expect.objectContaining({ what: 'not watched: no device is heard' }),
    )
  })

  it('for weeks don’t become a silence of the person by being forgotten', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('activity', 'hall')
    wang.device('hall', { silent: true })
    expect(new Set(wang.waits(40 * 24 * hours))).toEqual(new Set(['no_activity/3']))
  })

  it('and are taken away are no silence either: said once, and the button alone never begins it anew', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('activity', 'hall')
    wang.takesAway('hall')
    wang.does('test', 'button')
    expect(wang.waits(72 * hours)).toEqual(['no_activity/3'])
    expect(wang.does('test', 'button')).toEqual(['no_activity cleared'])
    expect(wang.waits(72 * hours)).toEqual([])
    wang.does('activity', 'kitchen')
    expect(wang.waits(13 * hours)).toEqual(['no_activity/2'])
  })

  it('while another one listens, are named', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('activity', 'kitchen')
    wang.waits(10 * minutes)
    wang.does('activity', 'hall')
    wang.device('hall', { silent: true })
    wang.device('kitchen', {})
    expect(wang.waits(12 * hours)).toEqual(['no_activity/2'])
    expect(wang.lastRaise()?.why.seen).toContainEqual(
      expect.objectContaining({ what: 'device is silent', value: 'hall' }),
    )
  })

  it('and are heard again begin the clock anew: what nobody could hear wasn’t silence', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('activity', 'hall')
    wang.waits(6 * hours)
    wang.device('hall', { backAt: wang.now() })
    expect(wang.waits(9 * hours - 1)).toEqual([])
    // Nine at night, after 12 hours would be one o'clock: not told before six.
    expect(wang.waits(8 * hours)).toEqual([])
    expect(wang.waits(1 * hours)).toEqual(['no_activity/2'])
  })
})

describe('a sign of life', () => {
  const times = { at: 0, receivedAt: 0 }
  const still = [
    [0, 0, 1000],
    [9, 4, 990],
  ] as const
  const stepping = [
    [0, 0, 1000],
    [300, 4, 1400],
  ] as const
  const motion = { kind: 'motion', id: 'm', ...times, hz: 50 } as const
  const table: readonly (readonly [string, Said, string | null])[] = [
    ['a heart beat', { kind: 'readings', ...times, values: { heart_rate: 60 } }, 'heart_rate'],
    ['an empty bed', { kind: 'readings', ...times, values: { in_bed: 0 } }, null],
    ['a battery', { kind: 'status', ...times, online: true, firmware: null, battery: 90, mains: null }, null],
    ['a device on a table', { ...motion, samples: still }, null],
    ['a step', { ...motion, samples: stepping }, 'motion'],
    ['a wet bed', { kind: 'event', id: 'e', type: 'bed.wet', ...times, data: {} }, null],
  ]
  for (const [what, said, sign] of table) it(`${what}: ${sign ?? 'none'}`, () => expect(signOfLife(said)).toBe(sign))
})
