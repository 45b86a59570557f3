import { useQuery } from '@tanstack/react-query'
import type { Provider } from '../../../../../server/contract/providers.ts'
import { api } from '../../../app/api.ts'

/** Every provider and station within sight, by name. */
export const useProviders = () =>
  useQuery({ queryKey: ['providers', 'all'], queryFn: () => api.all<Provider>('/providers'), staleTime: 60_000 })
