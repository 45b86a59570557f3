import { describe, expect, it } from 'vitest'
import { person } from '../../server/core/rules/resident.testing.ts'
import { clearedIn, hours, minutes, raisedIn, seconds, story } from '../../server/core/rules/story.testing.ts'

/** Stories of people and their homes, a night in some milliseconds: the rules as they run, under a clock of their own. */

describe('a night with a fall in the bathroom', () => {
  it('is told by the bed that stays empty, and by the morning that doesn’t come', () => {
    const bed = story('2026-11-20T21:30:00+08:00')
    const wang = person('2026-11-20T21:30:00+08:00')
    bed.reads({ in_bed: 1, heart_rate: 62 })
    wang.reads({ in_bed: 1, heart_rate: 62 })
    // She sleeps; at 02:10 she gets up, is seen at the bathroom's door, and then by nothing.
    bed.waits(4 * hours + 40 * minutes)
    wang.waits(4 * hours + 40 * minutes)
    bed.keepsReading({ in_bed: 1, heart_rate: 60 }, { forMs: 3 * minutes })
    wang.reads({ in_bed: 1, heart_rate: 60 })
    wang.waits(3 * minutes)
    bed.reads({ in_bed: 0 })
    wang.does('bed.exit', 'bed')
    wang.waits(minutes)
    wang.does('activity', 'bathroom')
    const told = bed.keepsReading({ in_bed: 0 }, { everyMs: 30 * seconds, forMs: hours })
    expect(raisedIn(told)).toEqual(['bed_exit/2', 'bed_exit/1'])
    // Without a bed she would be missed by noon-and-a-bit: 12 hours after the bathroom saw her.
    expect(wang.waits(11.9 * hours)).toEqual([])
    expect(wang.waits(0.2 * hours)).toEqual(['no_activity/2'])
    expect(wang.does('activity', 'hall')).toEqual(['no_activity cleared'])
  })
})

describe('a bed whose sensor dies', () => {
  it('is a fault of the bed, told as one, and somebody looks in after two hours', () => {
    const bed = story('2026-11-20T23:00:00+08:00')
    bed.keepsReading({ in_bed: 1, heart_rate: 60, respiratory_rate: 14 }, { forMs: 10 * minutes })
    const effects = bed.waits(3 * hours)
    expect(raisedIn(effects)).toEqual(['device_offline/4'])
    expect(effects.filter(({ do: what }) => what === 'look_in')).toEqual([{ do: 'look_in', about: 'device_offline' }])
  })

  it('that measures nothing but says it works raises no vital sign', () => {
    const bed = story('2026-11-20T23:00:00+08:00')
    bed.keepsReading({ in_bed: 1, heart_rate: 60, respiratory_rate: 14 }, { forMs: 10 * minutes })
    const dead = bed.keepsReading({ in_bed: 1, heart_rate: 0, respiratory_rate: 255 }, { forMs: 2 * hours })
    expect(raisedIn(dead)).toEqual([])
  })

  it('is no silence of the person: it is said that nobody could hear them', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.reads({ in_bed: 1, heart_rate: 60 })
    wang.device('bed', { silent: true })
    expect(wang.waits(12 * hours)).toEqual(['no_activity/3'])
    expect(wang.lastRaise()?.why.seen).toContainEqual({
      what: 'device is silent',
      value: 'bed',
      at: Date.parse('2026-11-20T19:00:00+08:00'),
    })
  })
})

describe('somebody goes on holiday and forgets to say so', () => {
  it('is missed once, isn’t while the mode holds, and is asked about when they are back early', () => {
    const chen = person('2026-11-20T09:00:00+08:00')
    chen.does('activity', 'hall')
    chen.waits(10 * minutes)
    chen.does('door.close')
    expect(chen.waits(12 * hours)).toEqual(['no_activity/2'])
    // Reached on the phone: on holiday until Sunday. The alert is over when somebody says so; nothing more is told.
    chen.is({ mode: 'holiday' })
    expect(chen.waits(72 * hours)).toEqual([])
    // Two days early somebody moves in the home.
    expect(chen.does('door.open')).toEqual(['no_activity cleared', 'mode_check/3'])
    chen.waits(10 * minutes)
    chen.does('activity', 'hall')
    expect(chen.waits(20 * minutes)).toEqual(['the mode ends'])
    expect(chen.is({ mode: 'home' })).toEqual(['mode_check cleared'])
    expect(chen.waits(11 * hours)).toEqual([])
  })

  it('a neighbour who waters the flowers and goes again ends nothing', () => {
    const chen = person('2026-11-20T09:00:00+08:00')
    chen.does('activity', 'hall')
    chen.is({ mode: 'holiday' })
    chen.waits(48 * hours)
    expect(chen.does('door.open')).toEqual(['mode_check/3'])
    expect(chen.waits(72 * hours)).toEqual([])
  })

  it('who packs their bag isn’t asked', () => {
    const chen = person('2026-11-20T09:00:00+08:00')
    chen.does('activity', 'hall')
    chen.is({ mode: 'holiday' })
    chen.waits(20 * minutes)
    expect(chen.does('activity', 'hall')).toEqual([])
  })
})

