import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { type Actor, type Role, roles } from '../access/roles.ts'
import { claimIdleMs } from '../escalation/policy.ts'
import { type AlertState, alertKinds, isTechnical, outcomes, priorities } from './alert.ts'
import {
  type AlertNow,
  type AlertTransition,
  claim,
  claimIdle,
  clear,
  correct,
  escalate,
  note,
  release,
  resolve,
  takeOver,
} from './transitions.ts'

const now = Date.parse('2026-11-20T03:12:00+08:00')
const person = (role: Role, id: string = role): Actor => ({ id, name: `${id}!`, role, areaId: 'a', areaPath: '/a/' })
const lin = person('operator', 'lin')
const wang = person('operator', 'wang')
const chief = person('supervisor', 'chief')

const alertIn = (state: AlertState, change: Partial<AlertNow> = {}): AlertNow => ({
  kind: 'call',
  priority: 1,
  state,
  level: 0,
  owner: state === 'open' ? null : { id: lin.id, name: lin.name },
  claimedAt: state === 'open' ? null : now - 10_000,
  touchedAt: state === 'open' ? null : now - 10_000,
  firstClaimedAt: state === 'open' ? null : now - 10_000,
  clearedAt: null,
  cancelledAt: null,
  noSpeechAt: null,
  resolvedAt: state === 'resolved' ? now - 5_000 : null,
  outcome: state === 'resolved' ? 'reassured' : null,
  outcomeNote: null,
  ...change,
})

const tickets = (openTickets: number) => ({ openTickets, attendedAt: null, repeats: 0 })

/** The state it leads to, or the code of the refusal. */
const outcomeOf = (turn: AlertTransition): string => (turn.ok ? turn.next.state : turn.error.code)

describe('what may follow what', () => {
  const reassured = { outcome: 'reassured' } as const
  const moves = {
    'lin claims': (alert: AlertNow) => claim(alert, lin, now),
    'wang claims': (alert: AlertNow) => claim(alert, wang, now),
    'lin releases': (alert: AlertNow) => release(alert, lin, {}),
    'wang releases': (alert: AlertNow) => release(alert, wang, {}),
    'chief releases': (alert: AlertNow) => release(alert, chief, {}),
    'wang takes over': (alert: AlertNow) => takeOver(alert, wang, now),
    'chief takes over': (alert: AlertNow) => takeOver(alert, chief, now),
    'lin resolves': (alert: AlertNow) => resolve(alert, lin, reassured, tickets(0), now),
    'wang resolves': (alert: AlertNow) => resolve(alert, wang, reassured, tickets(0), now),
    'chief resolves': (alert: AlertNow) => resolve(alert, chief, reassured, tickets(0), now),
    'lin resolves with a ticket open': (alert: AlertNow) => resolve(alert, lin, reassured, tickets(1), now),
    'it escalates': (alert: AlertNow) => escalate(alert, 1),
  }
  const table: Record<keyof typeof moves, Record<AlertState, string>> = {
    'lin claims': { open: 'claimed', claimed: 'claimed', resolved: 'illegal_transition' },
    'wang claims': { open: 'claimed', claimed: 'already_claimed', resolved: 'illegal_transition' },
    'lin releases': { open: 'illegal_transition', claimed: 'open', resolved: 'illegal_transition' },
    'wang releases': { open: 'illegal_transition', claimed: 'not_owner', resolved: 'illegal_transition' },
    'chief releases': { open: 'illegal_transition', claimed: 'open', resolved: 'illegal_transition' },
    'wang takes over': { open: 'forbidden', claimed: 'forbidden', resolved: 'forbidden' },
    'chief takes over': { open: 'illegal_transition', claimed: 'claimed', resolved: 'illegal_transition' },
    'lin resolves': { open: 'illegal_transition', claimed: 'resolved', resolved: 'illegal_transition' },
    'wang resolves': { open: 'illegal_transition', claimed: 'not_owner', resolved: 'illegal_transition' },
    'chief resolves': { open: 'illegal_transition', claimed: 'resolved', resolved: 'illegal_transition' },
    'lin resolves with a ticket open': {
      open: 'illegal_transition',
      claimed: 'ticket_open',
      resolved: 'illegal_transition',
    },
    'it escalates': { open: 'open', claimed: 'illegal_transition', resolved: 'illegal_transition' },
  }
  for (const [name, move] of Object.entries(moves) as [keyof typeof moves, (alert: AlertNow) => AlertTransition][])
    for (const state of ['open', 'claimed', 'resolved'] as const)
      it(`${state}, ${name}: ${table[name][state]}`, () =>
        expect(outcomeOf(move(alertIn(state)))).toBe(table[name][state]))
})

