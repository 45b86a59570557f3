import type { FoldPolicy } from './incident.ts'

/** How an incident that isn't resolved stands. */
export type Standing = {
  gatewayId: string | null
  gatewayLost: boolean
  lastRaisedAt: number
  /** Members whose alert is open and in nobody's hands. */
  out: number
  /** Of an area's: by gateway that is lost itself, those of `out` that are that gateway or behind it. Most first. */
  behindLost: readonly { gatewayId: string; out: number }[]
}

/**
 * `back`: nothing is out any more. `faded`: those still out are single alerts again. `runs`: look again at that time,
 * epoch ms, or, when null, with its next change. `narrows`: what is left of an area's outage is what that gateway, lost
 * in the middle of it, cannot reach; it goes on as the gateway's, and others are single alerts again.
 */
export type Course =
  | { is: 'back' }
  | { is: 'faded' }
  | { is: 'narrows'; gatewayId: string }
  | { is: 'runs'; lookAt: number | null }

/** Whether an incident is over. Behind a lost gateway it goes on for as long as that is lost, however few there are. */
export function courseOf(standing: Standing, policy: FoldPolicy, now: number): Course {
  if (standing.out === 0) return { is: 'back' }
  const quietAt = standing.lastRaisedAt + policy.fadeMs
  if (now < quietAt) return { is: 'runs', lookAt: quietAt }
  if (standing.gatewayId !== null) return standing.gatewayLost ? { is: 'runs', lookAt: null } : { is: 'faded' }
  const [gateway] = standing.behindLost
  const reason = gateway !== undefined && gateway.out >= 2 ? gateway : null
  if (standing.out - (reason?.out ?? 0) >= policy.atLeast) return { is: 'runs', lookAt: null }
  return reason === null ? { is: 'faded' } : { is: 'narrows', gatewayId: reason.gatewayId }
}
