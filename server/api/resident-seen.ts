import type { Resident } from '../contract/people.ts'
import type { Actor } from '../core/access/roles.ts'
import type { ApiDeps } from './deps.ts'

type Deps = Pick<ApiDeps, 'db' | 'queries'>

/**
 * Residents as somebody reads them. Health details are in none but those of a family the resident agreed to share them
 * with: everybody else asks for them on purpose, and that is recorded. What to do is for who works with the resident.
 */
export async function residentsSeenBy(deps: Deps, actor: Actor, residents: readonly Resident[]): Promise<Resident[]> {
  return residents.map(await eyesOf(deps, actor))
}

/** One resident as somebody reads them. */
export async function residentSeenBy(deps: Deps, actor: Actor, resident: Resident): Promise<Resident> {
  return (await eyesOf(deps, actor))(resident)
}

/** What somebody makes of any resident they see. */
async function eyesOf({ db, queries }: Deps, actor: Actor): Promise<(resident: Resident) => Resident> {
  switch (actor.role) {
    case 'administrator':
    case 'supervisor':
    case 'operator':
    case 'auditor':
      return (resident) => resident
    case 'worker':
      return (resident) => ({ ...resident, limits: {} })
    case 'provider_manager':
      return withoutCare
    case 'family': {
      const shared = await queries.contacts.residentsOf(db, actor.id, 'readings')
      const health = await queries.residents.healthOf(db, shared)
      return (resident) => {
        const known = health.get(resident.id)
        return known === undefined ? withoutCare(resident) : { ...resident, ...known }
      }
    }
  }
}

const withoutCare = (resident: Resident): Resident => ({ ...resident, instructions: '', limits: {} })
