import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { type Actor, type Role, roles } from '../access/roles.ts'
import type { Evidence, Proof } from './proof.ts'
import { rate } from './rate.ts'
import { type TicketState, ticketStates } from './ticket.ts'
import {
  accept,
  arrive,
  cancel,
  confirm,
  decline,
  done,
  expire,
  fail,
  inside,
  offer,
  requested,
  type Step,
  type TicketNow,
  type TicketTransition,
  travel,
} from './transitions.ts'

const now = Date.parse('2026-11-20T03:12:00+08:00')
const person = (role: Role, id: string = role): Actor => ({ id, name: id, role, areaId: 'a', areaPath: '/a/' })
const chen = person('worker', 'chen')
const lin = person('operator', 'lin')
const home = { lat: 31.2304, lon: 121.4737 }
/** About 111 m a thousandth of a degree of latitude. */
const northBy = (metres: number) => ({ lat: home.lat + metres / 111_195, lon: home.lon })

const nothing: Evidence = { picture: null, pressedAt: null }
const photo: Evidence = { picture: { id: 'p', proof: 'photo' }, pressedAt: null }

const ticketIn = (state: TicketState, change: Partial<TicketNow> = {}): TicketNow => ({
  ...requested('response'),
  state,
  workerId: ['requested', 'declined', 'expired'].includes(state) ? null : chen.id,
  ...change,
})
const outcomeOf = (turn: TicketTransition): string => (turn.ok ? turn.next.state : turn.error.code)

const moves = {
  offered: (ticket: TicketNow) => offer(ticket, lin, { workerId: 'zhao' }, now),
  accepted: (ticket: TicketNow) => accept(ticket, chen, {}, now),
  declined: (ticket: TicketNow) => decline(ticket, chen, { reason: 'far away' }),
  expired: (ticket: TicketNow) => expire(ticket),
  travelling: (ticket: TicketNow) => travel(ticket, chen, {}, now),
  arrived: (ticket: TicketNow) => arrive(ticket, chen, { place: home }, home, now),
  done: (ticket: TicketNow) => done(ticket, chen, { note: 'helped up', proof: 'photo' }, photo, now),
  confirmed: (ticket: TicketNow) => confirm(ticket, lin, now),
  cancelled: (ticket: TicketNow) => cancel(ticket, lin, { reason: 'daughter is there' }, now),
  failed: (ticket: TicketNow) => fail(ticket, chen, { reason: 'nobody opens' }, now),
} as const
type Target = keyof typeof moves

describe('what may follow what', () => {
  const table: Record<TicketState, readonly Target[]> = {
    requested: ['offered', 'cancelled'],
    offered: ['offered', 'accepted', 'declined', 'expired', 'cancelled'],
    accepted: ['declined', 'travelling', 'cancelled', 'failed'],
    travelling: ['arrived', 'cancelled', 'failed'],
    arrived: ['done', 'cancelled', 'failed'],
    done: ['confirmed'],
    confirmed: [],
    declined: ['offered', 'cancelled'],
    expired: ['offered', 'cancelled'],
    cancelled: [],
    failed: [],
  }
  for (const state of ticketStates)
    for (const [target, move] of Object.entries(moves) as [Target, (ticket: TicketNow) => TicketTransition][]) {
      const legal = table[state].includes(target)
      it(`${state} ${legal ? 'becomes' : 'can’t become'} ${target}`, () => {
        const ticket = ticketIn(state, { workerId: chen.id })
        expect(outcomeOf(move(ticket))).toBe(legal ? target : 'illegal_transition')
      })
    }
})

