import { describe, expect, it } from 'vitest'
import { decode } from '../codecs/carebell/codec.ts'
import type { Happening } from './happenings.ts'
import { createHomes } from './homes.ts'
import { advance, createNeighbourhood, history, type Neighbourhood } from './neighbourhood.ts'
import { isNight } from './night.ts'
import { lifeTime, scenesBetween } from './scenes.ts'

const minute = 60_000
const hour = 60 * minute
/** 22 November 2026, 14:00 in Shanghai. */
const startAt = Date.UTC(2026, 10, 22, 6)

const told = (from: Neighbourhood, untilMs: number, stepMs: number): Happening[] => {
  let now = from
  const all: Happening[] = []
  for (let at = startAt; at < startAt + untilMs; ) {
    at = Math.min(startAt + untilMs, at + stepMs)
    const { next, happened } = advance(now, at)
    all.push(...happened)
    now = next
  }
  return all
}
const story = (seed: number, untilMs = 10 * minute, stepMs = untilMs): string =>
  JSON.stringify(told(createNeighbourhood({ seed, homes: 60, startAt }), untilMs, stepMs))

describe('a story', () => {
  it('is the same for the same seed, byte for byte', () => {
    expect(story(7)).toBe(story(7))
  })

  it('is another for another seed', () => {
    expect(story(7)).not.toBe(story(8))
  })

  it.each([250, 1_000, 7_777])('is the same when told every %i ms', (stepMs) => {
    expect(story(7, 5 * minute, stepMs)).toBe(story(7, 5 * minute))
  })

  it('shows a press, a fall and a test within the first minute, whatever the seed', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const lines = told(createNeighbourhood({ seed, homes: 60, startAt }), minute, minute)
        .filter((one) => one.told)
        .map((one) => one.told?.en ?? '')
      for (const word of ['call button', 'fallen', 'test press', 'fast heart'])
        expect(
          lines.some((line) => line.includes(word)),
          `${word} in ${lines.join('; ')}`,
        ).toBe(true)
    }
  })

  it('goes on: something to see in every two minutes of an hour', () => {
    const lines = told(createNeighbourhood({ seed: 3, homes: 60, startAt }), hour, hour).filter((one) => one.told)
    for (let at = startAt; at < startAt + hour; at += 3 * minute)
      expect(lines.some((line) => line.at >= at && line.at < at + 3 * minute)).toBe(true)
  })

  it('runs ten times as fast at speed 10, and stamps in real time', () => {
    const happened = told(createNeighbourhood({ seed: 3, homes: 60, startAt, speed: 10 }), 6 * minute, 6 * minute)
    const lines = happened.filter((one) => one.told)
    expect(lines.length).toBeGreaterThan(50)
    for (const { at } of happened) expect(at).toBeLessThanOrEqual(startAt + 6 * minute)
    expect(lifeTime({ startAt, speed: 10 }, startAt + 6 * minute)).toBe(startAt + hour)
  })

  it('comes in order, and the codec understands every word of it', () => {
    const happened = told(createNeighbourhood({ seed: 11, homes: 60, startAt }), 30 * minute, 30 * minute)
    let before = startAt
    for (const one of happened) {
      expect(one.at).toBeGreaterThanOrEqual(before)
      before = one.at
      if (one.do !== 'publish') continue
      const payload = new TextEncoder().encode(JSON.stringify(one.payload))
      const decoded = decode({ topic: `care/v1/${one.deviceId}/${one.about}`, payload, retained: false }, one.at)
      expect(decoded, JSON.stringify(one.payload).slice(0, 200)).toMatchObject({ ok: true })
      expect('note' in decoded).toBe(false)
    }
  })

  it('never says the same event id twice', () => {
    const ids = told(createNeighbourhood({ seed: 11, homes: 60, startAt }), 2 * hour, 2 * hour).flatMap((one) =>
      one.do === 'publish' && one.about === 'event' ? [JSON.stringify([one.deviceId, one.payload]).slice(0, 60)] : [],
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has a device that vanishes, says nothing and returns, and a battery that runs flat for good', () => {
    const happened = told(createNeighbourhood({ seed: 5, homes: 60, startAt }), 15 * minute, minute)
    const [lost, flat] = happened.filter((one) => one.do === 'vanish' && one.told)
    const back = happened.find((one) => one.do === 'return' && one.deviceId === lost?.deviceId)
    expect(lost && back && back.at - lost.at).toBe(8 * minute)
    const saidWhileAway = happened.filter(
      (one) =>
        one.do === 'publish' && lost && back && one.deviceId === lost.deviceId && one.at > lost.at && one.at < back.at,
    )
    expect(saidWhileAway).toEqual([])
    const afterDeath = happened.filter((one) => flat && one.deviceId === flat.deviceId && one.at > flat.at)
    expect(flat?.told?.en).toContain('flat battery')
    expect(afterDeath).toEqual([])
  })

  it('sees an empty bed as a story only at night', () => {
    const programme = { ...createNeighbourhood({ seed: 9, homes: 60, startAt }) }
    for (const scene of scenesBetween(programme, startAt, startAt + 24 * hour))
      if (scene.kind === 'out_of_bed') expect(isNight(scene.at)).toBe(true)
  })

  it('is small but whole with a single home', () => {
    const lines = told(createNeighbourhood({ seed: 1, homes: 1, startAt }), 10 * minute, minute).filter(
      (one) => one.told,
    )
    expect(lines.length).toBeGreaterThan(2)
  })
})

