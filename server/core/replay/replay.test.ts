import { describe, expect, it } from 'vitest'
import type { SaidReadings } from '../../../devices/reading.ts'
import type { Why } from '../alert/alert.ts'
import type { OwnRule } from '../rules/own-rule.ts'
import { resident } from '../rules/resident.testing.ts'
import { facts } from '../rules/story.testing.ts'
import { type Came, compare, truthOf } from './compare.ts'
import { type Past, type Replayed, replay } from './replay.ts'

const begin = Date.parse('2026-11-21T14:00:00Z')
const minute = 60_000
const hour = 60 * minute

const reading = (at: number, values: SaidReadings['values']): Past => ({
  deviceId: 'bed-1',
  said: { kind: 'readings', at, receivedAt: at, values },
})
/** A night every ten seconds, the heart as `heart` says by the minute. */
const nightOf = (heart: (minutes: number) => number, minutes = 480): Past[] =>
  Array.from({ length: minutes * 6 }, (_, n) =>
    reading(begin + n * 10_000, { heart_rate: heart(n / 6), respiratory_rate: 15, in_bed: 1 }),
  )
const run = (
  past: readonly Past[],
  limits: Record<string, number> = {},
  modes: Parameters<typeof replay>[1]['modes'] = [],
) => replay(past, { devices: [{ ...facts, limits }], resident: null, modes }, { from: begin, until: begin + 9 * hour })

