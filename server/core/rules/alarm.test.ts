import { describe, expect, it } from 'vitest'
import { hours, minutes, raisedIn, story } from './story.testing.ts'

const noon = '2026-11-20T12:00:00+08:00'

describe('a press', () => {
  it('is an emergency, says why, and the person hears that it arrived', () => {
    const home = story(noon)
    const at = home.now()
    expect(home.event('call', { id: 'k3-118' }).slice(0, 2)).toEqual([
      {
        do: 'raise',
        kind: 'call',
        priority: 1,
        at,
        late: false,
        why: { rule: 'call', ruleVersion: 1, limits: {}, seen: [{ what: 'call', value: null, at }] },
        eventId: 'k3-118',
      },
      { do: 'command', type: 'call.received', about: 'call' },
    ])
  })

  it('raises again each time, so that it rings again', () => {
    const home = story(noon)
    home.event('call')
    home.waits(10)
    expect(raisedIn(home.event('call'))).toEqual(['call/1'])
  })

  for (const mode of ['home', 'away', 'hospital', 'holiday'] as const)
    it(`is never silenced: mode ${mode}`, () => {
      const home = story(noon, { mode })
      expect(raisedIn(home.event('call'))).toEqual(['call/1'])
      expect(raisedIn(home.event('fall'))).toEqual(['fall/1'])
      for (const hazard of ['smoke', 'gas', 'water'] as const)
        expect(raisedIn(home.event(hazard))).toEqual([`${hazard}/1`])
    })

  it('that got through an hour late raises all the same, marked with when it was', () => {
    const home = story(noon)
    home.event('call', { agoMs: hours })
    home.event('fall', { agoMs: 3 * minutes })
    expect(home.raised().map(({ kind, late, at }) => ({ kind, late, agoMs: home.now() - at }))).toEqual([
      { kind: 'call', late: true, agoMs: hours },
      { kind: 'fall', late: true, agoMs: 3 * minutes },
    ])
  })

  it('by a clock that runs ahead happened when it was received', () => {
    const home = story(noon)
    home.event('call', { agoMs: -hours })
    expect(home.raised()[0]).toMatchObject({ at: home.now(), late: false })
  })

  it('is taken back by a cancel, which asks for nobody less', () => {
    const home = story(noon)
    home.event('call')
    home.waits(5_000)
    expect(home.event('call.cancel', { id: 'c' })).toEqual([
      { do: 'cancel', kind: 'call', at: home.now(), eventId: 'c' },
    ])
  })

  it('is not taken back by the cancel of an earlier one that was overtaken', () => {
    const home = story(noon)
    home.event('call')
    expect(home.event('call.cancel', { agoMs: minutes })).toEqual([])
    home.event('fall')
    expect(home.event('fall.cancel', { agoMs: minutes })).toEqual([])
  })

  it('to test the line is answered and alarms nobody', () => {
    const home = story(noon)
    home.connects()
    expect(home.event('test')).toEqual([{ do: 'command', type: 'call.received', about: null }])
  })
})

describe('what the home reports', () => {
  const table = [
    ['tamper', ['tamper/4']],
    ['bed.wet', ['wet/3']],
    ['door.open', []],
    ['door.close', []],
    ['activity', []],
  ] as const
  for (const [type, raised] of table)
    it(`${type} raises ${raised.join() || 'nothing'}`, () => {
      expect(raisedIn(story(noon).event(type))).toEqual(raised)
    })

  it('a bed that is still wet after half an hour is urgent', () => {
    const home = story(noon, { power: 'battery', beatMs: 24 * hours })
    expect(raisedIn(home.event('bed.wet'))).toEqual(['wet/3'])
    expect(raisedIn(home.waits(30 * minutes - 1))).toEqual([])
    expect(raisedIn(home.waits(1))).toEqual(['wet/2'])
    expect(raisedIn(home.waits(10 * hours))).toEqual([])
  })

  it('a bed that is dry again is no longer wet', () => {
    const home = story(noon, { power: 'battery', beatMs: 24 * hours })
    home.event('bed.wet')
    home.waits(minutes)
    expect(home.event('bed.dry')).toEqual([
      { do: 'clear', kind: 'wet', at: home.now(), reason: 'dry' },
      { do: 'cancel_timer', name: 'wet' },
    ])
    expect(raisedIn(home.waits(10 * hours))).toEqual([])
  })

  it('a bed that was dry before it was wet is wet', () => {
    const home = story(noon)
    home.event('bed.wet')
    expect(home.event('bed.dry', { agoMs: minutes })).toEqual([])
  })
})
