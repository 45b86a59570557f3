import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import { checkLimits, type OwnLimits } from '../core/rules/limits.ts'
import type { DeskDeps } from './deps.ts'

type Person = { residentId: string; areaPath: string }
type Deps = Pick<DeskDeps, 'db' | 'queries' | 'now' | 'announce'>

export type LimitsDesk = {
  /** All of a person's own limits from now on. Throws `invalid` naming each that is wrong, `changed_meanwhile` when another version holds than was looked at. */
  change(
    actor: Actor,
    person: Person,
    wanted: { limits: OwnLimits; reason: string; basedOn?: number | undefined },
  ): Promise<void>
  /** An earlier version once more, as a new one. Throws `not_found`. */
  back(actor: Actor, person: Person, to: { version: number; reason: string }): Promise<void>
}

/** What people may set for one person; every change is a version with who and why, and is told in the timeline. */
export function limitsDesk(deps: Deps): LimitsDesk {
  const { db, queries, now } = deps
  const write = async (
    actor: Actor,
    { residentId, areaPath }: Person,
    reason: string,
    choose: (trx: typeof db, before: { limits: OwnLimits; version: number }) => Promise<OwnLimits>,
    backTo: number | null,
  ) => {
    const at = now()
    const seqs = await db.transaction().execute(async (trx) => {
      // The timeline's lock comes before any other, as everywhere.
      await queries.timeline.lock(trx)
      const before = await queries.limits.lockForChange(trx, residentId)
      if (before === null) throw new ServiceError('not_found', 'there is no such resident')
      const after = { ...(await choose(trx, before)) }
      checked(after)
      const version = before.version + 1
      const by = { id: actor.id, name: actor.name }
      await queries.limits.write(trx, {
        residentId,
        version,
        at,
        by,
        reason,
        before: { ...before.limits },
        after,
        backTo,
      })
      return queries.timeline.append(trx, [
        {
          at,
          type: 'resident.limits_changed',
          actor: person(by),
          areaPath,
          residentId,
          data: { version, reason, backTo },
        },
      ])
    })
    deps.announce(seqs)
  }
  return {
    change: (actor, person, { limits, reason, basedOn }) =>
      write(
        actor,
        person,
        reason,
        async (_trx, before) => {
          if (basedOn !== undefined && basedOn !== before.version)
            throw new ServiceError(
              'changed_meanwhile',
              `version ${before.version} holds meanwhile, not ${basedOn}: look at it first`,
            )
          return limits
        },
        null,
      ),
    back: (actor, person, { version, reason }) =>
      write(
        actor,
        person,
        reason,
        async (trx) => {
          const then = await queries.limits.ofVersion(trx, person.residentId, version)
          if (then === null) throw new ServiceError('not_found', 'there is no version of this number')
          return then
        },
        version,
      ),
  }
}

/** Throws `invalid` naming each limit that can't be kept. */
function checked(limits: OwnLimits): void {
  const wrong = checkLimits(limits)
  if (wrong.length > 0)
    throw new ServiceError(
      'invalid',
      'some limits are not as they have to be',
      wrong.map(({ field, message }) => ({ field: `limits.${field}`, message })),
    )
}
