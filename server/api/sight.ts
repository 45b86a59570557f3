import type { MiddlewareHandler } from 'hono'
import { type Action, inArea, mayRole, reach } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import type { ApiDeps, ApiEnv } from './deps.ts'

/** What somebody sees of a list: an area and below, or certain residents. Every given part must hold. */
export type Sight = { areaPath?: string; residentIds?: readonly string[] }

type Store = Pick<ApiDeps, 'db' | 'queries'>

/** Throws `forbidden` when the role may not do this anywhere. */
export function allow(actor: Actor, action: Action): void {
  if (!mayRole(actor.role, action)) throw new ServiceError('forbidden', 'your role may not do this')
}

/** Refuses who may not do this anywhere, before anybody looks at what they sent. */
export const only =
  (action: Action): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    allow(c.get('actor'), action)
    await next()
  }

/** How far somebody sees for a list; throws `forbidden` when not at all. Families see what the resident agreed to share. */
export async function sightOf({ db, queries }: Store, actor: Actor, action: Action): Promise<Sight> {
  const far = reach(actor.role, action)
  if (far === null) throw new ServiceError('forbidden', 'your role may not do this')
  if (far === 'area') return { areaPath: actor.areaPath }
  return {
    residentIds:
      actor.role === 'worker'
        ? await queries.residents.inHandOf(db, actor.id)
        : await queries.contacts.residentsOf(db, actor.id, sharedFor(action)),
  }
}

/** Whether one thing, in this area and of this resident, is within sight. */
const sees = (sight: Sight, where: { areaPath: string; residentId: string | null }): boolean =>
  (sight.areaPath === undefined || where.areaPath.startsWith(sight.areaPath)) &&
  (sight.residentIds === undefined || (where.residentId !== null && sight.residentIds.includes(where.residentId)))

/**
 * Throws `forbidden` when the role may not do this anywhere, `not_found` when the thing is not within sight:
 * outside their area nobody learns what exists.
 */
export async function mustSee(
  store: Store,
  actor: Actor,
  action: Action,
  where: { areaPath: string; residentId: string | null } | null,
): Promise<void> {
  const sight = await sightOf(store, actor, action)
  if (where === null || !sees(sight, where)) throw notFound()
}

/**
 * A resident within sight, with the path of their area. Throws `forbidden` when the role may not do this anywhere,
 * `not_found` when there is no such resident within sight.
 */
export async function residentSeen(store: Store, actor: Actor, action: Action, residentId: string) {
  const found = await store.queries.residents.getWithPath(store.db, residentId)
  await mustSee(store, actor, action, found && { areaPath: found.areaPath, residentId })
  if (found === null) throw notFound()
  return { residentId, areaPath: found.areaPath, resident: found.resident }
}

/** An area by id, within the actor's own: for what is created or moved there. Throws `invalid` naming the field. */
export async function areaWithin({ db, queries }: Store, actor: Actor, id: string, field = 'areaId') {
  const area = await queries.areas.get(db, id)
  if (area === null || !inArea(actor, area.path))
    throw new ServiceError('invalid', 'there is no such area within yours', [{ field, message: 'no such area' }])
  return area
}

export const notFound = () => new ServiceError('not_found', 'there is no such thing within your area')

function sharedFor(action: Action): 'any' | 'alerts' | 'readings' {
  if (action === 'document.read' || action === 'device.read' || action === 'reading.read' || action === 'event.read')
    return 'readings'
  const alerts: readonly Action[] = ['alert.read', 'ticket.read', 'ticket.rate', 'visit.read']
  return alerts.includes(action) ? 'alerts' : 'any'
}
