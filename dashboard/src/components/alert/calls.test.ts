import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import { type Callee, calleeOf, lastCalls, nextCallee } from './calls.ts'

const callee = (key: string, phone: string | null = '1'): Callee => ({
  key,
  name: key,
  relation: null,
  phone,
  mayBeTold: true,
})
let seq = 0
const call = (to: Record<string, unknown>, result: string): TimelineEntry => ({
  seq: ++seq,
  at: `2026-11-22T03:12:0${seq % 10}.000Z`,
  type: 'alert.called',
  actor: { kind: 'person', id: 'lin', name: '林' },
  alertId: 'a',
  ticketId: null,
  residentId: null,
  deviceId: null,
  incidentId: null,
  data: { to, result },
})
const resident = { who: 'resident', name: '王秀英' }
const na = { who: 'contact', contactId: 'na', name: '李娜', relation: '女儿' }

describe('whom to call', () => {
  const all = [callee('resident'), callee('mute', null), callee('na'), callee('wei')]
  const next = (...story: TimelineEntry[]) => nextCallee(all, lastCalls(story))?.key

  it('goes down the list past those without a number, then back to whoever did not answer', () => {
    expect(next()).toBe('resident')
    expect(next(call(resident, 'no_answer'))).toBe('na')
    expect(next(call(resident, 'no_speech'), call(na, 'answered'))).toBe('wei')
    const wei = { ...na, contactId: 'wei' }
    expect(next(call(resident, 'no_answer'), call(na, 'answered'), call(wei, 'no_answer'))).toBe('resident')
    expect(next(call(resident, 'answered'), call(na, 'answered'), call(wei, 'no_answer'))).toBe('wei')
  })

  it('knows of calls for an ambulance, which are nobody of the list', () => {
    const calls = lastCalls([call({ who: 'service', number: '120' }, 'answered')])
    expect(calls.get('120')?.result).toBe('answered')
    expect(next(call({ who: 'service', number: '120' }, 'answered'))).toBe('resident')
  })

  it('knows whose call an entry is about', () => {
    expect([{ to: na }, { to: { who: 'service', number: '120' } }, {}].map(calleeOf)).toEqual(['na', '120', null])
  })

  it('knows how the last call to each ended', () => {
    const calls = lastCalls([call(resident, 'no_answer'), call(na, 'answered'), call(resident, 'no_speech')])
    expect([calls.get('resident')?.result, calls.get('na')?.result]).toEqual(['no_speech', 'answered'])
  })
})
