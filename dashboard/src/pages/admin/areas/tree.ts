import type { Area } from '../../../../../server/contract/people.ts'
import { byName } from '../../../../../server/core/place/by-name.ts'

export type Branch = { area: Area; depth: number }

/** Areas each below the one it lies in, siblings by name; the topmost that are known have depth 0. */
export function treeOf(areas: readonly Area[]): Branch[] {
  const known = new Set(areas.map(({ id }) => id))
  const below = Map.groupBy(areas, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null))
  const branches = (parentId: string | null, depth: number): Branch[] =>
    (below.get(parentId) ?? [])
      .toSorted((a, b) => byName(a.name, b.name))
      .flatMap((area) => [{ area, depth }, ...branches(area.id, depth + 1)])
  return branches(null, 0)
}

const levels = ['city', 'district', 'street', 'community'] as const

/** What can lie in an area of this level. */
export const levelsBelow = (level: Area['level']): Area['level'][] => levels.slice(levels.indexOf(level) + 1)
