import { describe, expect, it } from 'vitest'
import { clearedIn, hours, minutes, seconds } from './story.testing.ts'
import { asleep, home } from './unsteady.testing.ts'

describe('a mat that loses contact', () => {
  it('is told of as a thing to mend when it has felt somebody for a moment twenty times, and daily', () => {
    const one = home()
    one.touched(20)
    expect(one.bed.raised()).toEqual([])
    one.touched(1)
    expect(one.bed.raised().map(({ kind, priority }) => [kind, priority])).toEqual([['bed_unsteady', 4]])
    expect(one.bed.raised()[0]?.why).toMatchObject({ limits: { bed_exit_unsteady_times: 20 } })
    one.touched(100)
    const told = () => one.bed.raised().filter(({ kind }) => kind === 'bed_unsteady').length
    expect(told()).toBe(1)
    one.bed.waits(24 * hours)
    one.touched(1)
    expect(told()).toBe(2)
  })

  it('is none that loses a sleeper for a moment', () => {
    const one = home()
    for (let n = 0; n < 100; n++) {
      one.is(true)
      one.bed.waits(3 * minutes)
      one.is(false)
      one.bed.waits(3 * seconds)
    }
    expect(one.bed.raised()).toEqual([])
  })

  it('is steady again after two days without, however often it lost contact before', () => {
    const one = home()
    one.touched(4000, 10 * seconds)
    one.is(true)
    one.bed.waits(47 * hours)
    expect(clearedIn(one.is(false))).not.toContain('bed_unsteady')
    one.bed.waits(2 * hours)
    expect(clearedIn(one.is(true))).toContain('bed_unsteady')
  })

  it('begins anew when somebody works on it, whether they press it or not', () => {
    const one = asleep()
    one.bed.change({ maintenanceUntil: one.bed.now() + hours })
    expect(clearedIn(one.bed.take({ kind: 'changed', at: one.bed.now() }))).toContain('bed_unsteady')
    one.bed.waits(2 * hours)
    one.touched(15)
    expect(one.bed.raised().filter(({ kind }) => kind === 'bed_unsteady').length).toBe(1)
  })
})