describe('a neighbourhood', () => {
  const homes = createHomes(1, 60)

  it('gives every home a call button, and fifteen of sixty a bed', () => {
    expect(homes.every((home) => home.devices.some((device) => device.kind === 'call_button'))).toBe(true)
    expect(homes.filter((home) => home.devices.some((device) => device.kind === 'bed')).length).toBe(15)
    expect(homes.filter((home) => home.devices.some((device) => device.kind === 'fall_sensor')).length).toBe(20)
  })

  it('has sixty different people, whose contacts can only be written to at example.org', () => {
    expect(new Set(homes.map((home) => home.resident.name)).size).toBe(60)
    const contacts = homes.flatMap((home) => home.contacts)
    expect(contacts.length).toBeGreaterThan(60)
    for (const contact of contacts) expect(contact.email).toMatch(/^[a-z0-9.-]+@example\.org$/)
    expect(new Set(contacts.map((contact) => contact.email)).size).toBe(contacts.length)
  })

  it('keeps a home as it is when more homes are asked for', () => {
    expect(createHomes(1, 10)).toEqual(homes.slice(0, 10))
  })
})

describe('a night', () => {
  const neighbourhood = createNeighbourhood({ seed: 2, homes: 60, startAt })
  const beds = neighbourhood.homes.flatMap((home) =>
    home.devices.filter((device) => device.kind === 'bed').map((device) => ({ home, device })),
  )
  /** From 20:00 to 08:00 in Shanghai. */
  const span = { from: Date.UTC(2026, 10, 21, 12), until: Date.UTC(2026, 10, 22, 0), everyMs: 30_000 }
  const nights = beds.map(({ home, device }) => ({ home, items: history(neighbourhood, home, device, span) }))
  type Values = { in_bed: boolean; heart_rate?: number; respiratory_rate?: number }
  const values = (items: readonly { values: object }[]): Values[] =>
    items.map((item) => ({ in_bed: false, ...item.values }))

  it('raises nothing by itself: hearts and breathing stay within the limits of anybody', () => {
    for (const { items } of nights)
      for (const value of values(items)) {
        if (!value.in_bed) continue
        expect(value.heart_rate).toBeGreaterThan(47)
        expect(value.heart_rate).toBeLessThan(100)
        expect(value.respiratory_rate).toBeGreaterThan(10)
        expect(value.respiratory_rate).toBeLessThan(21)
      }
  })

  it('is slept through with a walk or more, none longer than ten minutes', () => {
    for (const { home, items } of nights.filter((night) => !night.home.bedridden)) {
      const inBed = values(items)
        .map((value) => (value.in_bed ? '#' : '.'))
        .join('')
      expect(inBed, home.resident.name).toMatch(/^\.+#+(\.{1,20}#+)+\.+$/)
    }
  })

  it('has a slower heart in deep sleep than on waking', () => {
    for (const { items } of nights) {
      const hearts = values(items).flatMap((value) => (value.in_bed && value.heart_rate ? [value.heart_rate] : []))
      expect(Math.max(...hearts) - Math.min(...hearts)).toBeGreaterThan(10)
    }
  })
})
