import { describe, expect, it } from 'vitest'
import { allOf, changesSince, type Known, knownBy, nothingKnown, onlyThose, withNewer } from './known.ts'

type Thing = { id: string; seq: number }
const thing = (number: number, seq = 1): Thing => ({ id: `0193-${number.toString(16).padStart(6, '0')}`, seq })
const many = withNewer<Thing>(
  nothingKnown,
  Array.from({ length: 10_000 }, (_, number) => thing(number)),
)

describe('what is known by its id', () => {
  it('is found by it, and only ever replaced by the same or a later', () => {
    expect(allOf(many)).toHaveLength(10_000)
    expect(knownBy(many, thing(77).id)).toEqual(thing(77))
    expect(knownBy(many, 'another')).toBeUndefined()
    const later = withNewer(many, [thing(77, 5), thing(77, 9), thing(77, 7)])
    expect(knownBy(later, thing(77).id)?.seq).toBe(9)
    expect(allOf(later)).toHaveLength(10_000)
    expect(withNewer(later, [thing(77, 8)])).toBe(later)
    expect(withNewer(nothingKnown, [])).toBe(nothingKnown)
  })

  it('shares everything with what was known before, but the drawer of what changed', () => {
    const later = withNewer(many, [thing(77, 2)])
    expect(later.drawers.filter((drawer, number) => drawer !== many.drawers[number])).toHaveLength(1)
    expect(Math.max(...many.drawers.map(({ length }) => length))).toBeLessThan(120)
  })

  it('says what changed since', () => {
    const fresh = thing(20_000)
    const gone = knownBy(many, thing(5).id)
    const was = knownBy(many, thing(77).id)
    const now = withNewer(
      onlyThose(many, (one) => one !== gone),
      [thing(77, 2), fresh],
    )
    const { gone: out, come } = changesSince(many, now)
    expect([new Set(out), new Set(come)]).toEqual([new Set([gone, was]), new Set([thing(77, 2), fresh])])
    expect(changesSince(now, now)).toEqual({ gone: [], come: [] })
    expect(onlyThose(now, () => true)).toBe(now)
    const nothing: Known<Thing> = nothingKnown
    expect(changesSince(many, nothing).gone).toHaveLength(10_000)
  })
})