describe('who may', () => {
  const dispatch: readonly Role[] = ['operator', 'supervisor', 'administrator', 'provider_manager']
  const table: readonly (readonly [string, readonly Role[], (actor: Actor) => TicketTransition])[] = [
    ['offer', dispatch, (actor) => offer(ticketIn('requested'), actor, { workerId: 'zhao' }, now)],
    ['cancel', dispatch, (actor) => cancel(ticketIn('accepted'), actor, { reason: 'x' }, now)],
    ['confirm', dispatch, (actor) => confirm(ticketIn('done'), actor, now)],
    ['accept their own', ['worker'], (actor) => accept(ticketIn('offered', { workerId: actor.id }), actor, {}, now)],
    [
      'travel for their own',
      ['worker'],
      (actor) => travel(ticketIn('accepted', { workerId: actor.id }), actor, {}, now),
    ],
    [
      'fail',
      [...dispatch, 'worker'],
      (actor) => fail(ticketIn('accepted', { workerId: actor.id }), actor, { reason: 'x' }, now),
    ],
  ]
  for (const [name, allowed, attempt] of table)
    for (const role of roles)
      it(`${role} ${allowed.includes(role) ? 'may' : 'may not'} ${name}`, () => {
        const turn = attempt(person(role))
        expect(turn.ok ? 'ok' : turn.error.code).toBe(allowed.includes(role) ? 'ok' : 'forbidden')
      })

  it('a worker touches nobody else’s ticket', () => {
    const zhao = person('worker', 'zhao')
    for (const turn of [
      accept(ticketIn('offered'), zhao, {}, now),
      decline(ticketIn('offered'), zhao, { reason: 'x' }),
      travel(ticketIn('accepted'), zhao, {}, now),
      arrive(ticketIn('travelling'), zhao, { place: home }, home, now),
      done(ticketIn('arrived'), zhao, { note: 'x', proof: 'photo' }, photo, now),
      fail(ticketIn('arrived'), zhao, { reason: 'x' }, now),
    ])
      expect(outcomeOf(turn)).toBe('forbidden')
  })
})

describe('arriving', () => {
  const table: readonly (readonly [string, Step, typeof home | null, string])[] = [
    ['at the door', { place: home }, home, 'arrived'],
    ['199 m away', { place: northBy(199) }, home, 'arrived'],
    ['201 m away', { place: northBy(201) }, home, 'invalid'],
    ['201 m away with a reason', { place: northBy(201), note: 'the gate is closed' }, home, 'arrived'],
    ['without a place', {}, home, 'invalid'],
    ['without a place with a reason', { note: 'no signal' }, home, 'arrived'],
    ['with a blank reason', { note: '  ' }, home, 'invalid'],
    ['somewhere, when nobody knows where the home is', { place: home }, null, 'arrived'],
  ]
  for (const [name, step, where, result] of table)
    it(`${name}: ${result}`, () => {
      const turn = arrive(ticketIn('travelling'), chen, step, where, now)
      expect(outcomeOf(turn)).toBe(result)
      if (!turn.ok) expect(turn.error.fields[0]?.field).toBe('note')
    })

  it('keeps how far away it was, and why', () => {
    const turn = arrive(ticketIn('travelling'), chen, { place: northBy(500), note: 'the gate is closed' }, home, now)
    expect(turn.ok && [Math.round(turn.next.arrivalMetres ?? 0), turn.next.arrivalReason]).toEqual([
      500,
      'the gate is closed',
    ])
  })
})

describe('what proves a visit', () => {
  const drawn: Evidence = { picture: { id: 's', proof: 'signature' }, pressedAt: null }
  const table: readonly (readonly [string, Proof, string | undefined, Evidence, string | null])[] = [
    ['a word alone is no signature', 'signature', undefined, nothing, 'invalid'],
    ['nor is a photo', 'signature', undefined, photo, 'invalid'],
    ['a drawing is', 'signature', undefined, drawn, 's'],
    ['so is the name of who can’t draw', 'signature', '王秀英', nothing, null],
    ['a word alone is no photo', 'photo', undefined, nothing, 'invalid'],
    ['nor is a signature', 'photo', '王秀英', drawn, 'invalid'],
    ['a picture is', 'photo', undefined, photo, 'p'],
    ['a button that nobody pressed is none', 'resident_button', undefined, drawn, 'invalid'],
    ['one that was pressed since is', 'resident_button', undefined, { picture: null, pressedAt: now }, null],
  ]
  it.each(table)('%s', (_, proof, signedAs, evidence, result) => {
    const turn = done(ticketIn('arrived'), chen, { note: 'x', proof, signedAs }, evidence, now)
    expect(turn.ok ? turn.next.pictureId : turn.error.code).toBe(result)
    if (!turn.ok) expect(turn.error.fields[0]?.field).toBe('proof')
  })
})