describe('replay', () => {
  it('raises what the engine raises live, once for a spell, with its reason', () => {
    const slow = nightOf((m) => (m >= 200 && m < 205 ? 36 : 62))
    expect(run(slow)).toMatchObject([{ kind: 'vitals', priority: 1, why: { rule: 'vitals' } }])
    expect(run(slow)[0]?.at).toBeLessThanOrEqual(begin + 202 * minute)
    expect(run(slow, { heart_rate_emergency_below_bpm: 30, heart_rate_urgent_below_bpm: 34 })).toEqual([])
  })

  it('fires timers when they were due: somebody who got up and did not come back', () => {
    const past = [...nightOf(() => 62, 60), reading(begin + hour, { in_bed: 0 })]
    const [exit] = run(past).filter(({ kind }) => kind === 'bed_exit')
    expect(exit).toMatchObject({ at: begin + hour + 15 * minute })
    expect(run(past, { bed_exit_urgent_seconds: 1800 }).find(({ kind }) => kind === 'bed_exit')?.at).toBe(
      begin + hour + 30 * minute,
    )
  })

  it('raises what is about the person as it is live, their devices listening', () => {
    const door = (at: number): Past => ({
      deviceId: 'door-1',
      said: { kind: 'event', id: `d-${at}`, type: 'door.open', at, receivedAt: at, data: {} },
    })
    const past = [...nightOf(() => 62, 60), reading(begin + hour, { in_bed: 0 }), door(begin + hour + minute)]
    const devices = [facts, { ...facts, id: 'door-1', kind: 'sensor' as const }]
    const about = { devices, resident, modes: [] }
    const found = replay(past, about, { from: begin, until: begin + 24 * hour })
    const aboutThem = found.filter(({ kind }) => kind === 'no_activity')
    expect(aboutThem.map(({ priority, why: { rule } }) => [rule, priority])).toEqual([
      ['night_absence', 1],
      ['no_activity', 2],
    ])
  })

  it('a silence that was told is told sooner or later by another limit, and not at all outside of it', () => {
    const from = begin + hour
    const heard: Past = { deviceId: 'bed-1', said: { kind: 'connected', at: from } }
    const silences = [{ deviceId: 'bed-1', from, until: begin + 2 * hour }]
    const back: Past = { deviceId: 'bed-1', said: { kind: 'connected', at: begin + 2 * hour } }
    const offline = (limits: Record<string, number>) =>
      replay(
        [...nightOf(() => 62, 60), heard, back],
        { devices: [{ ...facts, limits }], resident: null, modes: [], silences },
        { from: begin, until: begin + 48 * hour },
      ).filter(({ kind }) => kind === 'device_offline')
    expect(offline({})).toMatchObject([{ at: from + 3 * minute, until: begin + 2 * hour }])
    expect(offline({ offline_mains_missed_beats: 100, offline_mains_at_most_seconds: 1200 })).toMatchObject([
      { at: from + 20 * minute },
    ])
    expect(offline({ offline_mains_missed_beats: 100, offline_mains_at_most_seconds: 7200 })).toEqual([])
  })

  it('care that was written down begins the two hours of lying anew', () => {
    const past = nightOf(() => 62, 240)
    const care: Past = { deviceId: null, said: { kind: 'care', what: 'turned', at: begin + 90 * minute } }
    const limits = { turning_needed: 1 }
    const due = (all: readonly Past[]) =>
      replay(
        all.toSorted((a, b) => a.said.at - b.said.at),
        { devices: [{ ...facts, limits }], resident: { ...resident, limits }, modes: [] },
        { from: begin, until: begin + 220 * minute },
      ).flatMap(({ kind, at }) => (kind === 'turn_due' ? [(at - begin) / minute] : []))
    expect(due(past)).toEqual([120])
    expect(due([...past, care])).toEqual([210])
  })

  it('waits for what is silent already from when a rule about it is made', () => {
    const silent: OwnRule = {
      ...{ id: 'quiet', version: 0, metric: 'heart_rate', is: 'not_seen', value: null, forSeconds: 600 },
      ...{ between: null, kind: 'no_activity', priority: 3, message: 'nothing of the bed' },
    }
    const about = { devices: [{ ...facts, ownRules: [silent] }], resident: null, modes: [] }
    const made = begin + 3 * hour
    const span = { from: made, until: made + hour }
    const said = [nightOf(() => 62, 60), [...nightOf(() => 62, 60), reading(made + hour / 2, { battery: 50 })], []]
    for (const past of said)
      expect(replay(past, { ...about, ownRulesFrom: made }, span)).toMatchObject([
        { kind: 'no_activity', at: made + 10 * minute, why: { rule: 'own:quiet' } },
      ])
    expect(
      replay(
        nightOf(() => 62, 200),
        { ...about, ownRulesFrom: made },
        span,
      ),
    ).toMatchObject([{ at: begin + 210 * minute - 10_000 }])
  })

  it('knows that nobody was at home', () => {
    const slow = nightOf((m) => (m >= 200 && m < 205 ? 36 : 62))
    const away = { at: begin - hour, mode: 'hospital', until: begin + 6 * hour } as const
    expect(run(slow, {}, [away])).toEqual([])
    expect(run(slow, {}, [{ ...away, until: begin + 2 * hour }])).toHaveLength(1)
  })
})

const why: Why = { rule: 'vitals', ruleVersion: 2, limits: {}, seen: [] }
const would = (at: number, more: Partial<Replayed> = {}): Replayed => ({
  deviceId: 'bed-1',
  kind: 'vitals',
  priority: 2,
  at,
  until: at,
  repeats: 0,
  why,
  ...more,
})
const came = (id: string, at: number, more: Partial<Came> = {}): Came => {
  const { repeats: _, ...said } = would(at)
  return { id, outcome: null, ...said, ...more }
}

describe('what came beside what would have come', () => {
  it('matches within half an hour, of the same device, kind and rule of their own', () => {
    const all = compare(
      [came('a', begin, { outcome: 'ambulance' }), came('b', begin + 3 * hour, { outcome: 'false_alarm' })],
      [would(begin + 20 * minute), would(begin + 5 * hour), would(begin, { why: { ...why, rule: 'own:x' } })],
    )
    expect(all.map(({ verdict, truth, alertId }) => [verdict, truth, alertId])).toEqual([
      ['still', 'true', 'a'],
      ['new', 'unknown', null],
      ['gone', 'false', 'b'],
      ['new', 'unknown', null],
    ])
  })

  it('says nothing where nobody can', () => {
    expect([truthOf('reassured'), truthOf('test'), truthOf(null)]).toEqual(['unknown', 'test', 'unknown'])
  })
})
