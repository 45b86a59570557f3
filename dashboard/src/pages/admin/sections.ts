import type { Me } from '../../../../server/contract/people.ts'
import type { Role } from '../../app/domain.ts'

const sections = [
  'residents',
  'devices',
  'staff',
  'areas',
  'providers',
  'policies',
  'quarantine',
  'templates',
  'backups',
  'version',
] as const
export type Section = (typeof sections)[number]

/** What holds for the whole hub, and is shown to those whose area is all of it. */
const ofTheHub: readonly Section[] = ['templates', 'backups', 'version']

export const isSection = (name: string | undefined): name is Section => sections.some((known) => known === name)

/** What a role may look at here and what it may change; as in server/core/access/may.ts, which decides. */
export function rightsOf({ role, area }: Pick<Me, 'role' | 'area'>): Rights {
  const { see, change } = rightsOfRole(role)
  return area.parentId === null ? { see, change } : { see: see.filter(isLocal), change: change.filter(isLocal) }
}

type Rights = { see: readonly Section[]; change: readonly Section[] }
const isLocal = (section: Section): boolean => !ofTheHub.includes(section)

function rightsOfRole(role: Role): Rights {
  switch (role) {
    case 'administrator':
      return { see: sections, change: sections }
    case 'supervisor':
      return {
        see: ['residents', 'devices', 'staff', 'areas', 'providers', 'policies'],
        change: ['residents', 'policies'],
      }
    case 'auditor':
      return { see: sections, change: [] }
    case 'operator':
    case 'provider_manager':
      return { see: ['residents', 'devices', 'staff', 'areas', 'providers'], change: [] }
    case 'worker':
    case 'family':
      return { see: [], change: [] }
  }
}