describe('somebody wanders out at night', () => {
  it('is told after ten minutes, and an emergency after thirty', () => {
    const li = person('2026-11-20T21:00:00+08:00')
    li.reads({ in_bed: 1, heart_rate: 60 })
    li.waits(5 * hours)
    li.does('bed.exit', 'bed')
    li.waits(2 * minutes)
    li.does('door.open')
    expect(li.waits(10 * minutes)).toEqual(['no_activity/2'])
    expect(li.lastRaise()?.why).toMatchObject({
      rule: 'night_absence',
      seen: [{ what: 'door at night' }, { value: false }],
    })
    expect(li.waits(20 * minutes)).toEqual(['no_activity/1'])
    expect(li.reads({ in_bed: 1, heart_rate: 70 })).toEqual(['no_activity cleared'])
  })

  it('who lies in bed while somebody else goes home isn’t, though the bed says nothing more than that', () => {
    const li = person('2026-11-20T21:00:00+08:00')
    li.reads({ in_bed: 1, movement: 0.2 })
    li.waits(90 * minutes)
    li.does('door.open')
    const told = []
    for (let minute = 0; minute < 60; minute++) {
      told.push(...li.reads({ in_bed: 1 }))
      told.push(...li.waits(minutes))
    }
    expect(told).toEqual([])
  })

  it('who lay in a bed that is heard no more is', () => {
    const li = person('2026-11-20T21:00:00+08:00')
    li.does('activity', 'hall')
    li.reads({ in_bed: 1, movement: 0.2 })
    li.waits(90 * minutes)
    li.device('bed', { silent: true })
    li.does('door.open')
    expect(li.waits(10 * minutes)).toEqual(['no_activity/2'])
  })

  it('who is back in bed at once isn’t', () => {
    const li = person('2026-11-20T21:00:00+08:00')
    li.reads({ in_bed: 1, heart_rate: 60 })
    li.waits(5 * hours)
    li.does('bed.exit', 'bed')
    li.does('door.open')
    li.waits(3 * minutes)
    li.does('bed.enter', 'bed')
    expect(li.waits(2 * hours)).toEqual([])
  })
})

describe('the clock is put forward and back', () => {
  for (const [zone, from] of [
    ['Europe/Berlin', '2026-03-28T21:00:00Z'],
    ['Europe/Berlin', '2026-10-24T21:00:00Z'],
    ['Asia/Shanghai', '2026-10-24T13:00:00Z'],
  ] as const) {
    it(`${zone}, the night from ${from}: out of bed for 15 minutes is 15 minutes`, () => {
      const bed = story(from, { timezone: zone })
      bed.keepsReading({ in_bed: 1, heart_rate: 60 }, { everyMs: minutes, forMs: 3.9 * hours })
      bed.reads({ in_bed: 0 })
      const up = (forMs: number) => bed.keepsReading({ in_bed: 0 }, { everyMs: 30 * seconds, forMs })
      expect(raisedIn(up(14 * minutes))).toEqual([])
      expect(raisedIn(up(2 * minutes))).toEqual(['bed_exit/2'])
      expect(clearedIn(bed.reads({ in_bed: 1, heart_rate: 60 }))).toEqual(['bed_exit'])
    })

    it(`${zone}, the days from ${from}: medicine at eight is at eight by the clock on the wall, once a day`, () => {
      const wang = person(from, { timezone: zone })
      wang.does('activity', 'hall')
      wang.is({ medication: [{ at: '08:00', what: '氨氯地平 5 mg' }] })
      const hoursTold: string[] = []
      for (let quarter = 0; quarter < 3 * 24 * 4; quarter++)
        if (wang.waits(15 * minutes).includes('medication/3'))
          hoursTold.push(
            new Date(wang.lastRaise()?.at ?? 0).toLocaleTimeString('en-GB', {
              timeZone: zone,
              hour: '2-digit',
              minute: '2-digit',
            }),
          )
      expect(hoursTold).toEqual(['08:00', '08:00', '08:00'])
    })
  }

  it('a leap second’s worth of steps, back and forth, changes nothing that is told', () => {
    const bed = story('2026-12-31T23:00:00Z', { timezone: 'Europe/Berlin' })
    for (let second = 0; second < 600; second++) {
      bed.hubIsDown(second % 2 === 0 ? 1_500 : 500)
      bed.reads({ in_bed: 1, heart_rate: 60, respiratory_rate: 14 }, { agoMs: second % 3 === 0 ? 1_000 : 0 })
    }
    expect(bed.raised()).toEqual([])
    expect(raisedIn(bed.keepsReading({ in_bed: 1, heart_rate: 140 }, { forMs: 61 * seconds }))).toEqual(['vitals/1'])
  })
})

