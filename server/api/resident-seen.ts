import type { Resident } from '../contract/people.ts'
import type { Actor } from '../core/access/roles.ts'
import type { ApiDeps } from './deps.ts'

/**
 * Residents as somebody reads them. Health details are in none but those of a family the resident agreed to share them
 * with: everybody else asks for them on purpose, and that is recorded. What to do is for who works with the resident.
 */
export async function residentsSeenBy(
  { db, queries }: Pick<ApiDeps, 'db' | 'queries'>,
  actor: Actor,
  residents: readonly Resident[],
): Promise<Resident[]> {
  switch (actor.role) {
    case 'administrator':
    case 'supervisor':
    case 'operator':
    case 'auditor':
      return [...residents]
    case 'worker':
      return residents.map((resident) => ({ ...resident, limits: {} }))
    case 'provider_manager':
      return residents.map(withoutCare)
    case 'family': {
      const shared = await queries.contacts.residentsOf(db, actor.id, 'readings')
      const health = await queries.residents.healthOf(db, shared)
      return residents.map((resident) => {
        const known = health.get(resident.id)
        return known === undefined ? withoutCare(resident) : { ...resident, ...known }
      })
    }
  }
}

const withoutCare = (resident: Resident): Resident => ({ ...resident, instructions: '', limits: {} })
