import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { HealthSeen } from '../../contract/documents.ts'
import { Revealed } from '../../contract/people.ts'
import type { Actor } from '../../core/access/roles.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
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
  middleware: only('resident.reveal'),
  tags,
  summary:
    'Conditions, instructions and medication, for who has claimed an alert or accepted a ticket of this resident; the look is recorded',
  request: { params },
  responses: answers(HealthSeen, 'What to know at the door, and when it was seen.', 404),
})

/** What is shown of a resident for an alert or a ticket in hand alone: every look is recorded. */
export const residentLookRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps
  /** A look at what is shown for an alert or a ticket in hand alone, written down in the transaction that looks. */
  const lookedAt = async <T>(
    actor: Actor,
    where: { id: string; areaPath: string },
    type: 'resident.key_safe_seen' | 'resident.health_seen',
    look: (trx: ApiDeps['db']) => Promise<T>,
  ): Promise<{ saw: T; seenAt: string }> => {
    const at = now()
    const { saw, seqs } = await db.transaction().execute(async (trx) => {
      const ticket = actor.role === 'worker' ? await queries.residents.ticketInHandOf(trx, where.id, actor.id) : null
      const alertId = ticket?.alertId ?? (await queries.residents.claimedAlertOf(trx, where.id, actor.id))
      if (ticket === null && alertId === null)
        throw new ServiceError('forbidden', 'claim an alert or accept a ticket of this resident first')
      const saw = await look(trx)
      const seqs = await queries.timeline.append(trx, [
        {
          at,
          type,
          actor: { kind: 'person', id: actor.id, name: actor.name },
          areaPath: where.areaPath,
          residentId: where.id,
          alertId,
          ticketId: ticket?.ticketId ?? null,
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
      const keySafe = await lookedAt(actor, { id, areaPath }, 'resident.key_safe_seen', (trx) =>
        queries.residents.keySafe(trx, id),
      )
      return c.json({ keySafe: keySafe.saw, seenAt: keySafe.seenAt }, 200)
    })
    .openapi(health, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { areaPath } = await residentSeen(deps, actor, 'resident.read', id)
      const { saw, seenAt } = await lookedAt(actor, { id, areaPath }, 'resident.health_seen', async (trx) => {
        const now = await queries.residents.getWithPath(trx, id)
        if (now === null) throw notFound()
        return now.resident
      })
      return c.json(
        { conditions: saw.conditions, instructions: saw.instructions, medication: saw.medication, seenAt },
        200,
      )
    })
}
