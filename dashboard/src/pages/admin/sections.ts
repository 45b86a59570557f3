import type { Role } from '../../app/domain.ts'

export const sections = ['residents', 'devices', 'staff', 'areas', 'quarantine'] as const
export type Section = (typeof sections)[number]

export const isSection = (name: string | undefined): name is Section => sections.some((known) => known === name)

/** What a role may look at here and what it may change; as in server/core/access/may.ts, which decides. */
export function rightsOf(role: Role): { see: readonly Section[]; change: readonly Section[] } {
  switch (role) {
    case 'administrator':
      return { see: sections, change: sections }
    case 'supervisor':
      return { see: ['residents', 'devices', 'staff', 'areas'], change: ['residents'] }
    case 'auditor':
      return { see: sections, change: [] }
    case 'operator':
    case 'provider_manager':
      return { see: ['residents', 'devices', 'staff', 'areas'], change: [] }
    case 'worker':
    case 'family':
      return { see: [], change: [] }
  }
}
