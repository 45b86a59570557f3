import { hub, inOneTransaction } from './change.ts'
import type { DeskDeps } from './desk.ts'

type ModeDeps = DeskDeps & {
  /** The rules follow what was changed here. */
  residentsChanged(ids: string[]): Promise<void>
}

/** A mode has run out: from now on the person is at home. One that was prolonged meanwhile goes on. */
export const modeEnds =
  (deps: ModeDeps) =>
  ({ residentId }: { residentId: string; until: number }): Promise<void> =>
    end(deps, residentId, 'over', async ({ mode_until }, now) => mode_until !== null && mode_until.getTime() <= now)

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
  isOver: (row: { mode_until: Date | null }, now: number) => Promise<boolean>,
): Promise<void> {
  let ended = false
  await inOneTransaction(
    deps,
    async ({ trx, now, entries }) => {
      await deps.queries.timeline.lock(trx)
      const row = await trx
        .selectFrom('resident')
        .innerJoin('area', 'area.id', 'resident.area_id')
        .select(['resident.mode', 'resident.mode_until', 'area.path'])
        .where('resident.id', '=', residentId)
        .forNoKeyUpdate('resident')
        .executeTakeFirst()
      if (row === undefined || row.mode === 'home' || !(await isOver(row, now))) return
      await deps.queries.residents.update(trx, residentId, {
        mode: 'home',
        mode_until: null,
        updated_at: new Date(now),
      })
      const data = { from: row.mode, to: 'home', until: null, reason }
      entries.push({ at: now, type: 'resident.mode_changed', actor: hub, areaPath: row.path, residentId, data })
      ended = true
    },
    async () => undefined,
  )
  if (ended) await deps.residentsChanged([residentId])
}