describe('who may', () => {
  const workers: readonly Role[] = ['operator', 'supervisor', 'administrator']
  for (const role of roles)
    it(`${role} ${workers.includes(role) ? 'may' : 'may not'} work on alerts`, () => {
      const actor = person(role)
      const own = alertIn('claimed', { owner: { id: actor.id, name: actor.name } })
      const results = [
        claim(alertIn('open'), actor, now),
        release(own, actor, {}),
        note(own, actor, { note: 'rang back' }, now),
        resolve(own, actor, { outcome: 'reassured' }, tickets(0), now),
      ]
      for (const result of results) {
        if (workers.includes(role)) expect(result.ok).toBe(true)
        else expect(outcomeOf(result)).toBe('forbidden')
      }
    })
})

describe('two operators claim at once', () => {
  it('one wins, the other is told who', () => {
    const first = claim(alertIn('open'), wang, now)
    if (!first.ok) throw first.error
    expect(first.entries).toEqual([{ type: 'alert.claimed', data: {} }])
    expect(first.commands).toEqual(['call.claimed'])
    const second = claim(first.next, lin, now)
    expect(second.ok ? '' : second.error.message).toContain(wang.name)
  })

  it('the one who has it may ask again, and nothing happens twice', () => {
    const again = claim(alertIn('claimed'), lin, now)
    expect(again).toMatchObject({ ok: true, entries: [], commands: [] })
  })
})

describe('an outcome', () => {
  for (const outcome of outcomes)
    it(`${outcome} ends it, and the person at the device hears so`, () => {
      const turn = resolve(alertIn('claimed'), lin, { outcome, note: 'because' }, tickets(0), now)
      expect(turn).toMatchObject({
        ok: true,
        next: { state: 'resolved', outcome, outcomeNote: 'because', resolvedAt: now },
        commands: ['call.closed'],
      })
    })

  it('"other" needs a reason', () => {
    const turn = resolve(alertIn('claimed'), lin, { outcome: 'other', note: ' ' }, tickets(0), now)
    expect(turn.ok ? null : [turn.error.code, turn.error.fields[0]?.field]).toEqual(['invalid', 'note'])
  })

  it('of a bed exit is not told to the bed', () => {
    const turn = resolve(alertIn('claimed', { kind: 'bed_exit' }), lin, { outcome: 'reassured' }, tickets(0), now)
    expect(turn).toMatchObject({ ok: true, commands: [] })
  })
})

describe('a wrong outcome', () => {
  const closed = alertIn('resolved', { outcome: 'false_alarm' })
  const right = { outcome: 'ambulance', note: '女儿来电：已送医院' } as const
  it('is corrected by who closed it or a supervisor, says both, and stays closed when it was', () => {
    for (const actor of [lin, chief])
      expect(correct(closed, actor, right, tickets(0))).toMatchObject({
        ok: true,
        next: { state: 'resolved', outcome: 'ambulance', outcomeNote: right.note, resolvedAt: closed.resolvedAt },
        entries: [{ type: 'alert.corrected', data: { from: 'false_alarm', ...right } }],
        commands: [],
      })
    expect(outcomeOf(correct(closed, wang, right, tickets(0)))).toBe('not_owner')
    expect(outcomeOf(correct(closed, person('auditor'), right, tickets(0)))).toBe('forbidden')
    expect(outcomeOf(correct(alertIn('claimed'), lin, right, tickets(0)))).toBe('illegal_transition')
  })
  it('needs a reason and another outcome, and makes nobody who did not speak a false alarm', () => {
    expect(outcomeOf(correct(closed, lin, { ...right, note: ' ' }, tickets(0)))).toBe('invalid')
    expect(outcomeOf(correct(closed, lin, { ...right, outcome: 'false_alarm' }, tickets(0)))).toBe('invalid')
    const silent = alertIn('resolved', { outcome: 'ambulance', noSpeechAt: now })
    expect(outcomeOf(correct(silent, lin, { outcome: 'false_alarm', note: 'x' }, tickets(0)))).toBe('no_speech')
  })
})

