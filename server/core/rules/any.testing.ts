import fc from 'fast-check'
import { eventTypes, metricNames, type Readings } from '../../../devices/reading.ts'
import type { DeviceFacts, DeviceState, Input } from './device.ts'
import { limits } from './limits.ts'

/** Whatever a device may say and a state may hold: what the properties of the rules are tried on. */

/** When their evenings begin, epoch ms. */
export const start = Date.parse('2026-11-20T21:30:00+08:00')
const number = fc.oneof(fc.double(), fc.integer({ min: -10, max: 300 }), fc.constantFrom(0, -0, 255, Number.NaN))
export const modes = fc.constantFrom('home' as const, 'away' as const, 'hospital' as const, 'holiday' as const)

/** Any input the types allow, sensible or not; `now` comes with it. */
export const anyReadings: fc.Arbitrary<Readings> = fc.dictionary(fc.constantFrom(...metricNames), number)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
export const anyInput = (now: number): fc.Arbitrary<Input> => {
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

export const anyFacts: fc.Arbitrary<DeviceFacts> = fc.record({
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
  fc.constantFrom('call', 'fall', 'vitals', 'bed_exit', 'bed_unsteady', 'battery', 'mains', 'offline'),
  fc.oneof(
    json,
    fc.record({
      phase: fc.constantFrom('lying', 'up', 'low'),
      since: json,
      raised: json,
      quietSince: json,
      heard: json,
    }),
    fc.record({ inBed: json, since: json, touches: json, toldAt: json }),
    fc.record({ inBed: json, signs: fc.dictionary(fc.constantFrom(...metricNames), json) }),
  ),
)
export const anyState: fc.Arbitrary<DeviceState> = fc
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

export type Told = { input: Input; now: number }
/** A device's evening: inputs and the time between them. Times are mostly live, sometimes late, sometimes out of order. */
export const evening: fc.Arbitrary<readonly Told[]> = fc
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
export const restless: fc.Arbitrary<readonly Told[]> = fc
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
