import type { Role } from '../../../app/domain.ts'

export const roles = [
  'operator',
  'supervisor',
  'worker',
  'family',
  'provider_manager',
  'administrator',
  'auditor',
] as const satisfies readonly Role[]
