import { useQuery } from '@tanstack/react-query'
import type { Area } from '../../../server/contract/people.ts'
import { api } from './api.ts'

/** Every area within sight, once they are wanted; shared with whatever else asks for `['areas']`. */
export const useAreas = (wanted = true) =>
  useQuery({
    queryKey: ['areas'],
    queryFn: () => api.all<Area>('/areas'),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: wanted,
  })

/** The name of an area by its id; empty until areas are known. */
export function useAreaName(wanted = true): (id: string) => string {
  const areas = useAreas(wanted)
  return (id) => areas.data?.find((area) => area.id === id)?.name ?? ''
}
