import { hub } from '../core/access/acting.ts'
import { type Change, inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'

type ModeDeps = DeskDeps & {
  /** The rules follow what was changed here. */
  residentsChanged(ids: string[]): Promise<void>
}

/** A mode has run out: from now on the person is at home. One that was prolonged meanwhile goes on, with a clock of its own. */
export const modeEnds =
  (deps: ModeDeps) =>
  ({ residentId, until }: { residentId: string; until: number }): Promise<void> =>
    end(deps, residentId, 'over', async ({ mode_until }, { trx, now }) => {
      const ends = mode_until?.getTime()
      if (ends === undefined || ends <= now) return ends !== undefined
      if (ends === until) await deps.queries.modeJobs.modeEndsAt(trx, residentId, new Date(until), againAt(until, now))
      return false
    })

/**
 * Whether somebody still works on a device though the job that ends this has come: it came early, and comes again. Work
 * that was prolonged meanwhile has a clock of its own.
 */
export const maintenanceGoesOn =
  ({ db, queries: { modeJobs }, now }: DeskDeps) =>
  ({ deviceId, until }: { deviceId: string; until?: number | undefined }): Promise<boolean> =>
    db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('device')
        .select('maintenance_until')
        .where('id', '=', deviceId)
        .forNoKeyUpdate()
        .executeTakeFirst()
      const ends = row?.maintenance_until?.getTime()
      if (ends === undefined || ends <= now()) return false
      if (ends === until) await modeJobs.maintenanceEndsAt(trx, deviceId, new Date(until), againAt(until, now()))
      return true
    })

/** When to come again: the database's clock, by which jobs are due, is ahead of the hub's by what is left, or a little more. */
const againAt = (until: number, now: number): number => until + (until - now) + 1_000

/**
 * The hub asked whether they are back, and nobody answered: nobody claimed the question or closed it. An answer of any
 * kind leaves the mode to people.
 */
export const modeUnanswered =
  (deps: ModeDeps) =>
  ({ residentId }: { residentId: string }): Promise<void> =>
    end(deps, residentId, 'nobody_answered', async () => {
      const asked = await deps.db
        .selectFrom('alert')
        .select('id')
        .where('resident_id', '=', residentId)
        .where('kind', '=', 'mode_check')
        .where('state', '=', 'open')
        .executeTakeFirst()
      return asked !== undefined
    })

async function end(
  deps: ModeDeps,
  residentId: string,
  reason: 'over' | 'nobody_answered',
  isOver: (row: { mode_until: Date | null }, change: Change) => Promise<boolean>,
): Promise<void> {
  // Also when it was over before: the answer to that may have been lost on the way.
  let isHome = false
  await inOneTransaction(
    deps,
    async (change) => {
      const { trx, now, entries } = change
      await deps.queries.timeline.lock(trx)
      const row = await trx
        .selectFrom('resident')
        .innerJoin('area', 'area.id', 'resident.area_id')
        .select(['resident.mode', 'resident.mode_until', 'area.path'])
        .where('resident.id', '=', residentId)
        .forNoKeyUpdate('resident')
        .executeTakeFirst()
      isHome = row?.mode === 'home'
      if (row === undefined || isHome || !(await isOver(row, change))) return
      await deps.queries.residents.update(trx, residentId, {
        mode: 'home',
        mode_until: null,
        updated_at: new Date(now),
      })
      const data = { from: row.mode, to: 'home', until: null, reason }
      entries.push({ at: now, type: 'resident.mode_changed', actor: hub, areaPath: row.path, residentId, data })
      isHome = true
    },
    async () => undefined,
  )
  if (isHome) await deps.residentsChanged([residentId])
}
