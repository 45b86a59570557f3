import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { IncidentMember } from '../../../../server/contract/alerts.ts'
import type { Page } from '../../../../server/contract/common.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import { api, isHidden } from '../../app/api.ts'
import type { Outcome } from '../../app/domain.ts'
import { knownBy } from '../../app/known.ts'
import { useLive, useLiveDispatch } from '../../app/LiveProvider.tsx'
import { useShowProblem } from '../../app/problem.ts'

/** The incident as it stands, live while it runs. Undefined while it is not known. */
export function useIncident(id: string): {
  incident: Incident | undefined
  /** Why it is not known; null while it is, or is asked for. */
  error: unknown
  again: () => unknown
} {
  const live = knownBy(useLive().incidents, id)
  const asked = useQuery({ queryKey: ['incident', id], queryFn: () => api.get<Incident>(`/incidents/${id}`) })
  const incident = live ?? (isHidden(asked.error) ? undefined : asked.data)
  return { incident, error: incident === undefined ? asked.error : null, again: asked.refetch }
}

/** Its alerts, a page at a time, those first whom somebody should look in on. Kept fresh by the incident's events. */
export function useMembers(id: string) {
  return useInfiniteQuery({
    queryKey: ['incident', id, 'members'],
    queryFn: ({ pageParam }) =>
      api.get<Page<IncidentMember>>(`/incidents/${id}/members`, { limit: 50, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export type IncidentAction =
  | { do: 'claim' | 'take-over' }
  | { do: 'note'; note: string }
  | { do: 'release' }
  | { do: 'resolve'; outcome: Outcome; note?: string }

/** What a person does to an incident. The answer goes straight into the live state; refusals are said in a corner. */
export function useIncidentAction() {
  const dispatch = useLiveDispatch()
  const queries = useQueryClient()
  const show = useShowProblem()
  return useMutation({
    mutationFn: ({ id, action: { do: verb, ...body } }: { id: string; action: IncidentAction }) =>
      api.post<Incident>(`/incidents/${id}/${verb}`, body),
    onSuccess: (incident) => {
      dispatch({ type: 'answered', incident })
      void queries.invalidateQueries({ queryKey: ['incident', incident.id] })
    },
    onError: (error, { id }) => {
      void queries.invalidateQueries({ queryKey: ['incident', id] })
      show(error)
    },
  })
}
