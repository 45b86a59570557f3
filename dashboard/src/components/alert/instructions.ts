import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Instruction } from '../../../../server/contract/instructions.ts'
import { api } from '../../app/api.ts'

type Instructions = { items: Instruction[] }

/** What to do for every kind of alert in an area: asked once, there at once for the next alert. */
export function useInstructions(areaId: string) {
  return useQuery({
    queryKey: ['instructions', areaId],
    queryFn: async () => (await api.get<Instructions>('/instructions', { areaId })).items,
    staleTime: 5 * 60_000,
  })
}

/** Writes what to do for a kind in an area, or, without steps, lets the area above say it. */
export function useWriteInstruction() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, areaId, steps }: { kind: string; areaId: string; steps: Instruction['steps'] | null }) =>
      steps === null
        ? api.delete<Instructions>(`/instructions/${kind}?areaId=${areaId}`)
        : api.put<Instructions>(`/instructions/${kind}`, { areaId, steps }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['instructions'] }),
  })
}
