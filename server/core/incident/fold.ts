import { commonArea, depthOf, enclosingAreas, isWithin } from './areas.ts'
import type { FoldedKind, FoldPolicy } from './incident.ts'

/** A technical alert that stands alone so far. `at` is when it was received, epoch ms. */
export type Lone = {
  alertId: string
  kind: FoldedKind
  deviceId: string
  /** The gateway its device speaks through. */
  gatewayId: string | null
  areaPath: string
  at: number
}

/** An incident that isn't resolved. With a gateway it holds what is behind that; without one, an area. */
export type Running = {
  id: string
  kind: FoldedKind
  gatewayId: string | null
  areaPath: string
  openedAt: number
  lastRaisedAt: number
  /** Somebody has claimed it: it keeps its bounds. */
  owned: boolean
}

export type FoldFacts = {
  now: number
  /** Alerts being raised now, in order. */
  raised: readonly Lone[]
  /** Those raised within the policy's time, and the lost gateways among them however long ago. Nobody has claimed them. */
  lone: readonly Lone[]
  running: readonly Running[]
  /** Gateways whose own `device_offline` is not resolved. */
  lostGateways: ReadonlySet<string>
}

export type Folding = {
  /** New incidents. Until the shell names them they go by the alert that began them. */
  opened: readonly Running[]
  /** By alert: the incident it now belongs to. */
  memberOf: ReadonlyMap<string, string>
  /** By incident: the one that takes its members over. */
  absorbed: ReadonlyMap<string, string>
  /** By incident that ran already: the area it now covers, in place of a smaller one or of a gateway. */
  widened: ReadonlyMap<string, string>
}

/**
 * Decides which alerts are one outage. In order: a running incident takes what belongs to it; what is behind a lost
 * gateway is one; enough of a kind in an area are one, in the deepest area that has enough; neighbours become one.
 */
export function fold(facts: FoldFacts, policy: FoldPolicy): Folding {
  const memberOf = new Map<string, string>()
  const absorbed = new Map<string, string>()
  const incidents = facts.running.map((incident) => ({ ...incident }))
  const before = new Map(facts.running.map((incident) => [incident.id, incident]))
  const lost = new Set(facts.lostGateways)
  for (const { kind, deviceId } of facts.raised) if (kind === 'device_offline') lost.add(deviceId)
  const spreads = (incident: Running): boolean =>
    !absorbed.has(incident.id) &&
    facts.now - incident.lastRaisedAt <= policy.withinMs &&
    facts.now - incident.openedAt <= policy.spreadMostMs
  const join = (lone: Lone, incident: Running): void => {
    memberOf.set(lone.alertId, incident.id)
    incident.lastRaisedAt = Math.max(incident.lastRaisedAt, lone.at)
  }
  const open = (members: readonly [Lone, ...Lone[]], gatewayId: string | null, areaPath: string): Running => {
    const [first] = members
    const incident = {
      id: first.alertId,
      kind: first.kind,
      gatewayId,
      areaPath,
      openedAt: facts.now,
      lastRaisedAt: first.at,
      owned: false,
    }
    incidents.push(incident)
    for (const member of members) join(member, incident)
    return incident
  }
  const absorb = (incident: Running, into: Running): void => {
    absorbed.set(incident.id, into.id)
    into.openedAt = Math.min(into.openedAt, incident.openedAt)
    into.lastRaisedAt = Math.max(into.lastRaisedAt, incident.lastRaisedAt)
  }

  for (const lone of facts.raised) {
    const takers = incidents.filter((i) => (i.gatewayId === null ? spreads(i) : lost.has(i.gatewayId)))
    const taker = takerOf(lone, takers)
    if (taker !== undefined) join(lone, taker)
  }

  const alone = (kind: FoldedKind): Lone[] =>
    [...facts.lone, ...facts.raised].filter((lone) => lone.kind === kind && !memberOf.has(lone.alertId))

  for (const [gatewayId, members] of behindGateways(alone('device_offline'), lost)) {
    const gateway = members.find(({ deviceId }) => deviceId === gatewayId) ?? members[0]
    open(members, gatewayId, gateway.areaPath)
  }

  const kinds = new Set(facts.raised.map(({ kind }) => kind))
  for (const kind of kinds) {
    const recent = alone(kind).filter(({ at }) => facts.now - at <= policy.withinMs)
    const gateways = incidents.filter((i) => i.kind === kind && i.gatewayId !== null && !i.owned && spreads(i))
    for (const group of byDeepestArea([...recent, ...gateways], policy.atLeast)) {
      const loners = group.causes.filter((cause): cause is Lone => 'alertId' in cause)
      const outages = group.causes.filter((cause): cause is Running => 'id' in cause)
      const [first, ...more] = loners
      const whole = first === undefined ? outages[0] : open([first, ...more], null, group.areaPath)
      if (whole === undefined) continue
      whole.gatewayId = null
      whole.areaPath = group.areaPath
      for (const outage of outages) if (outage !== whole) absorb(outage, whole)
    }
    mergeNeighbours(
      incidents.filter((i) => i.kind === kind && i.gatewayId === null && !i.owned && spreads(i)),
      absorb,
    )
  }

  const last = (id: string): string => {
    const into = absorbed.get(id)
    return into === undefined ? id : last(into)
  }
  return {
    opened: incidents.filter(({ id }) => !before.has(id) && !absorbed.has(id)),
    memberOf: new Map([...memberOf].map(([alertId, id]) => [alertId, last(id)])),
    absorbed: new Map([...absorbed.keys()].filter((id) => before.has(id)).map((id) => [id, last(id)])),
    widened: new Map(
      incidents
        .filter(({ id }) => !absorbed.has(id))
        .filter(({ id, areaPath, gatewayId }) => {
          const was = before.get(id)
          return was !== undefined && (was.areaPath !== areaPath || was.gatewayId !== gatewayId)
        })
        .map(({ id, areaPath }) => [id, areaPath]),
    ),
  }
}