describe('beside the way', () => {
  it('entering is said once, from the door, by who is there', () => {
    const turn = inside(ticketIn('arrived'), chen, {}, now)
    expect(turn.ok && [turn.next.state, turn.next.insideAt, turn.entries[0]?.type]).toEqual([
      'arrived',
      now,
      'ticket.inside',
    ])
    expect(turn.ok && outcomeOf(inside(turn.next, chen, {}, now + 1))).toBe('illegal_transition')
    expect(outcomeOf(inside(ticketIn('travelling'), chen, {}, now))).toBe('illegal_transition')
    expect(outcomeOf(inside(ticketIn('arrived'), person('worker', 'zhao'), {}, now))).toBe('forbidden')
  })

  it('satisfaction is asked at the end; a worker writes it down once, and never over what the family said', () => {
    const five = { stars: 5, by: 'resident' as const }
    const turn = rate(ticketIn('done'), chen, five, now)
    expect(turn.ok && turn.next).toMatchObject({ state: 'done', rating: { ...five, at: now } })
    const family = turn.ok ? rate(turn.next, person('family'), { stars: 2, by: 'resident' }, now + 1) : turn
    expect(family.ok && family.next.rating).toEqual({ stars: 2, by: 'family', at: now + 1 })
    expect(family.ok && outcomeOf(rate(family.next, chen, five, now + 2))).toBe('illegal_transition')
    // A family says it once; a worker says what the resident said, and nobody else; the office puts it right.
    expect(family.ok && outcomeOf(rate(family.next, person('family'), five, now + 2))).toBe('illegal_transition')
    const told = rate(ticketIn('done'), chen, { stars: 4, by: 'family' }, now)
    expect(told.ok && told.next.rating).toEqual({ stars: 4, by: 'resident', at: now })
    const right = family.ok ? rate(family.next, lin, { stars: 3, by: 'family' }, now + 3) : family
    expect(right.ok && right.next.rating).toEqual({ stars: 3, by: 'family', at: now + 3 })
    expect(outcomeOf(rate(ticketIn('arrived'), chen, five, now))).toBe('illegal_transition')
    expect(outcomeOf(rate(ticketIn('done'), person('worker', 'zhao'), five, now))).toBe('forbidden')
    expect(outcomeOf(rate(ticketIn('done'), lin, { stars: 6, by: 'family' }, now))).toBe('invalid')
    const refused = rate(ticketIn('done'), chen, { stars: null, by: 'resident' }, now)
    expect(refused.ok && refused.next.rating?.stars).toBe(null)
  })
})

