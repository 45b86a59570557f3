import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ShiftsNow } from '../../../../server/contract/shifts.ts'
import { api } from '../../app/api.ts'
import type { Role } from '../../app/domain.ts'
import { useShowProblem } from '../../app/problem.ts'
import { useMe } from '../../app/session.ts'

/** As in server/core/access/may.ts, which decides. */
export const seesShifts = (role: Role): boolean =>
  role === 'operator' || role === 'supervisor' || role === 'administrator' || role === 'auditor'
export const worksShifts = (role: Role): boolean => role === 'operator' || role === 'supervisor'
export const plansShifts = (role: Role): boolean => role === 'supervisor' || role === 'administrator'

const key = ['shifts', 'now']

/** Who is on; kept fresh by live events, and looked at again by the minute for what changes with the hour. */
export function useShifts() {
  const { role } = useMe()
  return useQuery({
    queryKey: key,
    queryFn: () => api.get<ShiftsNow>('/shifts/now'),
    enabled: seesShifts(role),
    refetchInterval: 60_000,
  })
}

export type Move = { to: 'sign-on' | 'break' | 'back' } | { to: 'sign-off'; handOver: string }

/** One's own coming and going. */
export function useMove(done: (now: ShiftsNow, move: Move) => void = () => {}) {
  const queries = useQueryClient()
  const show = useShowProblem()
  return useMutation({
    mutationFn: (move: Move) =>
      api.post<ShiftsNow>(`/shifts/${move.to}`, move.to === 'sign-off' ? { handOver: move.handOver } : {}),
    onSuccess: (now, move) => {
      queries.setQueryData(key, now)
      done(now, move)
    },
    onError: show,
  })
}
