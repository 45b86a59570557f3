import type { Protection, Unprotected } from '../contract/protection.ts'
import { areaIdsOf } from '../core/access/may.ts'
import { type CoverageCode, type CoverageFacts, coverageOf, type Weight } from '../core/coverage/coverage.ts'
import { circleOf, type Post } from '../core/dispatch/circle.ts'
import { policiesOf, policyAt } from '../core/escalation/inherit.ts'
import { responderCircleMetres } from '../core/escalation/policy.ts'
import { type Around, foresee, type Reachable, reachesNobody } from '../core/escalation/told.ts'
import { byName } from '../core/place/by-name.ts'
import { limitOf } from '../core/rules/limits.ts'
import { operatorsOn, worksByShifts } from '../core/schedule/on-shift.ts'
import type { CensusHome, Responder } from '../store/protection.ts'
import { coveredBy } from './coverage.ts'
import type { DeskDeps } from './deps.ts'
import { covers } from './visit-turns.ts'

type Counts = { homes: number; yes: number; partly: number; no: number }
export type Census = Omit<Protection, 'items' | 'nextCursor'> & { items: Unprotected[] }

/** It is true for so long, and asked for by everybody who looks. */
const keepMs = 30_000

/**
 * How everybody of an area and below is protected: for each home what a look at the person says, by the same function over
 * the same facts, which are gathered for all at once. One census of an area runs at a time.
 */
export function protection(deps: DeskDeps): (areaPath: string) => Promise<Census> {
  const kept = new Map<string, { at: number; census: Promise<Census> }>()
  return (areaPath) => {
    const now = deps.now()
    for (const [path, { at }] of kept) if (Math.abs(now - at) >= keepMs) kept.delete(path)
    const known = kept.get(areaPath)
    if (known !== undefined) return known.census
    const census = take(deps, areaPath, now)
    kept.set(areaPath, { at: now, census })
    // One that failed is nothing to keep.
    census.catch(() => kept.delete(areaPath))
    return census
  }
}

async function take(deps: DeskDeps, areaPath: string, now: number): Promise<Census> {
  const peopleOf = await gatherPeople(deps, areaPath, now)
  const all: Counts = { homes: 0, yes: 0, partly: 0, no: 0 }
  const areas = new Map<string, Counts & { id: string; name: string }>()
  const reasons = new Map<CoverageCode, { weight: Exclude<Weight, 'holds'>; homes: number }>()
  const found: Record<'no' | 'partly', Unprotected[]> = { no: [], partly: [] }
  const look = (home: CensusHome) => {
    const coverage = coverageOf({ ...factsOf(home, now), ...peopleOf(home) })
    const area = areas.get(home.area_id) ?? {
      id: home.area_id,
      name: home.area_name,
      homes: 0,
      yes: 0,
      partly: 0,
      no: 0,
    }
    areas.set(home.area_id, area)
    for (const counts of [all, area]) {
      counts.homes += 1
      counts[coverage.protected] += 1
    }
    if (coverage.protected === 'yes') return
    const amiss = new Map(coverage.reasons.flatMap(({ code, weight }) => (weight === 'holds' ? [] : [[code, weight]])))
    for (const [code, weight] of amiss) {
      const counted = reasons.get(code) ?? { weight, homes: 0 }
      reasons.set(code, { ...counted, homes: counted.homes + 1 })
    }
    found[coverage.protected].push({
      resident: { id: home.id, name: home.name, address: home.address },
      areaName: home.area_name,
      protected: coverage.protected,
      reasons: [...amiss.keys()],
    })
  }
  await deps.queries.protection.eachHome(deps.db, areaPath, (homes) => {
    for (const home of homes) look(home)
  })
  return {
    at: new Date(now).toISOString(),
    ...all,
    reasons: [...reasons]
      .map(([code, counted]) => ({ code, ...counted }))
      .sort((a, b) => a.weight.localeCompare(b.weight) || b.homes - a.homes),
    areas: [...areas.values()].sort((a, b) => b.no - a.no || b.partly - a.partly || byName(a.name, b.name)),
    items: [...found.no, ...found.partly],
  }
}

type People = Pick<CoverageFacts, 'operators' | 'responders' | 'planReachesNobody'>

