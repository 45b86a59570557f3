import { describe, expect, it, vi } from 'vitest'
import { metrics } from '../../../devices/reading.ts'
import fc from '../../../test/harness/chance.ts'
import { anyFacts, anyInput, anyReadings, anyState, evening, modes, restless, start, type Told } from './any.testing.ts'
import { type DeviceFacts, type DeviceState, type Input, newDeviceState } from './device.ts'
import type { Effect } from './effect.ts'
import { step } from './step.ts'
import { facts } from './story.testing.ts'

vi.setConfig({ testTimeout: 30_000 })

/** Lives through an evening; a `timer` in it fires whatever is due first. */
function live(told: readonly Told[], device = facts, keep = (state: DeviceState): DeviceState => state) {
  let state = newDeviceState
  const turns: { input: Input; effects: readonly Effect[]; state: DeviceState }[] = []
  for (const { input: given, now } of told) {
    let input = given
    if (given.kind === 'timer') {
      const [due] = Object.entries(state.timers)
        .filter(([, at]) => at <= now)
        .sort(([, a], [, b]) => a - b)
      if (due === undefined) continue
      input = { kind: 'timer', name: due[0], due: due[1] }
    }
    const turn = step(device, state, input, now)
    state = keep(turn.state)
    turns.push({ input, effects: turn.effects, state })
  }
  return { turns, state, effects: turns.flatMap(({ effects }) => effects) }
}

const raises = (effects: readonly Effect[]) => effects.filter((effect) => effect.do === 'raise')
/** A seed at random found it: minus nought is a limit, and no JSON. */
const noTouchAtMost: [DeviceFacts, DeviceState, Input] = [
  {
    ...{ id: 'd', kind: 'bed', power: 'mains', beatMs: 5_000, timezone: 'Asia/Shanghai', mode: 'home' },
    limits: { bed_exit_unsteady_times: -0 },
  },
  newDeviceState,
  { kind: 'readings', at: start - 100_000, receivedAt: start, values: { in_bed: 0 } },
]
const throughJson = (state: DeviceState): DeviceState => JSON.parse(JSON.stringify(state))

