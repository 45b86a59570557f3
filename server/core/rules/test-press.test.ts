import { describe, expect, it } from 'vitest'
import { clearedIn, hours, raisedIn, story } from './story.testing.ts'

const day = 24 * hours
const phone = () => story('2026-11-20T09:00:00+08:00', { kind: 'call_button', power: 'battery', beatMs: 60 * day })

describe('a call device', () => {
  it('that is tried every week is never overdue', () => {
    const button = phone()
    for (let week = 0; week < 5; week++) {
      button.event(week % 2 === 0 ? 'test' : 'call')
      expect(raisedIn(button.waits(6.9 * day))).toEqual([])
    }
  })

  it('that isn’t tried is on the list after a week, and somebody’s work after two', () => {
    const button = phone()
    button.connects()
    expect(raisedIn(button.waits(7 * day))).toEqual(['test_overdue/4'])
    const later = button.waits(7 * day)
    expect(raisedIn(later)).toEqual(['test_overdue/4'])
    expect(later).toContainEqual({ do: 'open_ticket', kind: 'maintenance', reason: 'test_overdue' })
    expect(raisedIn(button.waits(30 * day))).toEqual([])
    expect(clearedIn(button.event('test'))).toEqual(['test_overdue'])
    expect(raisedIn(button.waits(6.9 * day))).toEqual([])
  })

  it('alone is asked for it', () => {
    const bed = story('2026-11-20T09:00:00+08:00', { beatMs: 60 * day, power: 'battery' })
    bed.connects()
    expect(raisedIn(bed.waits(30 * day))).toEqual([])
  })
})