function factsOf(home: CensusHome, now: number): Omit<CoverageFacts, keyof People> {
  const agreed = home.contacts.filter((contact) => contact.agreed)
  return {
    now,
    devices: home.devices.map((device) =>
      coveredBy(
        {
          ...device,
          beatMs: device.beat * 1000,
          lastSeenAt: device.seen,
          maintenanceUntil: device.until,
        },
        home.limits,
        now,
      ),
    ),
    mode: home.mode,
    contacts: {
      all: home.contacts.length,
      agreed: agreed.length,
      reached: agreed.filter(({ phone, email }) => phone || email).length,
    },
    placed: home.lat !== null && home.lon !== null,
    batteryLow: limitOf(home.limits, 'battery_low_at_most_percent'),
    batteryEmpty: limitOf(home.limits, 'battery_urgent_at_most_percent'),
  }
}

/** Who could be told and who could go, for every home from the same lists; what an area has in common is worked out once. */
async function gatherPeople(deps: DeskDeps, areaPath: string, now: number): Promise<(home: CensusHome) => People> {
  const { db, queries } = deps
  const posts = new Map<string, Post[]>()
  const station = ({ path, lat, lon, phone }: Responder) => {
    const there = posts.get(path) ?? []
    posts.set(path, there)
    there.push({ place: lat === null || lon === null ? null : { lat, lon }, phone })
  }
  const [staff, , versions, duties] = await Promise.all([
    queries.policiesReach.staff(db, now),
    queries.protection.eachResponder(db, areaPath, (responders) => responders.forEach(station)),
    queries.policies.all(db),
    queries.policies.dutyNumbers(db),
  ])
  const policies = policiesOf(versions)
  const circles = [...posts].map(([path, all]) => ({ path, near: circleOf(all, responderCircleMetres) }))
  const inArea = (path: string) => {
    const covering = staff.filter((one) => path.startsWith(one.areaPath))
    const operators = covering.filter(({ role }) => role === 'operator')
    const supervisors = covering.filter(({ role }) => role === 'supervisor')
    const onShift = supervisors.filter(({ shift }) => shift === 'on')
    const duty = areaIdsOf(path)
      .reverse()
      .flatMap((id) => duties.get(id) ?? [])[0]
    return {
      around: {
        operators: operatorsOn(operators),
        byShifts: worksByShifts(operators),
        supervisors: onShift.length > 0 ? onShift : supervisors,
        duty: duty === undefined ? null : { kind: 'duty' as const, id: duty.areaId, ...duty, signedIn: false },
        channels: deps.channels ?? { email: true, webhook: false },
      },
      steps: policyAt(policies, path, 1, Number.POSITIVE_INFINITY).steps,
      circles: circles.filter((circle) => covers(circle.path, path)),
      reachesNobody: new Map<string, boolean>(),
    }
  }
  const byPath = new Map<string, ReturnType<typeof inArea>>()
  return (home) => {
    const area = byPath.get(home.path) ?? inArea(home.path)
    byPath.set(home.path, area)
    const place = home.lat === null || home.lon === null ? null : { lat: home.lat, lon: home.lon }
    const near = { somebody: false, withPhone: false }
    for (const circle of area.circles) {
      if (near.withPhone) break
      const { somebody, withPhone } = circle.near(place)
      near.somebody ||= somebody
      near.withPhone ||= withPhone
    }
    const agreed = home.contacts.filter((contact) => contact.agreed)
    const alike = [near.withPhone, near.somebody, ...agreed.map(({ phone, email }) => [phone, email])].join()
    const reaches = area.reachesNobody.get(alike)
    const around: Around = {
      ...area.around,
      contacts: agreed.map(({ phone, email }) => standIn('contact', phone, email)),
      responders: near.somebody ? [standIn('worker', near.withPhone, true)] : [],
    }
    const planReachesNobody = reaches ?? foresee(1, area.steps, around).every(reachesNobody)
    area.reachesNobody.set(alike, planReachesNobody)
    return {
      operators: area.around.operators.filter(({ signedIn }) => signedIn).length,
      responders: Number(near.somebody),
      planReachesNobody,
    }
  }
}

/** Somebody of whom it matters alone by which ways they can be told; all staff have an e-mail address. */
const standIn = (kind: Reachable['kind'], phone: boolean, email: boolean): Reachable => ({
  kind,
  id: '',
  name: '',
  phone: phone ? '+' : null,
  email: email ? '@' : null,
  signedIn: false,
})
