import type { FoldPolicy } from './incident.ts'

/** How an incident that isn't resolved stands. `out`: members whose alert is open and in nobody's hands. */
export type Standing = { gatewayId: string | null; gatewayLost: boolean; lastRaisedAt: number; out: number }

/**
 * `back`: nothing is out any more. `faded`: those still out are single alerts again. `runs`: look again at that time,
 * epoch ms, or, when null, with its next change.
 */
export type Course = { is: 'back' } | { is: 'faded' } | { is: 'runs'; lookAt: number | null }

/** Whether an incident is over. Behind a lost gateway it goes on for as long as that is lost, however few there are. */
export function courseOf(standing: Standing, policy: FoldPolicy, now: number): Course {
  if (standing.out === 0) return { is: 'back' }
  const few = standing.gatewayId === null ? standing.out < policy.atLeast : !standing.gatewayLost
  const quietAt = standing.lastRaisedAt + policy.fadeMs
  if (now < quietAt) return { is: 'runs', lookAt: quietAt }
  return few ? { is: 'faded' } : { is: 'runs', lookAt: null }
}
