import { type RawBuilder, sql } from 'kysely'
import type { Priority } from '../core/alert/alert.ts'
import type { Database } from './database.ts'
import { jobKey, placeInLine } from './jobs.ts'

/** What somebody waits for and nothing will come of: ids. */
export type Forgotten = {
  /** Emergencies that nobody has, and whose plan has no next step; of others those whose next step failed for good. */
  open: string[]
  /** Claimed alerts at which no clock looks. */
  claimed: string[]
  /** Tickets of emergencies that nobody has accepted, and others that somebody was asked to take: no clock looks at them. */
  tickets: string[]
  /** What is planned for the next days, and no clock waits for it. */
  plans: string[]
  /** The minute's look whether anybody is there. */
  staffing: boolean
}

/** An open alert that no clock looks at, and of whose plan no step was taken. `receivedAt` in epoch ms. */
export type Unbegun = { id: string; areaPath: string; priority: Priority; receivedAt: number }
/** Up to where it was looked: whoever has no plan is never begun, and must not stand before those behind. */
export type LookedTo = { priority: number; received: string; id: string }
const atOnce = 1_000

/** A step that failed is tried again no later than this, s; the library's own waits grow to six hours. */
const againWithin = { emergency: 5, other: 30 }

/**
 * What comes back to an alert, a claim or an offer and failed: it is tried again soon, however often it has failed. When it
 * may no more, `find` has it. One that was given a new time since has failed in nothing.
 */
export async function hasten(db: Database): Promise<void> {
  const within = sql`make_interval(secs => case when j.priority <= ${sql.lit(placeInLine[1])} then ${sql.lit(againWithin.emergency)}
    else ${sql.lit(againWithin.other)} end)`
  await sql`update graphile_worker._private_jobs j set run_at = now() + ${within}
    from graphile_worker._private_tasks t
    where t.id = j.task_id and t.identifier in ('escalate', 'claim_idle', 'offer_expires')
      and j.attempts > 0 and j.attempts < j.max_attempts and j.last_error is not null and j.locked_at is null
      and j.run_at > now() + ${within}`.execute(db)
}

/**
 * A job that was replaced or taken back while it ran has lost its key and may not be tried again. Once it has failed, or its
 * hub was killed, it is nobody's any more: it didn't give up, and another has its place.
 */
export async function clearReplaced(db: Database): Promise<void> {
  await sql`delete from graphile_worker._private_jobs
    where key is null and attempts >= max_attempts and locked_at is null`.execute(db)
}

const lost = (key: RawBuilder<unknown>) => sql`not exists (select from graphile_worker._private_jobs j
  where j.key = ${key} and (j.attempts < j.max_attempts or j.locked_at is not null))`

/**
 * Urgent and routine alerts that wait, and whose plan, if they have one, never began: an older hub forgot it. One whose plan
 * is at its end isn't looked at either, and wants no clock: the steps in its story tell the two apart. Routine ones that were
 * late before the hub was brought up to date begin theirs as they rise (waiting.ts). The urgent first, then the longest waiting; at most 1,000 after `after`, and where to go on the next time: null when that was the last.
 */
export async function findUnbegun(
  db: Database,
  after: LookedTo | null,
): Promise<{ found: Unbegun[]; lookedTo: LookedTo | null }> {
  const { priority, received, id } = after ?? first
  const { rows } = await sql<Omit<Unbegun, 'receivedAt'> & { receivedAt: Date; received: string }>`
    select a.id, area.path as "areaPath", a.priority, a.received_at as "receivedAt", a.received_at::text as received
    from alert a join area on area.id = a.area_id
    where a.state = 'open' and a.priority in (2, 3) and ${lost(sql`'escalate:' || a.id`)}
      and not (a.priority = 3 and exists (select from hub_setting h where h.name = 'risen_from'
        and a.received_at + interval '1 hour' < (h.value ->> 'at')::timestamptz))
      and (a.priority, a.received_at, a.id) > (${priority}::int, ${received}::timestamptz, ${id}::uuid)
      and not exists (select from timeline t where t.alert_id = a.id and t.type = 'alert.escalated' and t.data ? 'step'
        and t.seq > (select max(b.seq) from timeline b where b.alert_id = a.id
          and b.type in ('alert.raised', 'alert.priority_raised', 'alert.released', 'alert.claim_expired')))
    order by a.priority, a.received_at, a.id limit ${atOnce}`.execute(db)
  const found = rows.map(({ received: _, receivedAt, ...row }) => ({ ...row, receivedAt: receivedAt.getTime() }))
  const last = rows.length === atOnce ? rows.at(-1) : undefined
  return { found, lookedTo: last === undefined ? null : { ...last } }
}
const first: LookedTo = { priority: 0, received: '-infinity', id: '00000000-0000-0000-0000-000000000000' }

/**
 * Alerts, offers and plans whose job is gone: it failed as often as it may, it came from a version of the hub that knew none, or a
 * backup had it no more. A job that runs or waits is none of these. Of each at most 100, the longest waiting first.
 */
export async function find(db: Database): Promise<Forgotten> {
  const { rows } = await sql<{ what: keyof Forgotten; id: string | null }>`
    with emergency as materialized (select id, state, received_at from alert where priority = 1 and state <> 'resolved')
    (select 'open' as what, e.id from emergency e
        where e.state = 'open' and ${lost(sql`'escalate:' || e.id`)} order by e.received_at limit 100)
    union all
    (select 'open', a.id from graphile_worker._private_jobs j
        join alert a on j.key = 'escalate:' || a.id and a.state = 'open' and a.priority > 1
        where j.attempts >= j.max_attempts and j.locked_at is null order by a.received_at limit 100)
    union all
    (select 'claimed', a.id from alert a
        where a.state = 'claimed' and ${lost(sql`'claim_idle:' || a.id`)} order by a.received_at limit 100)
    union all
    (select 'tickets', t.id from ticket t join emergency e on e.id = t.alert_id
        where t.state in ('requested', 'offered', 'declined', 'expired') and ${lost(sql`'offer:' || t.id`)}
        order by t.requested_at limit 100)
    union all
    (select 'tickets', t.id from ticket t
        where t.state in ('offered', 'declined', 'expired') and ${lost(sql`'offer:' || t.id`)}
          and not exists (select from emergency e where e.id = t.alert_id)
        order by t.requested_at limit 100)
    union all
    (select 'plans', p.id from visit_plan p
        where p.next_on <= current_date + 2 and p.ended_at is null and ${lost(sql`'visit:' || p.id`)}
        order by p.next_on limit 100)
    union all
    (select 'staffing', null where ${lost(sql`${jobKey.staffing()}::text`)})`.execute(db)
  const of = (what: keyof Forgotten) => rows.flatMap((row) => (row.what === what && row.id !== null ? [row.id] : []))
  return {
    open: of('open'),
    claimed: of('claimed'),
    tickets: of('tickets'),
    plans: of('plans'),
    staffing: rows.some(({ what }) => what === 'staffing'),
  }
}
