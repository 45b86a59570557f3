import { useQueries } from '@tanstack/react-query'
import type { Alert } from '../../../server/contract/alerts.ts'
import type { Countdown } from '../../../server/contract/policies.ts'
import { api } from './api.ts'

/** The longest waiting come to their step first; one that rings is enough to be heard. */
const askedAbout = 5
/** A step is an event of the alert; should one be missed, it is asked for again. */
const againMs = 15_000

/** Which of these emergencies, longest waiting first, have come to the supervisor's step of their plan. Unknown counts as come. */
export function useCalledUp(emergencies: readonly Alert[]): ReadonlySet<string> {
  const asked = emergencies.slice(0, askedAbout)
  return useQueries({
    queries: asked.map(({ id, seq }) => ({
      queryKey: ['alert', id, 'escalation', seq],
      queryFn: () => api.get<Countdown>(`/alerts/${id}/escalation`),
      refetchInterval: againMs,
    })),
    combine: (answers) =>
      new Set(
        answers.flatMap(({ data, isError }, at) => {
          const ahead = data && !data.again && data.next.some(({ tell }) => tell.includes('supervisor'))
          const id = asked[at]?.id
          return id !== undefined && (isError || ahead === false) ? [id] : []
        }),
      ),
  })
}
