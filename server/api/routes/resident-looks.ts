import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { HealthSeen } from '../../contract/documents.ts'
import { Revealed } from '../../contract/people.ts'
import { person } from '../../core/access/acting.ts'
import { mayRole } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { inHandOf, mustHave } from '../in-hand.ts'
import { newRouter } from '../router.ts'
import { notFound, only, residentSeen } from '../sight.ts'

const tags = ['residents']
const params = z.object({ id: Id })

const reveal = createRoute({
  method: 'post',
  path: '/{id}/reveal',
  middleware: only('resident.reveal'),
  tags,
  summary:
    "The key safe's code, for who has claimed an alert or accepted a ticket of this resident; the look is recorded",
  request: { params },
  responses: answers(Revealed, 'The code, and when it was seen.', 404),
})

const health = createRoute({
  method: 'post',
  path: '/{id}/health',
  middleware: only('health.look'),
  tags,
  summary:
    'Conditions, instructions and medication, for who has claimed an alert or accepted a ticket of this resident, or keeps or examines the record; the look is recorded, with the alert or ticket in hand or that there was none',
  request: { params },
  responses: answers(HealthSeen, 'What to know at the door, and when it was seen.', 404),
})

/** What of a resident is shown on purpose alone: every look is recorded. */
export const residentLookRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps
  /** A look that needs an alert or a ticket in hand unless `unclaimed`, written down in the transaction that looks. */
  const lookedAt = async <T>(
    actor: Actor,
    where: { id: string; areaPath: string; unclaimed: boolean },
    type: 'resident.key_safe_seen' | 'resident.health_seen',
    look: (trx: ApiDeps['db']) => Promise<T>,
  ): Promise<{ saw: T; seenAt: string }> => {
    const at = now()
    const { saw, seqs } = await db.transaction().execute(async (trx) => {
      const inHand = await inHandOf(queries, trx, actor, where.id)
      if (!where.unclaimed) mustHave(inHand)
      const saw = await look(trx)
      const seqs = await queries.timeline.append(trx, [
        {
          at,
          type,
          actor: person(actor),
          areaPath: where.areaPath,
          residentId: where.id,
          ...inHand,
        },
      ])
      return { saw, seqs }
    })
    deps.announce?.(seqs)
    return { saw, seenAt: new Date(at).toISOString() }
  }
  return newRouter()
    .openapi(reveal, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { areaPath } = await residentSeen(deps, actor, 'resident.read', id)
      const keySafe = await lookedAt(actor, { id, areaPath, unclaimed: false }, 'resident.key_safe_seen', (trx) =>
        queries.residents.keySafe(trx, id),
      )
      return c.json({ keySafe: keySafe.saw, seenAt: keySafe.seenAt }, 200)
    })
    .openapi(health, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { areaPath, resident } = await residentSeen(deps, actor, 'resident.read', id)
      const unclaimed = mayRole(actor.role, 'health.look_unclaimed')
      const { saw, seenAt } = await lookedAt(
        actor,
        { id, areaPath, unclaimed },
        'resident.health_seen',
        async (trx) => {
          const health = (await queries.residents.healthOf(trx, [id])).get(id)
          if (health === undefined) throw notFound()
          return health
        },
      )
      return c.json({ ...saw, instructions: resident.instructions, seenAt }, 200)
    })
}
