import type { Place } from './place.ts'
import { rowsOf } from './rows.ts'
import { emergencyPlan } from './town.ts'

/** When something was wrong, or the hub had not come back from it: epoch ms. Nothing is in time then. */
export type Trouble = { from: number; until: number }

/** So late on a machine that is busy is not late. */
const slackMs = 6_000

/** How long of a stretch of time nothing was wrong. */
function calmMs(troubles: readonly Trouble[], from: number, until: number): number {
  let calm = 0
  let at = from
  for (const trouble of troubles.toSorted((a, b) => a.from - b.from)) {
    if (trouble.until <= at || trouble.from >= until) continue
    calm += Math.max(0, trouble.from - at)
    at = Math.max(at, Math.min(until, trouble.until))
  }
  return calm + Math.max(0, until - at)
}

/** Each emergency that nobody had was told to the next step within its time. */
export async function lookUpSteps(
  place: Place,
  troubles: readonly Trouble[],
  until: number,
): Promise<{ found: string[]; steps: number; latestMs: number }> {
  const entries = await rowsOf<{
    id: string
    type: string
    at: Date
    step: number | null
    again: boolean
    priority: number
    received: Date
    seq: number
  }>(
    place,
    `select a.id, t.type, t.at, (t.data ->> 'step')::int as step, coalesce((t.data ->> 'again')::boolean, false) as again,
        a.priority, a.received_at as received, t.seq
      from alert a join timeline t on t.alert_id = a.id
      where a.priority = 1 and a.kind in ('call', 'fall', 'smoke') and t.type in
        ('alert.raised', 'alert.claimed', 'alert.released', 'alert.claim_expired', 'alert.resolved', 'alert.escalated', 'alert.entered_area')
      order by a.id, t.seq`,
  )
  const found: string[] = []
  let steps = 0
  let latestMs = 0
  let waits: { id: string; since: number; told: Set<number>; late: Set<number> } | null = null
  const due = emergencyPlan.map(({ afterSeconds }) => afterSeconds * 1_000)
  const see = (now: number, taken: number | null) => {
    if (waits === null) return
    for (const [step, afterMs] of due.entries()) {
      if (step === 0 || waits.told.has(step)) continue
      const at = waits.since + afterMs
      // Nothing is in time while something is wrong; what stood in for it is looked at without that.
      const late = now - at <= 0 ? 0 : calmMs(troubles, at, now)
      if (taken === step) {
        steps++
        latestMs = Math.max(latestMs, late)
      }
      if (late > slackMs && !waits.late.has(step)) {
        waits.late.add(step)
        found.push(
          `${waits.id}: step ${step} due ${new Date(at).toISOString()} was ${taken === step ? 'taken' : 'not taken by'} ${new Date(now).toISOString()}, ${Math.round(late)} ms of calm later`,
        )
      }
    }
  }
  for (const [index, { id, type, at, step, again, received }] of entries.entries()) {
    const now = at.getTime()
    if (waits !== null && waits.id !== id) waits = null
    switch (type) {
      case 'alert.raised':
        waits = { id, since: received.getTime(), told: new Set(), late: new Set() }
        break
      case 'alert.released':
      case 'alert.claim_expired':
        waits = { id, since: now, told: new Set(), late: new Set() }
        break
      case 'alert.escalated':
        if (waits === null || step === null || again) break
        see(now, step)
        waits.told.add(step)
        break
      case 'alert.entered_area':
        // Its plan may have begun anew with the area.
        if (waits !== null) waits.since = Math.max(waits.since, now)
        break
      default:
        see(now, null)
        waits = null
    }
    const next = entries[index + 1]
    if (waits !== null && next?.id !== id) see(until, null)
  }
  return { found, steps, latestMs }
}
