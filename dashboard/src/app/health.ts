import { useQuery } from '@tanstack/react-query'
import type { Alert } from '../../../server/contract/alerts.ts'
import type { HealthSeen } from '../../../server/contract/documents.ts'
import { api } from './api.ts'

/** Longer than a shift, ms. */
const keptMs = 12 * 60 * 60_000

/** Conditions, instructions and medication. The hub records the look. */
export const lookAtHealth = (residentId: string) => api.post<HealthSeen>(`/residents/${residentId}/health`)

type Health = { health: HealthSeen | null; error: unknown; again: () => unknown }

/**
 * What to know of a person's health, for who has this alert in hand. The hub records each asking, so it is asked once a
 * claim and never by itself again; everybody else is told nothing.
 */
export function useHealth(residentId: string, { id, claimedAt }: Alert, inHand: boolean): Health {
  const { data, error, refetch } = useQuery({
    queryKey: ['health', residentId, id, claimedAt],
    queryFn: () => lookAtHealth(residentId),
    enabled: inHand,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: keptMs,
    retry: false,
    retryOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  return { health: inHand ? (data ?? null) : null, error: inHand && data === undefined ? error : null, again: refetch }
}
