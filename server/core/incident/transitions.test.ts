import { describe, expect, it } from 'vitest'
import type { Actor, Role } from '../access/roles.ts'
import { claimIdleMs } from '../escalation/policy.ts'
import type { IncidentNow } from './incident.ts'
import { claim, claimIdle, note, takeOver } from './transitions.ts'

const now = Date.parse('2026-11-20T03:12:00+08:00')
const person = (role: Role, id: string): Actor => ({ id, name: `${id}!`, role, areaId: 'a', areaPath: '/a/' })
const lin = person('operator', 'lin')
const chief = person('supervisor', 'chief')
const open: IncidentNow = {
  state: 'open',
  owner: null,
  claimedAt: null,
  touchedAt: null,
  resolvedAt: null,
  outcome: null,
  outcomeNote: null,
}
const held = claim(open, lin, now)
const claimed: IncidentNow = held.ok ? held.next : open

describe('an incident has one owner', () => {
  it('whom a supervisor relieves, in the story; nobody else does', () => {
    expect(takeOver(claimed, chief, now + 5)).toMatchObject({
      next: { owner: { id: 'chief' }, claimedAt: now + 5 },
      entry: { type: 'incident.taken_over', data: { from: { id: 'lin' } } },
    })
    expect(takeOver(claimed, person('operator', 'wang'), now)).toMatchObject({ error: { code: 'forbidden' } })
    expect(takeOver(open, chief, now)).toMatchObject({ error: { code: 'illegal_transition' } })
  })

  it('who works on it or loses it: a claim left idle goes back to the queue', () => {
    const due = now + claimIdleMs(4)
    expect(claimIdle(claimed, due - 1)).toMatchObject({ error: { code: 'illegal_transition' } })
    expect(claimIdle(claimed, due)).toMatchObject({
      next: { state: 'open', owner: null },
      entry: { type: 'incident.claim_expired', data: { from: { id: 'lin' } } },
    })
    const written = note(claimed, lin, { note: '供电局说六点恢复' }, now + 1_000)
    expect(written.ok && claimIdle(written.next, due)).toMatchObject({ ok: false })
    const others = note(claimed, chief, { note: '?' }, now + 1_000)
    expect(others.ok && claimIdle(others.next, due)).toMatchObject({ ok: true })
  })
})