describe('a claim that nobody works on', () => {
  const idleMs = claimIdleMs(1)
  const since = (ms: number) => alertIn('claimed', { claimedAt: now - ms, touchedAt: now - ms })
  it('goes back to the queue and up a level', () => {
    expect(claimIdle(since(idleMs), null, now)).toMatchObject({
      ok: true,
      next: { state: 'open', owner: null, level: 1, claimedAt: null },
      entries: [{ type: 'alert.claim_expired', data: { from: { id: 'lin', name: 'lin!' }, level: 1 } }],
    })
  })
  it('stays while there is time, while help is on its way, and after a note', () => {
    expect(claimIdle(since(idleMs - 1), null, now).ok).toBe(false)
    expect(claimIdle(since(idleMs), now + 1, now).ok).toBe(false)
    const noted = note(since(idleMs), lin, { note: 'on the phone' }, now)
    expect(noted.ok && claimIdle(noted.next, null, now).ok).toBe(false)
  })
  it('goes back as well when help should have been there by now, and says so', () => {
    expect(claimIdle(since(idleMs), now, now)).toMatchObject({ ok: true, entries: [{ data: { help: 'overdue' } }] })
    expect(claimIdle(since(idleMs - 1), now, now).ok).toBe(false)
  })
  it('is not worked on by somebody else’s note', () => {
    const noted = note(since(idleMs), wang, { note: 'hello?' }, now)
    expect(noted.ok && claimIdle(noted.next, null, now).ok).toBe(true)
  })
})

describe('when the condition is gone', () => {
  for (const kind of alertKinds)
    it(`${kind} ${isTechnical(kind) ? 'ends by itself' : 'still needs somebody’s outcome'}`, () => {
      const turn = clear(alertIn('open', { kind }), 'heard again', 0, now)
      expect(outcomeOf(turn)).toBe(isTechnical(kind) ? 'resolved' : 'open')
      expect(turn.ok && turn.next.clearedAt).toBe(now)
    })
  it('what somebody is working on is left to them', () => {
    expect(outcomeOf(clear(alertIn('claimed', { kind: 'device_offline' }), 'heard again', 0, now))).toBe('claimed')
    expect(outcomeOf(clear(alertIn('open', { kind: 'device_offline' }), 'heard again', 1, now))).toBe('open')
  })
  it('nobody who did not speak on the telephone is over with it', () => {
    const silent = alertIn('open', { kind: 'device_offline', priority: 1, noSpeechAt: now - 1_000 })
    expect(outcomeOf(clear(silent, 'heard again', 0, now))).toBe('open')
  })
})

describe('any sequence of moves', () => {
  const actor = fc.constantFrom(...roles.map((role) => person(role)), lin, wang, chief)
  const move = fc.record({
    actor,
    what: fc.constantFrom('claim', 'release', 'takeOver', 'note', 'resolve', 'idle', 'escalate', 'clear'),
    outcome: fc.constantFrom(...outcomes),
    note: fc.constantFrom('', 'a note'),
    openTickets: fc.integer({ min: 0, max: 2 }),
    afterMs: fc.integer({ min: 0, max: 600_000 }),
  })
  it('keeps an owner exactly while claimed, an outcome exactly when resolved, and nothing follows the end', () => {
    const begin = fc.record({ kind: fc.constantFrom(...alertKinds), priority: fc.constantFrom(...priorities) })
    fc.assert(
      fc.property(begin, fc.array(move, { maxLength: 30 }), (begin, moves) => {
        let alert = alertIn('open', begin)
        let at = now
        for (const { actor, what, outcome, note: text, openTickets, afterMs } of moves) {
          at += afterMs
          const turn =
            what === 'claim'
              ? claim(alert, actor, at)
              : what === 'release'
                ? release(alert, actor, { note: text })
                : what === 'takeOver'
                  ? takeOver(alert, actor, at)
                  : what === 'note'
                    ? note(alert, actor, { note: text }, at)
                    : what === 'resolve'
                      ? resolve(alert, actor, { outcome, note: text }, tickets(openTickets), at)
                      : what === 'idle'
                        ? claimIdle(alert, openTickets > 0 ? at + 1 : null, at)
                        : what === 'escalate'
                          ? escalate(alert, 2)
                          : clear(alert, 'gone', openTickets, at)
          if (!turn.ok) continue
          if (actor.role === 'auditor') expect(['idle', 'escalate', 'clear']).toContain(what)
          if (alert.state === 'resolved') expect(what).toBe('note')
          if (turn.next.state === 'resolved' && alert.state !== 'resolved') expect(openTickets).toBe(0)
          alert = turn.next
          expect(alert.outcome !== null).toBe(alert.state === 'resolved')
          expect(alert.resolvedAt !== null).toBe(alert.state === 'resolved')
          if (alert.state === 'claimed') expect(alert.owner).not.toBeNull()
          if (alert.state === 'open') expect([alert.owner, alert.claimedAt]).toEqual([null, null])
        }
      }),
      { numRuns: 300 },
    )
  })
})
