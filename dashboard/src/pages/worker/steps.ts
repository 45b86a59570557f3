import type { TicketState } from '../../app/domain.ts'

/** What a worker can do next, and the path it is posted to. */
export type Step = 'accept' | 'travel' | 'arrive' | 'done'

/** The one thing to do now. */
export function nextStep(state: TicketState): Step | null {
  switch (state) {
    case 'offered':
      return 'accept'
    case 'accepted':
      return 'travel'
    case 'travelling':
      return 'arrive'
    case 'arrived':
      return 'done'
    case 'requested':
    case 'done':
    case 'confirmed':
    case 'declined':
    case 'expired':
    case 'cancelled':
    case 'failed':
      return null
  }
}

const way: readonly TicketState[] = ['offered', 'accepted', 'travelling', 'arrived', 'done', 'confirmed']
const leadsTo: Record<Step, TicketState> = { accept: 'accepted', travel: 'travelling', arrive: 'arrived', done: 'done' }

/** The step was taken already: a second tap, or an answer that was lost on the way, is no error. */
export const hasTaken = (state: TicketState, step: Step): boolean => way.indexOf(state) >= way.indexOf(leadsTo[step])

/** How far along the way, for a row of marks: 0 nothing accepted, 4 done. */
export const stagesDone = (state: TicketState): number => Math.min(4, Math.max(0, way.indexOf(state)))
