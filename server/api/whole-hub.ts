import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import type { ApiDeps } from './deps.ts'

/** What holds for every area is for those whose area is all of them. Throws `forbidden`. */
export async function mustBeForAll({ db, queries }: Pick<ApiDeps, 'db' | 'queries'>, actor: Actor): Promise<void> {
  const area = await queries.areas.get(db, actor.areaId)
  if (area === null || area.parentId !== null)
    throw new ServiceError('forbidden', 'this is for who looks after the whole hub')
}