describe('whatever is said to whatever state', () => {
  it('step answers, and its state is JSON', () => {
    fc.assert(
      fc.property(anyFacts, anyState, anyInput(start), (device, state, input) => {
        const turn = step(device, state, input, start)
        expect(JSON.parse(JSON.stringify(turn.state.rules))).toEqual(turn.state.rules)
      }),
      { numRuns: 500, examples: [noTouchAtMost] },
    )
  })

  it('a call is never lost, nor a fall', () => {
    const at = fc.integer({ min: start - 1e9, max: start + 1e6 })
    fc.assert(
      fc.property(
        anyFacts,
        anyState,
        fc.constantFrom('call' as const, 'fall' as const),
        at,
        (device, state, type, at) => {
          const input: Input = { kind: 'event', id: 'k3', type, at, receivedAt: start, data: {} }
          const { effects } = step(device, state, input, start)
          expect(raises(effects)).toMatchObject([
            { kind: type, priority: 1, eventId: 'k3', late: start - at > 120_000 },
          ])
          expect(effects).toContainEqual({ do: 'command', type: 'call.received', about: type })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('only a person away from home silences the bed, and nothing else', () => {
    fc.assert(
      fc.property(evening, modes, (told, mode) => {
        const kinds = raises(live(told, { ...facts, mode }).effects).map(({ kind }) => kind)
        if (mode !== 'home') expect(kinds).not.toEqual(expect.arrayContaining(['vitals']))
        if (mode !== 'home') expect(kinds).not.toEqual(expect.arrayContaining(['bed_exit']))
        for (const kind of ['call', 'fall', 'smoke', 'gas', 'water'] as const) {
          const said = told.filter(({ input }) => input.kind === 'event' && input.type === kind).length
          expect(kinds.filter((raised) => raised === kind)).toHaveLength(said)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a vitals alert', () => {
  it('is never raised unless no measurement of its last minute was well inside the limits it names', () => {
    let seen = 0
    fc.assert(
      fc.property(restless, (told) => {
        const measured: { at: number; value: number }[] = []
        let latest = Number.NEGATIVE_INFINITY
        for (const { input, effects } of live(told).turns) {
          if (input.kind === 'readings' && input.values.heart_rate !== undefined) {
            const at = Math.min(input.at, input.receivedAt)
            const value = input.values.heart_rate
            const counts = value >= metrics.heart_rate.min && value <= metrics.heart_rate.max && at >= latest
            if (counts && input.receivedAt - input.at <= 120_000) measured.push({ at, value })
            if (counts) latest = at
          }
          for (const raise of raises(effects)) {
            if (raise.kind !== 'vitals') continue
            seen += 1
            const named = Object.entries(raise.why.limits).filter(([name]) => name.endsWith('_bpm'))
            const inside = 5
            const beyond = (value: number) =>
              named.some(([name, limit]) =>
                name.includes('below') ? value < Number(limit) + inside : value > Number(limit) - inside,
              )
            const before = measured.filter(({ at }) => at <= raise.at - 60_000).at(-1)
            const during = measured.filter(({ at }) => at > raise.at - 60_000)
            expect([...(before ? [before] : []), ...during].every(({ value }) => beyond(value))).toBe(true)
            expect(before).toBeDefined()
          }
        }
      }),
      { numRuns: 500 },
    )
    expect(seen).toBeGreaterThan(100)
  })

  it('is always raised when a limit was passed for a minute without a break', () => {
    const steps = fc.array(
      fc.record({ waitMs: fc.integer({ min: 100, max: 20_000 }), bpm: fc.integer({ min: 131, max: 254 }) }),
      { minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(evening, steps, (told, racing) => {
        const before = live(told).state
        const raised = Object.values(JSON.parse(JSON.stringify(before.rules.vitals ?? { signs: {} })).signs).length
        fc.pre(raised === 0)
        let state = step(facts, before, { kind: 'readings', at: 0, receivedAt: 0, values: {} }, start + 1e9).state
        let now = start + 1e9
        const inBed: Input = { kind: 'readings', at: now, receivedAt: now, values: { in_bed: 1 } }
        state = step(facts, state, inBed, now).state
        const first = now
        const kinds: string[] = []
        for (const { waitMs, bpm } of [{ waitMs: 0, bpm: 140 }, ...racing]) {
          now += waitMs
          const turn = step(
            facts,
            state,
            { kind: 'readings', at: now, receivedAt: now, values: { heart_rate: bpm } },
            now,
          )
          state = turn.state
          kinds.push(...raises(turn.effects).map(({ kind, priority }) => `${kind}/${priority}`))
        }
        expect(kinds.includes('vitals/1')).toBe(now - first >= 60_000)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what is remembered', () => {
  it('continues the same from its JSON, at any point', () => {
    fc.assert(
      fc.property(evening, (told) => {
        const straight = live(told)
        const stored = live(told, facts, throughJson)
        expect(stored.effects).toEqual(straight.effects)
        expect(stored.state).toEqual(throughJson(straight.state))
      }),
      { numRuns: 500 },
    )
  })

  it('has exactly the timers that were started and neither cancelled nor fired', () => {
    fc.assert(
      fc.property(evening, (told) => {
        const timers = new Map<string, number>()
        for (const { input, effects, state } of live(told).turns) {
          if (input.kind === 'timer') timers.delete(input.name)
          for (const effect of effects) {
            if (effect.do === 'start_timer') timers.set(effect.name, effect.due)
            if (effect.do === 'cancel_timer') timers.delete(effect.name)
          }
          expect(state.timers).toEqual(Object.fromEntries(timers))
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is untouched by a timer that was cancelled meanwhile', () => {
    fc.assert(
      fc.property(evening, fc.constantFrom('offline', 'bed_exit', 'none'), (told, name) => {
        const { state } = live(told)
        const due = (state.timers[name] ?? 0) + 1
        expect(step(facts, state, { kind: 'timer', name, due }, start + 1e8)).toEqual({ state, effects: [] })
      }),
    )
  })

  it('isn’t moved by telemetry that is late', () => {
    fc.assert(
      fc.property(evening, anyReadings, fc.integer({ min: 120_001, max: 1e8 }), (told, values, agoMs) => {
        const { state } = live(told)
        const now = (told.at(-1)?.now ?? start) + 1000
        const turn = step(facts, state, { kind: 'readings', at: now - agoMs, receivedAt: now, values }, now)
        const { offline: _before, ...before } = state.rules
        const { offline: _after, ...after } = turn.state.rules
        expect(after).toEqual(before)
        expect(raises(turn.effects)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('can always come to rest: whatever was raised is cleared when all is well again', () => {
    fc.assert(
      fc.property(evening, (told) => {
        let { state, effects } = live(told)
        let now = (told.at(-1)?.now ?? start) + 3_600_000
        const well: Input[] = [
          { kind: 'readings', at: now, receivedAt: now, values: { in_bed: 1, heart_rate: 80, battery: 100 } },
          { kind: 'event', id: 'm', type: 'mains.restored', at: now, receivedAt: now, data: {} },
          { kind: 'event', id: 'w', type: 'bed.dry', at: now, receivedAt: now, data: {} },
        ]
        for (const input of well) {
          now += 1000
          const turn = step(facts, state, input, now)
          state = turn.state
          effects = [...effects, ...turn.effects]
        }
        const up = new Set<string>()
        for (const effect of effects) {
          if (effect.do === 'raise') up.add(effect.kind)
          if (effect.do === 'clear') up.delete(effect.kind)
        }
        const lasting = [...up].filter((kind) =>
          ['vitals', 'bed_exit', 'battery_low', 'mains_lost', 'wet', 'device_offline'].includes(kind),
        )
        expect(lasting).toEqual([])
        expect(Object.keys(state.timers)).toEqual(['offline'])
      }),
      { numRuns: 300 },
    )
  })
})
