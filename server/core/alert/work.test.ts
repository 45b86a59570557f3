import { describe, expect, it } from 'vitest'
import type { Actor, Role } from '../access/roles.ts'
import { type Outcome, outcomes } from './alert.ts'
import { type AlertNow, type AlertTransition, claim, release, resolve, takeOver } from './transitions.ts'
import { type Callee, called, step } from './work.ts'

const now = Date.parse('2026-11-20T03:12:00+08:00')
const person = (role: Role, id: string): Actor => ({ id, name: `${id}!`, role, areaId: 'a', areaPath: '/a/' })
const lin = person('operator', 'lin')
const wang = person('operator', 'wang')
const chief = person('supervisor', 'chief')
const resident: Callee = { who: 'resident', name: '王秀英' }
const daughter: Callee = { who: 'contact', contactId: 'c', name: '李娜', relation: '女儿' }

const claimed = (change: Partial<AlertNow> = {}): AlertNow => ({
  kind: 'call',
  priority: 1,
  state: 'claimed',
  level: 0,
  owner: { id: lin.id, name: lin.name },
  claimedAt: now - 10_000,
  firstClaimedAt: now - 10_000,
  touchedAt: now - 10_000,
  clearedAt: null,
  cancelledAt: null,
  noSpeechAt: null,
  resolvedAt: null,
  outcome: null,
  outcomeNote: null,
  ...change,
})

const after = (alert: AlertNow, to: Callee, result: Parameters<typeof called>[2]['result'], at = now): AlertNow => {
  const turn = called(alert, lin, { to, result }, at)
  if (!turn.ok) throw turn.error
  return turn.next
}
/** Where a turn leads that must not be refused. */
const nextOf = (turn: AlertTransition): AlertNow => {
  if (!turn.ok) throw turn.error
  return turn.next
}
const endOf = (alert: AlertNow, outcome: Outcome, attendedAt: number | null = null): string => {
  const turn = resolve(
    alert,
    lin,
    { outcome, note: 'because' },
    { openTickets: 0, attendedAt, repeats: 0 },
    now + 60_000,
  )
  return turn.ok ? turn.next.state : turn.error.code
}

describe('no speech', () => {
  const silent = after(claimed(), resident, 'no_speech')

  it.each(outcomes)('lets an alert end as %s only when that has somebody there', (outcome) => {
    const somebodyThere = ['worker_attended', 'family_attends', 'ambulance', 'police_fire', 'died'].includes(outcome)
    expect(endOf(silent, outcome)).toBe(somebodyThere ? 'resolved' : 'no_speech')
    expect(endOf(claimed(), outcome)).toBe('resolved')
  })

  it("is ended by the person's own voice, not by somebody else's, and not by one more call that nobody takes", () => {
    expect(endOf(after(silent, resident, 'answered'), 'reassured')).toBe('resolved')
    expect(endOf(after(silent, daughter, 'answered'), 'reassured')).toBe('no_speech')
    expect(endOf(after(silent, resident, 'no_answer'), 'reassured')).toBe('no_speech')
  })

  it('that comes after an answer holds again', () => {
    const again = after(after(silent, resident, 'answered'), resident, 'no_speech', now + 30_000)
    expect(endOf(again, 'false_alarm')).toBe('no_speech')
  })

  it('is shown otherwise by somebody at the door since then, not by somebody who was there before', () => {
    expect(endOf(silent, 'reassured', now + 1)).toBe('resolved')
    expect(endOf(silent, 'reassured', now - 1)).toBe('no_speech')
  })

  it('makes an emergency of what was less, and says so; of an emergency it makes no second one', () => {
    const turn = called(claimed({ kind: 'bed_exit', priority: 2 }), lin, { to: resident, result: 'no_speech' }, now)
    expect(turn.ok && turn.next.priority).toBe(1)
    expect(turn.ok && turn.entries.map(({ type }) => type)).toEqual(['alert.called', 'alert.priority_raised'])
    const same = called(claimed(), lin, { to: resident, result: 'no_speech' }, now)
    expect(same.ok && same.entries.map(({ type }) => type)).toEqual(['alert.called'])
  })

  it('on the telephone of a contact says nothing of the person', () => {
    expect(endOf(after(claimed(), daughter, 'no_speech'), 'reassured')).toBe('resolved')
  })

  it('outlives the claim: whoever takes the alert next is bound by it', () => {
    const again = nextOf(claim(nextOf(release(silent, lin, {})), lin, now))
    expect(endOf(again, 'reassured')).toBe('no_speech')
  })
})

describe('what an owner does', () => {
  it('is work on the claim, and in the story with who and how', () => {
    const turn = called(claimed(), lin, { to: daughter, result: 'no_answer' }, now)
    expect(turn).toMatchObject({
      ok: true,
      next: { touchedAt: now },
      entries: [{ type: 'alert.called', data: { to: daughter, result: 'no_answer' } }],
    })
    const tick = step(claimed(), lin, { step: '拨打老人电话', done: true }, now)
    expect(tick).toMatchObject({ ok: true, next: { touchedAt: now }, entries: [{ type: 'alert.step_done' }] })
    const back = step(claimed(), lin, { step: '拨打老人电话', done: false }, now)
    expect(back).toMatchObject({ entries: [{ type: 'alert.step_undone', data: { step: '拨打老人电话' } }] })
  })

  it('is for the owner, a supervisor, and nobody else; and for alerts that somebody has', () => {
    const call = { to: resident, result: 'answered' } as const
    expect(called(claimed(), wang, call, now)).toMatchObject({ error: { code: 'not_owner' } })
    expect(called(claimed(), chief, call, now)).toMatchObject({ ok: true })
    for (const state of ['open', 'resolved'] as const) {
      expect(called(claimed({ state }), lin, call, now)).toMatchObject({ error: { code: 'illegal_transition' } })
      expect(step(claimed({ state }), lin, { step: 'x', done: true }, now)).toMatchObject({ ok: false })
    }
  })
})

describe('the first claim', () => {
  it('stays the first, whoever has the alert later', () => {
    expect(nextOf(takeOver(claimed(), chief, now))).toMatchObject({ firstClaimedAt: now - 10_000, claimedAt: now })
    const released = nextOf(release(claimed(), lin, {}))
    const again = nextOf(claim(released, wang, now + 90_000))
    expect(again).toMatchObject({ firstClaimedAt: now - 10_000, claimedAt: now + 90_000 })
  })
})
