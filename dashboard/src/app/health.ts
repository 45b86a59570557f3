import { useQuery } from '@tanstack/react-query'
import type { HealthSeen } from '../../../server/contract/documents.ts'
import { api } from './api.ts'

/**
 * What to know of a person's health, for who has this alert in hand. The hub records each asking, so it is asked once
 * and kept as long as the panel stays; everybody else is told nothing.
 */
export function useHealth(residentId: string, alertId: string, inHand: boolean): HealthSeen | null {
  const { data } = useQuery({
    queryKey: ['health', residentId, alertId],
    queryFn: () => api.post<HealthSeen>(`/residents/${residentId}/health`),
    enabled: inHand,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return inHand ? (data ?? null) : null
}
