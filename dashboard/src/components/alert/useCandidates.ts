import { useQuery } from '@tanstack/react-query'
import type { Candidate } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'

/** Who could go, best first. */
export function useCandidates(alertId: string, wanted: boolean) {
  return useQuery({
    queryKey: ['candidates', alertId],
    queryFn: () => api.all<Candidate>(`/alerts/${alertId}/candidates`),
    enabled: wanted,
  })
}
