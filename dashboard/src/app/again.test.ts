import { describe, expect, it } from 'vitest'
import { againOf, isAgain, knowingOf, knownNow, learned } from './again.ts'
import { someAlert } from './samples.testing.ts'

const at = (second: number) => new Date(Date.parse('2026-11-22T03:12:00.000Z') + second * 1000).toISOString()
const anna = { id: 'anna', name: '陈安' }
const held = someAlert({ id: 'a', state: 'claimed', owner: anna, claimedAt: at(10), repeats: 1, lastRepeatAt: at(5) })

describe('a press on an alert one has claimed', () => {
  it('is news since the claim, until its owner knows of it, and again with the next', () => {
    expect(isAgain(held, {})).toBe(false)
    const pressed = { ...held, repeats: 2, lastRepeatAt: at(20) }
    expect(isAgain(pressed, {})).toBe(true)
    const known = knownNow({}, pressed)
    expect(isAgain(pressed, known)).toBe(false)
    expect(isAgain({ ...pressed, lastRepeatAt: at(21) }, known)).toBe(true)
  })
  it('is none for who claims it afterwards, nor once it is resolved or back in the queue', () => {
    const pressed = { ...held, lastRepeatAt: at(20) }
    expect(isAgain({ ...pressed, claimedAt: at(30) }, { a: at(15) })).toBe(false)
    expect(isAgain({ ...pressed, state: 'resolved' }, {})).toBe(false)
    expect(isAgain({ ...pressed, state: 'open', claimedAt: null }, {})).toBe(false)
  })
  it('is told to its owner alone, the latest last', () => {
    const all = [
      { ...held, id: 'late', lastRepeatAt: at(40) },
      { ...held, id: 'early', lastRepeatAt: at(20) },
      { ...held, id: 'quiet' },
      { ...held, id: 'theirs', owner: { id: 'li', name: '李' }, lastRepeatAt: at(30) },
    ]
    expect(againOf(all, 'anna', {}).map(({ id }) => id)).toEqual(['early', 'late'])
  })
})

describe('what an owner knows of their alerts, kept for every tab', () => {
  const pressed = { ...held, repeats: 2, lastRepeatAt: at(20) }
  const own = new Set(['a'])
  it('is read again as it was written, and never goes back', () => {
    const heard = learned(knowingOf(null), 'heard', pressed, own)
    expect(heard).toEqual({ heard: { a: at(20) }, seen: {} })
    const seen = learned(knowingOf(JSON.stringify(heard)), 'seen', pressed, own)
    expect(seen).toEqual({ heard: { a: at(20) }, seen: { a: at(20) } })
    expect(learned(seen, 'seen', { ...pressed, lastRepeatAt: at(15) }, own)).toEqual(seen)
  })
  it('forgets what is no longer theirs', () => {
    const before = { heard: { gone: at(1) }, seen: { gone: at(1) } }
    expect(learned(before, 'heard', pressed, own)).toEqual({ heard: { a: at(20) }, seen: {} })
  })
  it('is nothing when what was kept cannot be read', () => {
    for (const text of ['', 'null', '{', '{"heard":{"a":1},"seen":7}'])
      expect(knowingOf(text)).toEqual({ heard: {}, seen: {} })
  })
})
