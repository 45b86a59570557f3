import { sql } from 'kysely'
import type { Database } from './database.ts'

/** `backlog`: it had waited past its limit when this hub's rising began (migration 0042). `since`, epoch ms. */
export type Waiting = { id: string; since: number; backlog: boolean }

/**
 * Routine alerts that nobody has, and that have waited for so long, ms by kind and `other` for the rest: the longest waiting
 * first, at most 100, and the first 20 of the backlog: one of them is to rise, and some may not be able to. What they were about
 * still holds. They wait from when they came, became routine, or came again after what they were about had passed.
 */
export async function routine(db: Database, waitMs: Readonly<Record<string, number>>, now: number): Promise<Waiting[]> {
  const waits = sql`make_interval(secs => coalesce(${JSON.stringify(waitMs)}::jsonb ->> a.kind, ${JSON.stringify(waitMs)}::jsonb ->> 'other')::float8 / 1000)`
  const before = sql`${new Date(now)}::timestamptz - ${waits}`
  // Unresolved, as the index of the queue has it; and the story of those alone that came long enough ago.
  const { rows } = await sql<{ id: string; since: Date; backlog: boolean }>`
    with late as materialized (
      select a.id, waits.since, coalesce(waits.since + ${waits} < (select (value ->> 'at')::timestamptz
        from hub_setting where name = 'risen_from'), false) as backlog
      from alert a
      cross join lateral (select greatest(a.received_at,
        (select max(t.at) from timeline t where t.alert_id = a.id and t.type = 'alert.priority_raised'),
        (select min(t.at) from timeline t where t.alert_id = a.id and t.type = 'alert.repeated' and t.seq > (select max(p.seq)
          from timeline p where p.alert_id = a.id and p.type in ('alert.cleared', 'alert.cancelled_by_resident')))) as since) as waits
      where a.state <> 'resolved' and a.priority = 3 and a.state = 'open' and (a.cleared_at is null or a.no_speech_at is not null)
        and a.received_at <= ${before} and waits.since <= ${before})
    (select * from late where not backlog order by since limit 100)
    union all (select * from late where backlog order by since limit 20)`.execute(db)
  return rows.map(({ since, ...row }) => ({ ...row, since: since.getTime() }))
}
