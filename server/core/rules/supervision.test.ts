import { describe, expect, it } from 'vitest'
import { isInReach, silenceMs } from './offline.ts'
import { clearedIn, facts, hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

const noon = '2026-11-20T12:00:00+08:00'
const days = 24 * hours

describe('silence', () => {
  const table = [
    ['mains', 60 * seconds, 180 * seconds],
    ['mains', 100 * seconds, 300 * seconds],
    ['mains', 240 * seconds, 300 * seconds],
    ['mains', 600 * seconds, 750 * seconds],
    ['battery', 1 * days, 2 * days],
  ] as const
  for (const [power, beatMs, ms] of table)
    it(`of a ${power} device with a beat every ${beatMs / 1000} s is too long after ${ms / 1000} s`, () => {
      expect(silenceMs({ ...facts, power, beatMs })).toBe(ms)
      const device = story(noon, { power, beatMs })
      device.connects()
      expect(raisedIn(device.waits(ms - 1))).toEqual([])
      const effects = device.waits(1)
      expect(raisedIn(effects)).toEqual(['device_offline/4'])
      expect(effects).toContainEqual({ do: 'note', type: 'device.offline', at: device.now() })
      expect(raisedIn(device.waits(10 * days))).toEqual([])
    })

  it('begins anew with each message, without a timer for each', () => {
    const device = story(noon)
    device.connects()
    const effects = device.keepsReading({ heart_rate: 70 }, { everyMs: seconds, forMs: hours })
    expect(raisedIn(effects)).toEqual([])
    expect(effects.filter((effect) => effect.do === 'start_timer').length).toBeLessThanOrEqual(21)
    expect(raisedIn(device.waits(180 * seconds))).toEqual(['device_offline/4'])
  })

  it('is over with any message', () => {
    const device = story(noon)
    device.connects()
    device.waits(hours)
    const effects = device.reads({ heart_rate: 70 })
    expect(clearedIn(effects)).toEqual(['device_offline'])
    expect(effects).toContainEqual({ do: 'note', type: 'device.online', at: device.now() })
    expect(raisedIn(device.waits(180 * seconds))).toEqual(['device_offline/4'])
  })

  it('is not broken by the last will: that is the broker speaking', () => {
    const device = story(noon)
    device.connects()
    device.waits(100 * seconds)
    device.status({ online: false })
    expect(device.state().online).toBe(false)
    expect(device.raised()).toEqual([])
    expect(raisedIn(device.waits(80 * seconds))).toEqual(['device_offline/4'])
  })

  it('while the hub was down is nobody’s fault: they get some minutes to be heard again', () => {
    const device = story(noon)
    device.connects()
    device.hubIsDown(hours)
    expect(raisedIn(device.waits(180 * seconds - 1))).toEqual([])
    expect(raisedIn(device.waits(1))).toEqual(['device_offline/4'])
  })

  it('is watched over again when its timer was lost', () => {
    const device = story(noon)
    device.connects()
    device.hubIsDown(hours)
    expect(device.reads({ heart_rate: 70 })).toEqual([
      { do: 'start_timer', name: 'offline', due: device.now() + 180 * seconds },
    ])
  })
})

describe('what is seen of a device', () => {
  it('connection, firmware, battery, mains and the latest readings', () => {
    const device = story(noon)
    device.connects()
    expect(device.state()).toMatchObject({ online: true, lastSeenAt: device.now() })
    device.status({ online: true, firmware: '2.1', battery: 88, mains: true })
    device.reads({ heart_rate: 70, rssi: -60 })
    device.disconnects()
    expect(device.state()).toMatchObject({
      online: false,
      firmware: '2.1',
      battery: 88,
      mains: true,
      latest: { heart_rate: { at: device.now(), value: 70 }, battery: { at: device.now(), value: 88 } },
    })
  })

  it('an old reading fills the record but doesn’t pass for the latest', () => {
    const device = story(noon)
    device.waits(hours)
    device.reads({ heart_rate: 60 }, { agoMs: 30 * minutes })
    expect(device.state().latest.heart_rate).toEqual({ at: device.now() - 30 * minutes, value: 60 })
    device.reads({ heart_rate: 70 })
    device.reads({ heart_rate: 65 }, { agoMs: 10 * minutes })
    expect(device.state().latest.heart_rate).toEqual({ at: device.now(), value: 70 })
  })
})

describe('the battery', () => {
  const steps = (...percents: number[]) => {
    const device = story(noon, { power: 'battery', beatMs: days })
    return percents.map((battery) => {
      device.waits(minutes)
      const effects = device.status({ battery })
      return [...raisedIn(effects), ...clearedIn(effects).map((kind) => `${kind} cleared`)].join()
    })
  }
  const table = [
    ['at 21 is good', [21], ['']],
    ['at 20 is low', [20], ['battery_low/4']],
    ['at 5 is urgent', [5], ['battery_low/2']],
    ['is told once', [20, 19, 18], ['battery_low/4', '', '']],
    ['is told again when it is nearly empty', [20, 5, 4], ['battery_low/4', 'battery_low/2', '']],
    ['isn’t good again at 21, but at 25', [20, 21, 24, 25], ['battery_low/4', '', '', 'battery_low cleared']],
    ['runs low again after that', [20, 90, 20], ['battery_low/4', 'battery_low cleared', 'battery_low/4']],
    ['at 255 was not measured', [255, -1], ['', '']],
  ] as const
  for (const [name, percents, told] of table) it(name, () => expect(steps(...percents)).toEqual(told))

  it('low opens one maintenance ticket', () => {
    const device = story(noon, { power: 'battery', beatMs: days })
    device.status({ battery: 20 })
    device.status({ battery: 4 })
    expect(device.all().filter((effect) => effect.do === 'open_ticket')).toEqual([
      { do: 'open_ticket', kind: 'maintenance', reason: 'battery_low' },
    ])
  })

  it('reported low by an event is low, and said again after a week', () => {
    const device = story(noon, { power: 'battery', beatMs: days })
    expect(raisedIn(device.event('battery.low'))).toEqual(['battery_low/4'])
    device.waits(7 * days - 1)
    expect(raisedIn(device.event('battery.low'))).toEqual([])
    expect(raisedIn(device.waits(1))).toEqual(['battery_low/4'])
    expect(raisedIn(device.event('battery.low'))).toEqual([])
  })
})

describe('the mains', () => {
  it('lost and restored, by event or by status, each told once', () => {
    const device = story(noon)
    device.connects()
    expect(raisedIn(device.event('mains.lost'))).toEqual(['mains_lost/4'])
    expect(raisedIn(device.status({ mains: false }))).toEqual([])
    expect(device.state().mains).toBe(false)
    expect(clearedIn(device.event('mains.restored'))).toEqual(['mains_lost'])
    expect(clearedIn(device.status({ mains: true }))).toEqual([])
    expect(device.state().mains).toBe(true)
  })

  it('an older word doesn’t undo a newer one', () => {
    const device = story(noon)
    device.waits(hours)
    device.event('mains.restored', { agoMs: minutes })
    expect(raisedIn(device.event('mains.lost', { agoMs: 5 * minutes }))).toEqual([])
    expect(device.state().mains).toBe(true)
  })
})

describe('within reach', () => {
  const day = 86_400_000
  const battery = { power: 'battery', beatMs: day, limits: {} } as const
  const seen = (ago: number) => ({ online: false, lastSeenAt: 100 * day - ago })
  it.each([
    ['a button asleep between two daily beats', seen(1.5 * day), battery, true],
    ['a button that missed two', seen(2.1 * day), battery, false],
    ['a button never heard', { online: false, lastSeenAt: null }, battery, false],
    ['a bed whose connection is gone', seen(1), { ...battery, power: 'mains' }, false],
    ['what is connected', { online: true, lastSeenAt: null }, battery, true],
  ] as const)('%s', (_, state, facts, is) => {
    expect(isInReach(state, facts, 100 * day)).toBe(is)
  })
})
