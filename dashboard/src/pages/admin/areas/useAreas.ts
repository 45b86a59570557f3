import { useQuery } from '@tanstack/react-query'
import type { Area } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'

/** Every area within sight; shared with whatever else asks for `['areas']`. */
export const useAreas = () =>
  useQuery({ queryKey: ['areas'], queryFn: () => api.all<Area>('/areas'), staleTime: Number.POSITIVE_INFINITY })

/** The name of an area by its id; empty until areas are known. */
export function useAreaName(): (id: string) => string {
  const areas = useAreas()
  return (id) => areas.data?.find((area) => area.id === id)?.name ?? ''
}