describe('care that is due', () => {
  it('somebody who can’t turn is turned every two hours', () => {
    const liu = person('2026-11-20T21:00:00+08:00', { limits: { turning_needed: 1 } })
    liu.reads({ in_bed: 1, heart_rate: 60, movement: 0.1 })
    expect(liu.waits(2 * hours)).toEqual(['turn_due/3'])
    expect(liu.care('turned')).toEqual(['turn_due cleared'])
    liu.waits(100 * minutes)
    liu.reads({ in_bed: 1, heart_rate: 60, movement: 0.6 })
    expect(liu.waits(119 * minutes)).toEqual([])
    expect(liu.waits(1 * minutes)).toEqual(['turn_due/3'])
    expect(liu.waits(2 * hours)).toEqual(['turn_due/3'])
    expect(liu.does('bed.exit', 'bed')).toEqual(['turn_due cleared'])
    expect(liu.waits(5 * hours)).toEqual([])
  })

  it('that nobody has said was taken is told, whatever else of the person is edited meanwhile', () => {
    const wang = person('2026-11-20T07:00:00+08:00', { medication: [] })
    wang.does('activity', 'hall')
    const morning = [{ at: '08:00', what: '氨氯地平 5 mg' }]
    wang.is({ medication: morning })
    wang.waits(70 * minutes)
    wang.is({ limits: { no_activity_hours: 10 } })
    expect(wang.waits(30 * minutes)).toEqual(['medication/3'])
    wang.care('medication_taken')
    // The time for which they had nobody to be reminded by is not waited for again and again.
    const zhao = person('2026-11-20T07:00:00+08:00', { medication: morning })
    zhao.is({})
    zhao.misses(26 * hours)
    zhao.does('activity', 'hall')
    zhao.is({})
    expect(zhao.waits(24 * hours).filter((told) => told.startsWith('medication'))).toEqual(['medication/3'])
    // Taken off the plan while it is waited for: nobody waits any more.
    wang.waits(23.5 * hours)
    wang.is({ medication: [{ at: '20:00', what: '氨氯地平 5 mg' }] })
    expect(wang.waits(2 * hours).filter((told) => told.startsWith('medication'))).toEqual([])
  })

  it('medicine that was taken in time isn’t told, and what is late is until it was', () => {
    const wang = person('2026-11-20T07:00:00+08:00', { medication: [] })
    wang.does('activity', 'hall')
    wang.is({ medication: [{ at: '08:00', what: '氨氯地平 5 mg' }] })
    wang.waits(45 * minutes)
    wang.care('medication_taken')
    expect(wang.waits(10 * hours).filter((told) => told.startsWith('medication'))).toEqual([])
    expect(wang.waits(15 * hours)).toContain('medication/3')
    expect(wang.lastRaise()?.why.seen).toContainEqual(expect.objectContaining({ value: '氨氯地平 5 mg' }))
    expect(wang.does('activity', 'pill-box', { data: { what: 'medication' } })).toContain('medication cleared')
  })
})

describe('a device that was registered', () => {
  it('and never spoke is told after a week; one that speaks is supervised from then on', () => {
    const never = story('2026-11-20T12:00:00+08:00')
    never.take({ kind: 'changed', at: never.now() })
    expect(raisedIn(never.waits(7 * 24 * hours - 1))).toEqual([])
    expect(raisedIn(never.waits(1))).toEqual(['device_offline/4'])
    expect(clearedIn(never.connects())).toEqual(['device_offline'])

    const soon = story('2026-11-20T12:00:00+08:00')
    soon.take({ kind: 'changed', at: soon.now() })
    soon.waits(hours)
    soon.connects()
    expect(raisedIn(soon.waits(180 * seconds))).toEqual(['device_offline/4'])
  })
})

describe('a battery that runs low', () => {
  it('is reminded of every week, is nobody’s technical matter after two, and its ticket is over with it', () => {
    const button = story('2026-11-01T12:00:00+08:00', { kind: 'call_button', power: 'battery', beatMs: 24 * hours })
    button.status({ battery: 15 })
    const days = (n: number) => {
      const told: string[] = []
      for (let day = 0; day < n; day++) {
        told.push(...raisedIn(button.waits(24 * hours)).filter((kind) => kind.startsWith('battery')))
        button.status({ battery: 15 })
      }
      return told
    }
    expect(days(13)).toEqual(['battery_low/4'])
    expect(days(1)).toEqual(['battery_low/3'])
    expect(button.status({ battery: 95 })).toEqual(
      expect.arrayContaining([{ do: 'close_ticket', kind: 'maintenance', reason: 'battery_low' }]),
    )
  })
})