describe('each step', () => {
  it('has its time, its entry and its word to the person at the device', () => {
    let ticket = requested('response')
    const told: unknown[] = []
    const take = (turn: TicketTransition) => {
      if (!turn.ok) throw turn.error
      ticket = turn.next
      told.push([...turn.entries.map(({ type }) => type), ...turn.commands])
    }
    take(offer(ticket, null, { workerId: chen.id, why: { metres: 420 } }, now))
    take(accept(ticket, chen, { place: northBy(900) }, now + 1, { id: 'p', name: '静安驿站' }))
    take(travel(ticket, chen, {}, now + 2))
    take(arrive(ticket, chen, { place: home }, home, now + 3))
    take(
      done(
        ticket,
        chen,
        { note: 'helped up', proof: 'resident_button' },
        { picture: null, pressedAt: now + 3 },
        now + 4,
      ),
    )
    take(confirm(ticket, lin, now + 5))
    expect(told).toEqual([
      ['ticket.offered'],
      ['ticket.accepted', 'help.sent'],
      ['ticket.travelling'],
      ['ticket.arrived'],
      ['ticket.done'],
      ['ticket.confirmed'],
    ])
    expect(ticket).toMatchObject({
      workerId: chen.id,
      offeredAt: now,
      acceptedAt: now + 1,
      travellingAt: now + 2,
      arrivedAt: now + 3,
      doneAt: now + 4,
      closedAt: now + 5,
      doneNote: 'helped up',
      proof: 'resident_button',
      provider: { id: 'p', name: '静安驿站' },
      arrivalPlace: home,
    })
    // Passed on, it is nobody's until somebody else accepts.
    const accepted = ticketIn('accepted', { provider: { id: 'p', name: '静安驿站' } })
    const passedOn = decline(accepted, chen, { reason: 'ill' })
    expect(passedOn.ok && passedOn.next.provider).toBe(null)
  })

  it('done says that a name was typed instead of a signature drawn', () => {
    const typed = done(ticketIn('arrived'), chen, { note: 'x', proof: 'signature', signedAs: '王秀英' }, nothing, now)
    expect(typed.ok && typed.entries).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ proof: 'signature', signedAs: '王秀英' }) }),
    )
    const pictured = done(ticketIn('arrived'), chen, { note: 'x', proof: 'photo', signedAs: '王秀英' }, photo, now)
    expect(JSON.stringify(pictured)).not.toContain('signedAs')
  })

  it('back is remembered, so that the next one is asked', () => {
    const declined = decline(ticketIn('offered'), chen, { reason: 'ill' })
    expect(declined.ok && declined.next).toMatchObject({ workerId: null, declinedBy: [chen.id] })
    const expired = expire(ticketIn('offered', { declinedBy: ['zhao'] }))
    expect(expired.ok && expired.next).toMatchObject({ workerId: null, declinedBy: ['zhao'], missedBy: [chen.id] })
  })

  const blank: readonly (readonly [string, TicketTransition, string])[] = [
    ['decline', decline(ticketIn('offered'), chen, { reason: ' ' }), 'reason'],
    ['cancel', cancel(ticketIn('accepted'), lin, { reason: '' }, now), 'reason'],
    ['fail', fail(ticketIn('accepted'), chen, { reason: '' }, now), 'reason'],
    ['done', done(ticketIn('arrived'), chen, { note: ' ', proof: 'photo' }, photo, now), 'note'],
  ]
  for (const [name, turn, field] of blank)
    it(`${name} needs words`, () =>
      expect(turn.ok ? null : [turn.error.code, turn.error.fields[0]?.field]).toEqual(['invalid', field]))
})

it('whatever is tried in whatever order, a closed ticket stays closed and a done one has note and proof', () => {
  const closed: readonly TicketState[] = ['confirmed', 'cancelled', 'failed']
  const names = Object.keys(moves) as Target[]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 40 }), (targets) => {
      let ticket = requested('response')
      for (const target of targets) {
        const turn = target === 'offered' ? offer(ticket, lin, { workerId: chen.id }, now) : moves[target](ticket)
        if (!turn.ok) continue
        expect(closed).not.toContain(ticket.state)
        ticket = turn.next
        expect(ticket.closedAt !== null).toBe(closed.includes(ticket.state))
        if (ticket.state === 'done') expect([ticket.doneNote, ticket.proof]).toEqual(['helped up', 'photo'])
        if (['accepted', 'travelling', 'arrived'].includes(ticket.state)) expect(ticket.workerId).toBe(chen.id)
      }
    }),
    { numRuns: 300 },
  )
})
