export const roles = [
  'administrator',
  'supervisor',
  'operator',
  'provider_manager',
  'worker',
  'family',
  'auditor',
] as const
export type Role = (typeof roles)[number]

/** Who acts: a signed-in person. `areaPath` is `/<area id>/<area id>/`, root first; everybody sees that area and below. */
export type Actor = {
  id: string
  name: string
  role: Role
  areaId: string
  areaPath: string
}
