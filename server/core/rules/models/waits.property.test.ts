import { describe, expect, it } from 'vitest'
import fc from '../../../../test/harness/chance.ts'
import type { LimitName, OwnLimits } from '../limits.ts'
import { person } from '../resident.testing.ts'
import { story } from '../story.testing.ts'
import { hour, minute } from './told.testing.ts'
import { type Edit, firstOver } from './waits.testing.ts'

type Home = { edit(limits: OwnLimits): void; wait(ms: number): void; now(): number; told(): number | null }
/** What a story of a device and one of a person have in common. */
type Played = { now(): number; state(): { timers: Readonly<Record<string, number>> } }

/** When something was told first, looked at after every edit and every timer. */
function firstTold(
  home: Played,
  { edit, waits }: { edit(limits: OwnLimits): boolean; waits(ms: number): boolean },
): Home {
  let told: number | null = null
  const look = (isTold: boolean) => {
    if (isTold) told ??= home.now()
  }
  const soonest = () => Math.min(...Object.values(home.state().timers))
  return {
    now: home.now,
    told: () => told,
    edit: (limits) => look(edit(limits)),
    wait(ms) {
      const until = home.now() + ms
      for (let due = soonest(); due <= until; due = soonest()) look(waits(Math.max(0, due - home.now())))
      waits(until - home.now())
    },
  }
}

/** When the first alert of this kind and priority came. */
function ofDevice(
  from: string,
  zone: string,
  always: OwnLimits,
  first: OwnLimits,
  alert: [string, number],
): Home & { home: ReturnType<typeof story> } {
  const home = story(from, {
    power: 'battery',
    beatMs: 400 * 24 * hour,
    timezone: zone,
    limits: { ...always, ...first },
  })
  const isTold = () => home.raised().some(({ kind, priority }) => kind === alert[0] && priority === alert[1])
  const played = firstTold(home, {
    edit(limits) {
      home.change({ limits: { ...always, ...limits } })
      home.take({ kind: 'changed', at: home.now() })
      return isTold()
    },
    waits(ms) {
      home.waits(ms)
      return isTold()
    },
  })
  return { home, ...played }
}

function ofPerson(
  from: string,
  zone: string,
  always: OwnLimits,
  first: OwnLimits,
  alert: string,
): Home & { home: ReturnType<typeof person> } {
  const home = person(from, { timezone: zone, limits: { ...always, ...first } })
  const played = firstTold(home, {
    edit: (limits) => home.is({ limits: { ...always, ...limits } }).includes(alert),
    waits: (ms) => home.waits(ms).includes(alert),
  })
  return { home, ...played }
}

const wholeNight = { bed_exit_from_hour: 0, bed_exit_until_hour: 24 }
/** What may go on, by the limit that says for how long; begun, and told for the first time when that is over. */
const goingOn: { name: LimitName; unitMs: number; begin(from: string, zone: string, limits: OwnLimits): Home }[] = [
  {
    name: 'bed_exit_urgent_seconds',
    unitMs: 1000,
    begin(from, zone, limits) {
      const up = ofDevice(from, zone, { ...wholeNight, bed_exit_emergency_seconds: 1e9 }, limits, ['bed_exit', 2])
      up.home.event('bed.enter')
      up.wait(2 * minute)
      up.home.event('bed.exit')
      return up
    },
  },
  {
    name: 'bed_exit_emergency_seconds',
    unitMs: 1000,
    begin(from, zone, limits) {
      const up = ofDevice(from, zone, { ...wholeNight, bed_exit_urgent_seconds: 60 }, limits, ['bed_exit', 1])
      up.home.event('bed.enter')
      up.wait(2 * minute)
      up.home.event('bed.exit')
      return up
    },
  },
  {
    name: 'wet_urgent_seconds',
    unitMs: 1000,
    begin(from, zone, limits) {
      const lies = ofDevice(from, zone, {}, limits, ['wet', 2])
      lies.home.event('bed.wet')
      return lies
    },
  },
  {
    name: 'no_activity_hours',
    unitMs: hour,
    begin(from, zone, limits) {
      const silent = ofPerson(
        from,
        zone,
        { no_activity_from_hour: 0, no_activity_until_hour: 24 },
        limits,
        'no_activity/2',
      )
      silent.home.does('activity', 'motion')
      return silent
    },
  },
  {
    name: 'turn_every_minutes',
    unitMs: minute,
    begin(from, zone, limits) {
      const lies = ofPerson(from, zone, { turning_needed: 1, no_activity_hours: 1000 }, limits, 'turn_due/3')
      lies.home.reads({ in_bed: 1 })
      return lies
    },
  },
  {
    name: 'night_absence_urgent_seconds',
    unitMs: 1000,
    begin(from, zone, limits) {
      const always = { ...wholeNight, night_absence_emergency_seconds: 1e9, no_activity_hours: 1000 }
      const gone = ofPerson(from, zone, always, limits, 'no_activity/2')
      gone.home.does('activity', 'motion')
      gone.wait(10 * minute)
      gone.home.does('door.open')
      return gone
    },
  },
]

const hours = fc.integer({ min: 0, max: 23 }).map((each) => `${String(each).padStart(2, '0')}:00`)
const figure = fc.integer({ min: 1, max: 14 })
/** The whole day's figure, and up to two parts of the day with one of their own; half hours. */
const sets = fc.record({
  whole: fc.option(figure, { nil: null }),
  parts: fc.array(
    fc.tuple(hours, hours, figure).filter(([from, until]) => from !== until),
    { maxLength: 2 },
  ),
})
const edited = fc.record({
  first: sets,
  later: fc.array(fc.record({ afterMinutes: fc.integer({ min: 1, max: 400 }), set: sets }), { maxLength: 3 }),
})

describe('what goes on for as long as its limit says', () => {
  it.each(goingOn)(
    '$name: in every part of the day, and when somebody edits it meanwhile',
    ({ name, unitMs, begin }) => {
      const limitsOf = ({ whole, parts }: { whole: number | null; parts: [string, string, number][] }): OwnLimits => ({
        ...(whole === null ? {} : { [name]: (whole * hour) / unitMs / 2 }),
        ...Object.fromEntries(
          parts.map(([from, until, each]) => [`${name}@${from}-${until}`, (each * hour) / unitMs / 2]),
        ),
      })
      // In Berlin the clock is put back on this night.
      const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin')
      const begins = fc
        .integer({ min: 0, max: 1439 })
        .map((minutes) => new Date(Date.parse('2026-10-24T20:00:00Z') + minutes * minute).toISOString())
      fc.assert(
        fc.property(edited, zones, begins, ({ first, later }, zone, from) => {
          const home = begin(from, zone, limitsOf(first))
          const since = home.now()
          const edits: Edit[] = [{ from: 0, limits: limitsOf(first) }]
          for (const { afterMinutes, set } of later) {
            // Nobody edits in the very instant in which something is due.
            home.wait(afterMinutes * minute + 1)
            home.edit(limitsOf(set))
            edits.push({ from: home.now(), limits: limitsOf(set) })
          }
          const until = since + 50 * hour
          home.wait(until - home.now())
          expect(home.told()).toBe(firstOver(edits, { name, unitMs, since, until, zone }))
        }),
        { numRuns: 60 },
      )
    },
  )
})
