import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Alert } from '../../../server/contract/alerts.ts'
import type { Countdown } from '../../../server/contract/policies.ts'
import { api } from './api.ts'

/** The longest waiting come to their step first; one that rings is enough to be heard. */
const askedAbout = 5
/** A step is an event of the alert; should one be missed, it is asked for again. */
const againMs = 15_000
/** So long an answer may take before not knowing it counts: no plan calls a supervisor at once. */
const answeredWithinMs = 3_000

/**
 * Whether a plan has come to the supervisor's step; it was first asked for so long ago, ms. Not knowing the plan after
 * that long counts as come: rather rung than missed.
 */
export const hasCome = (plan: Pick<Countdown, 'again' | 'next'> | undefined, askedMs: number): boolean =>
  plan === undefined
    ? askedMs >= answeredWithinMs
    : plan.again || !plan.next.some(({ tell }) => tell.includes('supervisor'))

/** Which of these emergencies, longest waiting first, have come to the supervisor's step of their plan; `now` in epoch ms. */
export function useCalledUp(emergencies: readonly Alert[], now: number): ReadonlySet<string> {
  const queries = useQueryClient()
  const asked = emergencies.slice(0, askedAbout)
  const since = useRef<ReadonlyMap<string, number>>(new Map())
  since.current = new Map(asked.map(({ id }) => [id, since.current.get(id) ?? now]))
  return useQueries({
    queries: asked.map(({ id, seq }) => ({
      queryKey: ['alert', id, 'escalation', seq],
      queryFn: () => api.get<Countdown>(`/alerts/${id}/escalation`),
      // It is asked anew with every event: until that is answered, what was answered before holds.
      placeholderData: () =>
        queries
          .getQueriesData<Countdown>({ queryKey: ['alert', id, 'escalation'] })
          .findLast(([, before]) => before !== undefined)?.[1],
      refetchInterval: againMs,
    })),
    combine: (answers) =>
      new Set(
        answers.flatMap(({ data }, at) => {
          const alert = asked[at]
          return alert !== undefined && hasCome(data, now - (since.current.get(alert.id) ?? now)) ? [alert.id] : []
        }),
      ),
  })
}
