import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { enclosingAreas } from './areas.ts'
import { type FoldFacts, fold, type Lone, type Running } from './fold.ts'
import { foldPolicy } from './incident.ts'

const now = Date.UTC(2026, 0, 9, 3)
const minute = 60_000
const lone = (alertId: string, areaPath: string, more: Partial<Lone> = {}): Lone => ({
  alertId,
  kind: 'mains_lost',
  deviceId: `d-${alertId}`,
  gatewayId: null,
  areaPath,
  at: now,
  ...more,
})
const many = (count: number, areaPath: string, more: Partial<Lone> = {}, from = 0): Lone[] =>
  Array.from({ length: count }, (_, i) => lone(`${areaPath}${from + i}`, areaPath, more))
const running = (id: string, areaPath: string, more: Partial<Running> = {}): Running => ({
  id,
  kind: 'mains_lost',
  gatewayId: null,
  areaPath,
  openedAt: now - minute,
  lastRaisedAt: now - minute,
  owned: false,
  ...more,
})
const folded = (facts: Partial<FoldFacts>) =>
  fold({ now, raised: [], lone: [], running: [], lostGateways: new Set(), ...facts }, foldPolicy)

describe('which alerts are one outage', () => {
  it('nine are nine, ten are one; what stood alone for more than five minutes no longer counts', () => {
    const street = '/c/d/s/'
    expect(folded({ raised: many(9, street) }).opened).toEqual([])
    expect(folded({ raised: many(1, street), lone: many(9, street, {}, 1) }).memberOf.size).toBe(10)
    const old = many(9, street, { at: now - 6 * minute }, 1)
    expect(folded({ raised: many(1, street), lone: old }).opened).toEqual([])
  })

  it('kinds are never mixed', () => {
    const raised = [...many(6, '/c/s/'), ...many(6, '/c/s/', { kind: 'device_offline' }, 6)]
    expect(folded({ raised }).opened).toEqual([])
  })

  it('takes the deepest area that holds enough of them', () => {
    expect(folded({ raised: many(12, '/c/d/s/m/') }).opened).toMatchObject([{ areaPath: '/c/d/s/m/' }])
    const two = [...many(6, '/c/d/s/m/'), ...many(6, '/c/d/s/n/')]
    expect(folded({ raised: two }).opened).toMatchObject([{ areaPath: '/c/d/s/' }])
    const far = [...many(6, '/c/d/s/m/'), ...many(6, '/c/e/s/m/')]
    expect(folded({ raised: far }).opened).toMatchObject([{ areaPath: '/c/' }])
  })

  it('a running one takes in what comes while it spreads, and nothing once it no longer does', () => {
    const raised = many(1, '/c/d/s/m/')
    expect([...folded({ raised, running: [running('i', '/c/d/s/')] }).memberOf.values()]).toEqual(['i'])
    const still = running('i', '/c/d/s/', { lastRaisedAt: now - 6 * minute })
    expect(folded({ raised, running: [still] }).memberOf.size).toBe(0)
    const long = running('i', '/c/d/s/', { openedAt: now - 3 * 60 * minute })
    expect(folded({ raised, running: [long] }).memberOf.size).toBe(0)
    const elsewhere = running('i', '/c/d/t/')
    expect(folded({ raised, running: [elsewhere] }).memberOf.size).toBe(0)
  })

  it('neighbours become one over the area of both; one that is claimed keeps its bounds', () => {
    const east = running('east', '/c/d/s/m/')
    const raised = many(10, '/c/d/s/n/')
    const both = folded({ raised, running: [east] })
    expect(both.opened).toEqual([])
    expect([...both.widened]).toEqual([['east', '/c/d/s/']])
    expect(new Set(both.memberOf.values())).toEqual(new Set(['east']))
    const claimed = folded({ raised, running: [{ ...east, owned: true }] })
    expect(claimed.opened).toMatchObject([{ areaPath: '/c/d/s/n/' }])
    expect(claimed.widened.size).toBe(0)
  })

  it('what is behind a lost gateway is one, with the gateway, however few; the same without a lost gateway is not', () => {
    const offline = { kind: 'device_offline' } as const
    const behind = many(3, '/c/s/', { ...offline, gatewayId: 'g' })
    const gateway = lone('gateway', '/c/s/', { ...offline, deviceId: 'g' })
    const first = folded({ raised: behind, lone: [gateway], lostGateways: new Set(['g']) })
    expect(first.opened).toMatchObject([{ gatewayId: 'g' }])
    expect(first.memberOf.size).toBe(4)
    const last = folded({ raised: [gateway], lone: behind })
    expect(last.memberOf.size).toBe(4)
    expect(folded({ raised: behind }).opened).toEqual([])
    // An hour later another one behind it: the gateway is the reason still.
    const run = running('i', '/c/s/', { ...offline, gatewayId: 'g', lastRaisedAt: now - 60 * minute })
    const late = folded({
      raised: many(1, '/c/s/', { ...offline, gatewayId: 'g' }),
      running: [run],
      lostGateways: new Set(['g']),
    })
    expect([...late.memberOf.values()]).toEqual(['i'])
  })

  it('a street that takes its gateways with it is one outage of the street', () => {
    const offline = { kind: 'device_offline' } as const
    const raised = Array.from({ length: 12 }, (_, i) => [
      lone(`g${i}`, '/c/s/', { ...offline, deviceId: `g${i}` }),
      lone(`b${i}`, '/c/s/', { ...offline, gatewayId: `g${i}` }),
    ]).flat()
    const { opened, memberOf } = folded({ raised })
    expect(opened).toMatchObject([{ areaPath: '/c/s/', gatewayId: null }])
    expect(memberOf.size).toBe(24)
    expect(new Set(memberOf.values()).size).toBe(1)
  })
})

