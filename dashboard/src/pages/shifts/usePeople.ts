import { useQuery } from '@tanstack/react-query'
import type { Staff } from '../../../../server/contract/people.ts'
import { api } from '../../app/api.ts'

/** Everybody who may be planned, as a choice. */
export function usePeople(): { value: string; label: string }[] {
  const { data } = useQuery({
    queryKey: ['staff', 'on-shift'],
    queryFn: async () =>
      (await Promise.all(['operator', 'supervisor'].map((role) => api.all<Staff>('/staff', { role })))).flat(),
  })
  return data?.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name })) ?? []
}
