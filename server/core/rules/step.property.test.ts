import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { eventTypes, metricNames, metrics, type Readings } from '../../../devices/reading.ts'
import { type DeviceFacts, type DeviceState, type Input, newDeviceState } from './device.ts'
import type { Effect } from './effect.ts'
import { limits } from './limits.ts'
import { step } from './step.ts'
import { facts } from './story.testing.ts'

vi.setConfig({ testTimeout: 30_000 })

const start = Date.parse('2026-11-20T21:30:00+08:00')
const number = fc.oneof(fc.double(), fc.integer({ min: -10, max: 300 }), fc.constantFrom(0, -0, 255, Number.NaN))
const modes = fc.constantFrom('home' as const, 'away' as const, 'hospital' as const, 'holiday' as const)

/** Any input the types allow, sensible or not; `now` comes with it. */
const anyReadings: fc.Arbitrary<Readings> = fc.dictionary(fc.constantFrom(...metricNames), number)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const anyInput = (now: number): fc.Arbitrary<Input> => {
  const at = fc.oneof(
    fc.integer({ min: now - 7_200_000, max: now + 600_000 }),
    fc.integer({ min: now - 100_000, max: now }),
    number.filter((at) => !Object.is(at, -0)),
  )
  const times = { at, receivedAt: fc.constant(now) }
  return fc.oneof(
    fc.record({
      kind: fc.constant('event' as const),
      id: fc.string(),
      type: fc.constantFrom(...eventTypes),
      ...times,
      data: fc.constant({}),
    }),
    fc.record({ kind: fc.constant('readings' as const), ...times, values: anyReadings }),
    fc.record({
      kind: fc.constant('status' as const),
      ...times,
      online: orNull(fc.boolean()),
      firmware: orNull(fc.string()),
      battery: orNull(number),
      mains: orNull(fc.boolean()),
    }),
    fc.record({
      kind: fc.constant('motion' as const),
      id: fc.string(),
      ...times,
      hz: number,
      samples: fc.array(fc.tuple(number, number, number), { maxLength: 60 }),
    }),
    fc.record({ kind: fc.constant('timer' as const), name: fc.string(), due: number }),
    fc.record({ kind: fc.constant('connected' as const), at }),
    fc.record({ kind: fc.constant('disconnected' as const), at }),
  )
}

const anyFacts: fc.Arbitrary<DeviceFacts> = fc.record({
  id: fc.constant('d'),
  kind: fc.constantFrom('bed' as const, 'call_button' as const),
  power: fc.constantFrom('mains' as const, 'battery' as const),
  beatMs: fc.integer({ min: 5_000, max: 604_800_000 }),
  timezone: fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', '', 'nowhere'),
  limits: fc.dictionary(fc.constantFrom(...Object.keys(limits), '__proto__'), number),
  mode: modes,
})

const json = fc.jsonValue({ maxDepth: 1 })
/** A state as stored by anybody: whatever JSON may hold where the rules keep theirs. */
const slices = fc.dictionary(
  fc.constantFrom('call', 'fall', 'vitals', 'bed_exit', 'battery', 'mains', 'offline'),
  fc.oneof(
    json,
    fc.record({ phase: fc.constantFrom('lying', 'up', 'low'), since: json, raised: json }),
    fc.record({ inBed: json, signs: fc.dictionary(fc.constantFrom(...metricNames), json) }),
  ),
)
const anyState: fc.Arbitrary<DeviceState> = fc
  .record({
    online: fc.boolean(),
    lastSeenAt: orNull(fc.integer({ min: start - 1e8, max: start + 1e8 })),
    battery: orNull(number),
    mains: orNull(fc.boolean()),
    firmware: orNull(fc.string()),
    latest: fc.constant({}),
    timers: fc.dictionary(
      fc.constantFrom('offline', 'bed_exit', 'other'),
      fc.integer({ min: start, max: start + 1e8 }),
    ),
    rules: slices,
  })
  .map((state) => JSON.parse(JSON.stringify(state)))

type Told = { input: Input; now: number }
/** A device's evening: inputs and the time between them. Times are mostly live, sometimes late, sometimes out of order. */
const evening: fc.Arbitrary<readonly Told[]> = fc
  .array(
    fc.record({
      waitMs: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 1_200_000 })),
      agoMs: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -10_000, max: 60_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_200_000 }) },
      ),
      what: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...([35, 42, 80, 112, 120, 140, 0, 255] as const)) },
        { weight: 2, arbitrary: fc.constantFrom('in' as const, 'out' as const) },
        { weight: 2, arbitrary: fc.constantFrom(...eventTypes) },
        { weight: 1, arbitrary: fc.constantFrom('battery' as const, 'will' as const, 'connected' as const) },
        { weight: 2, arbitrary: fc.constant('timer' as const) },
      ),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let now = start
    return steps.map(({ waitMs, agoMs, what }, index) => {
      now += waitMs
      const times = { at: now - agoMs, receivedAt: now }
      const status = { kind: 'status', ...times, firmware: null, mains: null } as const
      const input: Input =
        typeof what === 'number'
          ? { kind: 'readings', ...times, values: { heart_rate: what } }
          : what === 'in' || what === 'out'
            ? { kind: 'readings', ...times, values: { in_bed: what === 'in' ? 1 : 0 } }
            : what === 'battery'
              ? { ...status, online: null, battery: index % 30 }
              : what === 'will'
                ? { ...status, online: false, battery: null }
                : what === 'connected'
                  ? { kind: 'connected', at: now }
                  : what === 'timer'
                    ? { kind: 'timer', name: '', due: 0 }
                    : { kind: 'event', id: `${index}`, type: what, ...times, data: {} }
      return { input, now }
    })
  })

/** A restless heart: runs of the same reading, now and then one that is late, out of order or nothing measured. */
const restless: fc.Arbitrary<readonly Told[]> = fc
  .array(
    fc.record({
      bpm: fc.constantFrom(35, 42, 42, 44, 80, 112, 120, 120, 140, 140, 0, 255),
      times: fc.integer({ min: 1, max: 12 }),
      everyMs: fc.integer({ min: 1000, max: 25_000 }),
      agoMs: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 150_000 }) },
      ),
    }),
    { maxLength: 12 },
  )
  .map((runs) => {
    let now = start
    return runs.flatMap(({ bpm, times, everyMs, agoMs }) =>
      Array.from({ length: times }, () => {
        now += everyMs
        const input = { kind: 'readings' as const, at: now - agoMs, receivedAt: now, values: { heart_rate: bpm } }
        return { input, now }
      }),
    )
  })

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
const throughJson = (state: DeviceState): DeviceState => JSON.parse(JSON.stringify(state))

describe('whatever is said to whatever state', () => {
  it('step answers, and its state is JSON', () => {
    fc.assert(
      fc.property(anyFacts, anyState, anyInput(start), (device, state, input) => {
        const turn = step(device, state, input, start)
        expect(JSON.parse(JSON.stringify(turn.state.rules))).toEqual(turn.state.rules)
      }),
      { numRuns: 500 },
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
  it('is never raised unless no measurement of its last minute was well inside the limit it names', () => {
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
            const [name, limit] = Object.entries(raise.why.limits)[0] ?? ['', 0]
            const inside = 5
            const beyond = (value: number) =>
              name.includes('below') ? value < Number(limit) + inside : value > Number(limit) - inside
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