describe('whatever is raised wherever', () => {
  const path = fc
    .array(fc.integer({ min: 0, max: 2 }), { minLength: 0, maxLength: 3 })
    .map((steps) => `/city/${steps.map((step, depth) => `${depth}${step}/`).join('')}`)
  const gateway = fc.option(fc.constantFrom('g1', 'g2'), { nil: null })
  const raises = fc
    .array(
      fc.record({
        areaPath: path,
        kind: fc.constantFrom('device_offline' as const, 'mains_lost' as const),
        gatewayId: gateway,
        isNew: fc.boolean(),
        ago: fc.integer({ min: 0, max: 7 * minute }),
      }),
      { maxLength: 80 },
    )
    .map((all) =>
      all.map(({ isNew, ago, ...rest }, i) => ({
        isNew,
        lone: lone(`a${i}`, rest.areaPath, { ...rest, at: isNew ? now : now - ago }),
      })),
    )
  const runs = fc
    .array(fc.record({ areaPath: path, owned: fc.boolean(), ago: fc.integer({ min: 0, max: 20 * minute }) }), {
      maxLength: 5,
    })
    .map((all) =>
      all.map(({ areaPath, owned, ago }, i) =>
        running(`r${i}`, areaPath, { owned, openedAt: now - ago - 1, lastRaisedAt: now - ago }),
      ),
    )

  it('every alert has one incident of its kind at most, whose area holds it; nothing that should be folded is left', () => {
    fc.assert(
      fc.property(raises, runs, fc.subarray(['g1', 'g2']), (all, before, lost) => {
        const raised = all.filter(({ isNew }) => isNew).map(({ lone }) => lone)
        const standing = all.filter(({ isNew }) => !isNew).map(({ lone }) => lone)
        const folding = folded({ raised, lone: standing, running: before, lostGateways: new Set(lost) })
        const known = new Map([...before, ...folding.opened].map((incident) => [incident.id, incident]))
        const byId = new Map([...raised, ...standing].map((one) => [one.alertId, one]))
        for (const [alertId, id] of folding.memberOf) {
          const incident = known.get(id)
          const member = byId.get(alertId)
          expect(incident?.kind).toBe(member?.kind)
          expect(folding.absorbed.has(id)).toBe(false)
          if (incident?.gatewayId === null)
            expect(member?.areaPath.startsWith(folding.widened.get(id) ?? incident.areaPath)).toBe(true)
        }
        for (const [from, into] of folding.absorbed) {
          expect(known.has(into)).toBe(true)
          expect(before.find(({ id }) => id === from)?.owned).toBe(false)
        }
        const kinds = new Set(raised.map(({ kind }) => kind))
        const left = [...raised, ...standing].filter(
          ({ alertId, at, kind }) =>
            kinds.has(kind) && !folding.memberOf.has(alertId) && now - at <= foldPolicy.withinMs,
        )
        for (const kind of kinds) {
          const counts = new Map<string, number>()
          for (const one of left.filter((each) => each.kind === kind))
            for (const area of enclosingAreas(one.areaPath)) counts.set(area, (counts.get(area) ?? 0) + 1)
          expect(Math.max(0, ...counts.values())).toBeLessThan(foldPolicy.atLeast)
        }
      }),
      { numRuns: 300 },
    )
  })
})