/** The outage of its gateway, or else the one of the deepest area around it. */
function takerOf(lone: Lone, takers: readonly Running[]): Running | undefined {
  const fitting = takers.filter((incident) => {
    if (incident.kind !== lone.kind) return false
    if (incident.gatewayId !== null)
      return incident.gatewayId === lone.gatewayId || incident.gatewayId === lone.deviceId
    return isWithin(lone.areaPath, incident.areaPath)
  })
  return fitting.sort((a, b) => closeness(b) - closeness(a))[0]
}

const closeness = (incident: Running): number =>
  incident.gatewayId === null ? depthOf(incident.areaPath) : Number.POSITIVE_INFINITY

/** What stands alone behind each lost gateway, with the gateway itself where that stands alone too. */
function behindGateways(lone: readonly Lone[], lost: ReadonlySet<string>): Map<string, [Lone, ...Lone[]]> {
  const groups = new Map<string, [Lone, ...Lone[]]>()
  for (const one of lone) {
    if (one.gatewayId === null || !lost.has(one.gatewayId)) continue
    const group = groups.get(one.gatewayId)
    if (group === undefined) groups.set(one.gatewayId, [one])
    else group.push(one)
  }
  for (const one of lone) {
    // A gateway behind another is already with that one.
    if (one.gatewayId === null || !lost.has(one.gatewayId)) groups.get(one.deviceId)?.push(one)
  }
  return groups
}

type Cause = Lone | Running
type Group = { areaPath: string; causes: readonly Cause[] }

/** Every area with enough causes in it, deepest first; a cause explained by one area no longer counts for those above. */
function byDeepestArea(causes: readonly Cause[], atLeast: number): Group[] {
  if (causes.length < atLeast) return []
  const areas = new Map<string, Cause[]>()
  for (const cause of causes)
    for (const area of enclosingAreas(cause.areaPath)) {
      const within = areas.get(area)
      if (within === undefined) areas.set(area, [cause])
      else within.push(cause)
    }
  const deepestFirst = [...areas].sort(([a], [b]) => depthOf(b) - depthOf(a) || (a < b ? -1 : 1))
  const explained = new Set<Cause>()
  const groups: Group[] = []
  for (const [areaPath, within] of deepestFirst) {
    const left = within.filter((cause) => !explained.has(cause))
    if (left.length < atLeast) continue
    for (const cause of left) explained.add(cause)
    groups.push({ areaPath, causes: left })
  }
  return groups
}

/** Outages side by side in one area, or one within the other, are one: the older goes on, over the area of both. */
function mergeNeighbours(incidents: readonly Running[], absorb: (incident: Running, into: Running) => void): void {
  const left = [...incidents].sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1))
  for (let i = 0; i < left.length; i++) {
    const older = left[i]
    const at = left.findIndex((other, j) => j > i && older !== undefined && areNeighbours(older, other))
    const younger = left[at]
    if (older === undefined || younger === undefined) continue
    older.areaPath = commonArea(older.areaPath, younger.areaPath)
    absorb(younger, older)
    left.splice(at, 1)
    // It covers more now, so it may have come to lie beside any other.
    i = -1
  }
}

function areNeighbours(a: Running, b: Running): boolean {
  const common = commonArea(a.areaPath, b.areaPath)
  return common !== '' && [a, b].some(({ areaPath }) => enclosingAreas(areaPath).slice(-2).includes(common))
}
