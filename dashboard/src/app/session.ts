import { queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Me } from '../../../server/contract/people.ts'
import { api, authApi } from './api.ts'
import type { Role } from './domain.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => api.get<Me>('/me'),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

/** Who is signed in. Below the shell there is always somebody. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await authApi.signOut()
    queries.clear()
    await navigate({ to: '/sign-in' })
  }
}

export type HomePath =
  | '/queue'
  | '/residents'
  | '/alerts'
  | '/tickets'
  | '/map'
  | '/shifts'
  | '/wall'
  | '/report'
  | '/worker'
  | '/family'
  | '/admin'

/** Where each role begins its day. */
export function homeOf(role: Role): HomePath {
  switch (role) {
    case 'operator':
    case 'supervisor':
      return '/queue'
    case 'administrator':
      return '/admin'
    case 'provider_manager':
      return '/residents'
    case 'auditor':
      return '/alerts'
    case 'worker':
      return '/worker'
    case 'family':
      return '/family'
  }
}

/** Which pages a role has in its navigation, in order: the queue first, whoever has it. */
export function pagesOf(role: Role): readonly HomePath[] {
  switch (role) {
    case 'operator':
      return ['/queue', '/residents', '/alerts', '/tickets', '/map', '/shifts']
    case 'auditor':
      return ['/queue', '/residents', '/alerts', '/tickets', '/map', '/shifts', '/wall', '/report']
    case 'provider_manager':
      return ['/residents', '/tickets']
    case 'supervisor':
    case 'administrator':
      return ['/queue', '/residents', '/alerts', '/tickets', '/map', '/shifts', '/wall', '/report', '/admin']
    case 'worker':
      return ['/worker']
    case 'family':
      return ['/family']
  }
}

/** What a role may do, as in server/core/access/may.ts: the hub decides, this only keeps useless buttons away. */
export const seesAlerts = (role: Role): boolean => role !== 'provider_manager' && role !== 'worker'
export const seesIncidents = (role: Role): boolean => seesAlerts(role) && role !== 'family'
export const worksAlerts = (role: Role): boolean =>
  role === 'administrator' || role === 'supervisor' || role === 'operator'
/** Sees health details, and with them documents; as in server/core/access/may.ts. */
export const seesHealth = (role: Role): boolean => role !== 'provider_manager'
/** May look at health details with no alert in hand; operators claim one first. */
export const seesHealthUnclaimed = (role: Role): boolean => takesOver(role) || role === 'auditor'
/** Plans visits and services. */
export const plansVisits = (role: Role): boolean => worksAlerts(role) || role === 'provider_manager'
export const takesOver = (role: Role): boolean => role === 'administrator' || role === 'supervisor'
/** On shift: their browser rings until an emergency has an owner. */
export const isRung = (role: Role): boolean => role === 'operator' || role === 'supervisor'
