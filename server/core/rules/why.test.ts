import { describe, expect, it } from 'vitest'
import type { EventType } from '../../../devices/reading.ts'
import { type AlertKind, alertKinds } from '../alert/alert.ts'
import { limits } from './limits.ts'
import { person } from './resident.testing.ts'
import { hours, minutes, type Raise, seconds, story } from './story.testing.ts'

const noon = '2026-11-20T12:00:00+08:00'
const evening = '2026-11-20T22:30:00+08:00'
const version = 4

function device(from: string, own: Parameters<typeof story>[1], tell: (told: ReturnType<typeof story>) => void) {
  const told = story(from, { limitsVersion: version, ...own })
  tell(told)
  return told.raised()
}
const says = (type: EventType) => () => device(noon, {}, (it) => it.event(type))
function home(own: Parameters<typeof person>[1], tell: (told: ReturnType<typeof person>) => void): Raise[] {
  const told = person(noon, { limitsVersion: version, ...own })
  tell(told)
  return told.all().flatMap(({ effect }) => (effect.do === 'raise' ? [effect] : []))
}

/** A story that raises each kind, and the limits its alert has to show (none where there are none to pass). */
const stories: Record<AlertKind, { raised: () => Raise[]; byLimits: boolean }> = {
  call: { raised: says('call'), byLimits: false },
  fall: { raised: says('fall'), byLimits: false },
  smoke: { raised: says('smoke'), byLimits: false },
  gas: { raised: says('gas'), byLimits: false },
  water: { raised: says('water'), byLimits: false },
  tamper: { raised: says('tamper'), byLimits: false },
  bed_unsteady: {
    raised: () =>
      device(noon, {}, (it) => {
        for (let n = 0; n < 21; n++) {
          it.reads({ in_bed: 1 })
          it.waits(1 * seconds)
          it.reads({ in_bed: 0 })
          it.waits(5 * seconds)
        }
      }),
    byLimits: true,
  },
  wet: { raised: says('bed.wet'), byLimits: false },
  mains_lost: { raised: () => device(noon, {}, (it) => it.status({ mains: false })), byLimits: false },
  battery_low: { raised: () => device(noon, {}, (it) => it.status({ battery: 15 })), byLimits: true },
  vitals: {
    raised: () => device(noon, {}, (it) => it.keepsReading({ heart_rate: 140 }, { forMs: 60 * seconds })),
    byLimits: true,
  },
  bed_exit: {
    raised: () =>
      device(evening, {}, (it) => {
        it.reads({ in_bed: 1 })
        it.waits(10 * minutes)
        it.reads({ in_bed: 0 })
        it.waits(16 * minutes)
      }),
    byLimits: true,
  },
  device_offline: {
    raised: () =>
      device(noon, {}, (it) => {
        it.connects()
        it.waits(6 * minutes)
      }),
    byLimits: true,
  },
  test_overdue: {
    raised: () =>
      device(noon, { kind: 'call_button', power: 'battery', beatMs: 86_400_000 }, (it) => {
        it.event('test')
        it.waits(8 * 24 * hours)
      }),
    byLimits: true,
  },
  no_activity: {
    raised: () =>
      home({}, (it) => {
        it.does('activity')
        it.waits(30 * hours)
      }),
    byLimits: true,
  },
  turn_due: {
    raised: () =>
      home({ limits: { turning_needed: 1 } }, (it) => {
        it.reads({ in_bed: 1 })
        it.waits(3 * hours)
      }),
    byLimits: true,
  },
  medication: {
    raised: () =>
      home({ medication: [{ at: '14:00', what: '阿司匹林' }] }, (it) => {
        it.does('activity')
        it.is({})
        it.waits(3 * hours)
      }),
    byLimits: true,
  },
  mode_check: {
    raised: () =>
      home({}, (it) => {
        it.is({ mode: 'holiday' })
        it.waits(2 * hours)
        it.does('activity')
        it.waits(5 * minutes)
        it.does('activity')
      }),
    byLimits: true,
  },
}

describe('an alert says why', () => {
  for (const kind of alertKinds)
    it(`${kind}: its rule and version, the version of the limits and those that held, and what was seen`, () => {
      const { raised, byLimits } = stories[kind]
      const alert = raised().find((one) => one.kind === kind)
      expect(alert?.why).toMatchObject({ rule: expect.stringMatching(/./), limitsVersion: version })
      expect(alert?.why.ruleVersion).toBeGreaterThan(0)
      expect(alert?.why.seen.length).toBeGreaterThan(0)
      for (const { what, at } of alert?.why.seen ?? []) {
        expect(what).not.toBe('')
        expect(at).toBeGreaterThan(0)
      }
      const shown = Object.keys(alert?.why.limits ?? {})
      expect(shown.filter((name) => !(name in limits))).toEqual([])
      expect(shown.length > 0).toBe(byLimits)
    })
})
