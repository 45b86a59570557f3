import { describe, expect, it } from 'vitest'
import fc from '../../../../test/harness/chance.ts'
import type { Input } from '../device.ts'
import { type Done, lived } from './lived.testing.ts'
import { batteries, type Charge, type Holds, type Power, powerCuts, silent, untried } from './supervision.testing.ts'
import { day, minute, type Silence } from './told.testing.ts'

const from = '2026-11-20T21:30:00+08:00'
const start = Date.parse(from)

/** Whole seconds and one more millisecond each: nothing happens in the very instant in which something else is due. */
const waits = fc
  .oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 0, max: 86_400 }),
    fc.integer({ min: 0, max: 9 * 86_400 }),
    fc.constantFrom(7 * 86_400, 14 * 86_400),
  )
  .map((seconds) => seconds * 1000 + 1)
const late = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  fc.integer({ min: 0, max: 86_400 }).map((seconds) => seconds * 1000),
)
const month = 31 * day

describe('supervision beside its model', () => {
  it('a device that isn’t heard', () => {
    const moves = fc.array(
      fc.record({
        waitMs: waits,
        what: fc.oneof(
          { weight: 3, arbitrary: fc.constant('heard' as const) },
          fc.constant('will' as const),
          fc.record({
            power: fc.constantFrom('mains' as const, 'battery' as const),
            beatMs: fc.constantFrom(minute, 10 * minute, day),
          }),
        ),
      }),
      { maxLength: 15 },
    )
    const silenceMs = (power: 'mains' | 'battery', beatMs: number) =>
      power === 'battery' ? 2 * beatMs : Math.min(3 * beatMs, Math.max(5 * minute, 1.25 * beatMs))
    fc.assert(
      fc.property(moves, (all) => {
        let now = start
        const heard = [start]
        const holds: Holds[] = [{ from: start, silenceMs: silenceMs('mains', minute), testEveryMs: 7 * day }]
        const first: Done = { afterMs: 0, input: (at) => ({ kind: 'connected', at }) }
        const done = all.map(({ waitMs, what }): Done => {
          now += waitMs
          if (typeof what !== 'string') {
            holds.push({ from: now, silenceMs: silenceMs(what.power, what.beatMs), testEveryMs: 7 * day })
            return { afterMs: waitMs, facts: what }
          }
          if (what === 'heard') heard.push(now)
          const at = now
          return { afterMs: waitMs, input: () => ({ kind: what === 'heard' ? 'connected' : 'disconnected', at }) }
        })
        const until = now + 3 * day
        const told = lived(from, { kind: 'sensor', power: 'mains', beatMs: minute }, [first, ...done], until - start)
        expect(told.filter(({ what }) => what.startsWith('device_offline'))).toEqual(silent(heard, holds, until))
      }),
      { numRuns: 300 },
    )
  })

  it('a button nobody tries', () => {
    const moves = fc.array(
      fc.record({
        waitMs: waits,
        what: fc.oneof(
          fc.constantFrom('test' as const, 'call' as const, 'activity' as const),
          fc.record({ days: fc.constantFrom(3, 7, 30) }),
        ),
      }),
      { maxLength: 15 },
    )
    fc.assert(
      fc.property(moves, (all) => {
        let now = start
        const presses: number[] = []
        const holds: Holds[] = [{ from: start, silenceMs: 0, testEveryMs: 7 * day }]
        const done = all.map(({ waitMs, what }, n): Done => {
          now += waitMs
          if (typeof what !== 'string') {
            holds.push({ from: now, silenceMs: 0, testEveryMs: what.days * day })
            return { afterMs: waitMs, facts: { limits: { test_every_days: what.days } } }
          }
          // The first that is heard of it is when it begins to be waited for.
          if (what !== 'activity' || presses.length === 0) presses.push(now)
          const at = now
          return {
            afterMs: waitMs,
            input: () => ({ kind: 'event', id: `${n}`, type: what, at, receivedAt: at, data: {} }),
          }
        })
        const until = now + 2 * month
        const told = lived(from, { kind: 'call_button', power: 'battery', beatMs: 400 * day }, done, until - start)
        // Both at once, where twice as long has passed before anybody looks.
        const overdue = told.filter(({ what }) => what.startsWith('test_overdue'))
        const once = overdue.filter(({ now, what }, n) => now !== overdue[n - 1]?.now || what !== overdue[n - 1]?.what)
        expect(once).toEqual(untried(presses, holds, until))
      }),
      { numRuns: 300 },
    )
  })

  it('a battery', () => {
    const moves = fc.array(
      fc.record({
        waitMs: waits,
        percent: fc.oneof(fc.constantFrom(100, 24, 25, 21, 20, 6, 5, null), fc.integer({ min: 0, max: 100 })),
        status: fc.boolean(),
        agoMs: late,
      }),
      { maxLength: 15 },
    )
    fc.assert(
      fc.property(moves, (all) => {
        let now = start
        const charges: Charge[] = []
        const done = all.map(({ waitMs, percent, status, agoMs }, n): Done => {
          now += waitMs
          // A reading is live for two minutes; which of two such words is the newer, the next one says.
          const at = now - (percent === null ? agoMs : 0)
          const times = { at, receivedAt: now }
          charges.push({ at, heard: now, percent })
          const input: Input =
            percent === null
              ? { kind: 'event', id: `${n}`, type: 'battery.low', ...times, data: {} }
              : status
                ? { kind: 'status', ...times, online: null, firmware: null, mains: null, battery: percent }
                : { kind: 'readings', ...times, values: { battery: percent } }
          return { afterMs: waitMs, input: () => input }
        })
        const until = now + month
        const told = lived(from, { kind: 'sensor', power: 'battery', beatMs: 400 * day }, done, until - start)
        expect(told).toEqual(batteries(charges, until))
      }),
      { numRuns: 300 },
    )
  })

  it('the mains', () => {
    const moves = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.record({ waitMs: waits, mains: fc.boolean(), status: fc.boolean(), agoMs: late }) },
        fc.record({ waitMs: waits, forMs: waits }),
      ),
      { maxLength: 15 },
    )
    fc.assert(
      fc.property(moves, (all) => {
        let now = start
        const words: Power[] = []
        const silences: Silence[] = []
        const done = all.flatMap((move, n): Done[] => {
          now += move.waitMs
          if ('forMs' in move) {
            const begin = { afterMs: move.waitMs, facts: { maintenanceUntil: now + move.forMs } }
            silences.push({ from: now, until: now + move.forMs })
            now += move.forMs
            return [begin, { afterMs: move.forMs, facts: { maintenanceUntil: null } }]
          }
          const times = { at: now - move.agoMs, receivedAt: now }
          words.push({ at: times.at, heard: now, mains: move.mains })
          const input: Input = move.status
            ? { kind: 'status', ...times, online: null, firmware: null, mains: move.mains, battery: null }
            : { kind: 'event', id: `${n}`, type: move.mains ? 'mains.restored' : 'mains.lost', ...times, data: {} }
          return [{ afterMs: move.waitMs, input: () => input }]
        })
        const until = now + day
        const told = lived(from, { kind: 'sensor', power: 'battery', beatMs: 400 * day }, done, until - start)
        expect(told.filter(({ what }) => what.startsWith('mains_lost'))).toEqual(powerCuts(words, silences, until))
      }),
      { numRuns: 300 },
    )
  })
})
