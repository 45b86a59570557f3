import { useQuery } from '@tanstack/react-query'
import type { Resident } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'

/** Everybody within sight, by name. */
const useResidents = () =>
  useQuery({ queryKey: ['resident', 'all'], queryFn: () => api.all<Resident>('/residents'), staleTime: 60_000 })

export function useResidentName(): (id: string) => string {
  const residents = useResidents()
  return (id) => residents.data?.find((resident) => resident.id === id)?.name ?? ''
}

/** To choose from: the name, and the address to tell two of them apart. */
export function useResidentChoices(): { value: string; label: string }[] {
  const residents = useResidents()
  return (residents.data ?? []).map(({ id, name, address }) => ({ value: id, label: `${name} · ${address}` }))
}
