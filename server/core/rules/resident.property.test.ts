import { describe, expect, it, vi } from 'vitest'
import { eventTypes, type Said } from '../../../devices/reading.ts'
import fc from '../../../test/harness/chance.ts'
import { modes } from './modes.ts'
import { resident } from './resident.testing.ts'
import { careDone, newResidentState, type ResidentFacts, type ResidentInput, type ResidentState } from './resident.ts'
import { type ResidentEffect, stepResident } from './step-resident.ts'

vi.setConfig({ testTimeout: 30_000 })

const start = Date.parse('2026-11-20T21:30:00+08:00')
const hour = 3_600_000

const devices = [
  { id: 'bed', kind: 'bed' },
  { id: 'door', kind: 'sensor' },
  { id: 'hall', kind: 'sensor' },
  { id: 'button', kind: 'call_button' },
] as const

const what = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...eventTypes) },
  { weight: 3, arbitrary: fc.record({ in_bed: fc.constantFrom(0, 1), movement: fc.constantFrom(0, 0.2, 0.9) }) },
  { weight: 1, arbitrary: fc.constantFrom(...careDone.map((care) => ({ care }))) },
  { weight: 1, arbitrary: fc.constantFrom(...modes.map((mode) => ({ mode }))) },
)
/** Some days of a person: what happens, and the time between. */
const days = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 0, max: 14 * hour })),
    agoMs: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: hour }) },
    ),
    device: fc.constantFrom(...devices),
    what,
  }),
  { maxLength: 40 },
)
type Days = typeof days extends fc.Arbitrary<infer T> ? T : never

const bed = devices[0]
/** Out of the door at night and told of; then somebody writes down that they are away. */
const gone: Days = [
  { waitMs: 38_614_021, agoMs: 0, device: bed, what: 'call' },
  { waitMs: 11_815_226, agoMs: 0, device: bed, what: { in_bed: 0, movement: 0 } },
  { waitMs: 37_304_612, agoMs: 0, device: bed, what: 'call' },
  { waitMs: 466_141, agoMs: 0, device: devices[1], what: 'door.open' },
  { waitMs: 159_290, agoMs: 0, device: bed, what: { in_bed: 0, movement: 0 } },
  { waitMs: 440_710, agoMs: 0, device: bed, what: { mode: 'away' } },
  { waitMs: 600_000, agoMs: 0, device: bed, what: 'mains.lost' },
]

type Turn = {
  now: number
  input: ResidentInput
  facts: ResidentFacts
  effects: readonly ResidentEffect[]
  state: ResidentState
}

/** Lives through them; whatever is due on the way fires when it is due. */
function live(all: Days, keep = (state: ResidentState) => state): Turn[] {
  let state = newResidentState
  let now = start
  let facts: ResidentFacts = { ...resident, limits: { turning_needed: 1 }, medication: [{ at: '08:00', what: 'x' }] }
  const turns: Turn[] = []
  const home = () => devices.map(({ id, kind }) => ({ id, kind, silent: false, backAt: null }))
  const take = (input: ResidentInput) => {
    const turn = stepResident(facts, state, input, now, home)
    state = keep(turn.state)
    turns.push({ now, input, facts, effects: turn.effects, state })
  }
  const pass = (until: number) => {
    for (;;) {
      const [next] = Object.entries(state.timers).sort(([, a], [, b]) => a - b)
      if (next === undefined || next[1] > until) break
      now = Math.max(now, next[1])
      take({ kind: 'timer', name: next[0], due: next[1] })
    }
    now = until
  }
  for (const { waitMs, agoMs, device, what } of all) {
    pass(now + waitMs)
    const times = { at: now - agoMs, receivedAt: now }
    if (typeof what === 'string') {
      const said: Said = { kind: 'event', id: `${turns.length}`, type: what, ...times, data: {} }
      take({ kind: 'said', device, said })
    } else if ('care' in what) take({ kind: 'care', what: what.care, at: now })
    else if ('mode' in what) {
      facts = { ...facts, mode: what.mode }
      take({ kind: 'changed', at: now })
    } else take({ kind: 'said', device, said: { kind: 'readings', ...times, values: what } })
  }
  pass(now)
  return turns
}

const effectsOf = (turns: readonly Turn[]) => turns.flatMap(({ effects }) => effects)

describe('whatever happens around a person', () => {
  it('continues the same from its JSON, at any point', () => {
    fc.assert(
      fc.property(days, (all) => {
        const stored = live(all, (state) => JSON.parse(JSON.stringify(state)))
        expect(effectsOf(stored)).toEqual(effectsOf(live(all)))
      }),
      { numRuns: 200 },
    )
  })

  it('a copy of what was said changes nothing', () => {
    fc.assert(
      fc.property(days, (all) => {
        const twice = all.flatMap((one) => (typeof one.what === 'string' ? [one, { ...one, waitMs: 0 }] : [one]))
        const raises = (turns: Turn[]) =>
          effectsOf(turns).flatMap(({ effect }) => (effect.do === 'raise' ? [`${effect.kind}/${effect.priority}`] : []))
        expect(raises(live(twice))).toEqual(raises(live(all)))
      }),
      { numRuns: 200 },
    )
  })

  it('nobody away from home is missed, turned or reminded', () => {
    fc.assert(
      fc.property(days, (all) => {
        for (const { facts, effects } of live(all))
          if (facts.mode !== 'home')
            for (const { effect } of effects) if (effect.do === 'raise') expect(effect.kind).toBe('mode_check')
      }),
      { numRuns: 200 },
    )
  })

  it('nobody is missed who was heard of within their limit, unless a door was the last', () => {
    let seen = 0
    fc.assert(
      fc.property(days, (all) => {
        for (const { now, effects, state } of live(all))
          for (const { effect } of effects) {
            if (effect.do !== 'raise' || effect.why.rule !== 'no_activity') continue
            seen += 1
            expect(now - (state.lastSign?.at ?? now)).toBeGreaterThanOrEqual(3 * hour)
            const short = now - (state.lastSign?.at ?? now) < 12 * hour
            if (short) expect(all.some(({ what }) => typeof what === 'object' && 'mode' in what)).toBe(true)
          }
      }),
      { numRuns: 200 },
    )
    expect(seen).toBeGreaterThan(20)
  })

  it('can always come to rest: home, seen, turned and cared for, nothing is open', () => {
    fc.assert(
      fc.property(days, (all) => {
        const turns = live([
          ...all,
          { waitMs: 600_000, agoMs: 0, device: devices[2], what: { mode: 'home' } },
          { waitMs: 600_000, agoMs: 0, device: devices[2], what: 'activity' },
          { waitMs: 0, agoMs: 0, device: devices[0], what: { care: 'turned' } },
          { waitMs: 0, agoMs: 0, device: devices[0], what: { care: 'medication_taken' } },
          { waitMs: 0, agoMs: 0, device: devices[0], what: 'bed.exit' },
        ])
        expect(turns.at(-1)?.state.open).toEqual({})
      }),
      { numRuns: 200, examples: [[gone]] },
    )
  })

  it('every alert is in the name of a device, and says why', () => {
    fc.assert(
      fc.property(days, (all) => {
        for (const { on, effect } of effectsOf(live(all))) {
          if (effect.do !== 'raise') continue
          expect(on).not.toBeNull()
          expect(effect.why.seen.length).toBeGreaterThan(0)
          expect(Object.keys(effect.why.limits).length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 100 },
    )
  })
})
