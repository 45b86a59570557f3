import { hub } from '../core/access/acting.ts'
import { rise, routineWaitMs } from '../core/alert/queue.ts'
import { applyToAlert, changeAlert } from './change.ts'
import { startEscalation } from './clock.ts'
import type { DeskDeps } from './deps.ts'

/** Ten in ten minutes are a flood for one operator (EEMUA 191): what was late before the hub was brought up to date comes slower. */
const backlogEveryMs = 60_000

/**
 * Routine alerts that have waited past their limit become urgent, and the plan of urgent ones begins. Looked for in the
 * store, so that none depends on a clock of its own: one given back to the queue after its time rises as well. Those that were late
 * when an older hub was brought up to date, which knew no rising, follow one a minute. Answers how many rose. Rejects
 * when some could not, after all others did: of the backlog the next one then has its turn.
 */
export const raiseWaiting = (deps: DeskDeps): (() => Promise<number>) => {
  let backlogAt = Number.NEGATIVE_INFINITY
  return async () => {
    const errors: unknown[] = []
    let risen = 0
    for (const { id, since, backlog } of await deps.queries.waiting.routine(deps.db, routineWaitMs, deps.now())) {
      if (backlog && Math.abs(deps.now() - backlogAt) < backlogEveryMs) continue
      let rose = false
      await changeAlert(deps, id, async (change) => {
        const transition = rise(change.alert.now, since, change.now)
        // Somebody has taken it since it was looked for.
        if (!transition.ok) return
        await applyToAlert(change, hub, transition)
        await startEscalation(change)
        rose = true
      }).then(
        () => {
          if (!rose) return
          risen += 1
          if (backlog) backlogAt = deps.now()
        },
        (error: unknown) => errors.push(error),
      )
    }
    if (errors.length > 0)
      throw new AggregateError(errors, `${errors.length} of those that have waited too long did not rise`)
    return risen
  }
}
