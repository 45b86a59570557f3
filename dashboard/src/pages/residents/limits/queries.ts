import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../../../server/contract/common.ts'
import type { LimitsNow, LimitsVersion } from '../../../../../server/contract/limits.ts'
import type { OwnRule } from '../../../../../server/contract/own-rules.ts'
import { api } from '../../../app/api.ts'

export const useLimits = (residentId: string) =>
  useQuery({
    queryKey: ['resident', residentId, 'limits'],
    queryFn: () => api.get<LimitsNow>(`/residents/${residentId}/limits`),
  })

export const useVersions = (residentId: string, enabled: boolean) =>
  useQuery({
    queryKey: ['resident', residentId, 'limits', 'versions'],
    queryFn: () => api.get<Page<LimitsVersion>>(`/residents/${residentId}/limits/versions`),
    enabled,
  })

export const useOwnRules = (residentId: string) =>
  useQuery({
    queryKey: ['resident', residentId, 'rules'],
    queryFn: () => api.get<{ items: OwnRule[] }>(`/residents/${residentId}/rules`),
  })

/** After a change everything of this person is asked for anew. */
export function useChanged(residentId: string): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['resident', residentId] })
}
