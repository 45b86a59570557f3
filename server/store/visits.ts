import { type RawBuilder, sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { OverdueVisit, PersonVisits } from '../contract/visits.ts'
import { notThereYet } from '../core/ticket/due.ts'
import { overAge, type VisitBecause, visitDemands } from '../core/visit/demand.ts'
import type { Service } from '../core/visit/services.ts'
import type { Database } from './database.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

/** Whom the list is for, and what of it. Everything given must hold. */
export type VisitFilter = {
  areaPath?: string | undefined
  residentIds?: readonly string[] | undefined
  inAreaPath?: string | undefined
}

type Row = {
  id: string
  name: string
  address: string
  phone: string | null
  area_name: string
  because: VisitBecause | null
  every_days: number | null
  last_at: Date | null
  asked_due: Date | null
  overdue_since: Date | null
  late_turns: number | null
  late_service: Service | null
  late_ticket: string | null
}

const conditions = {
  over_80_alone: sql`r.lives_alone and r.born_on <= (${sql.ref('clock.today')} - make_interval(years => ${overAge}))`,
  alone: sql`r.lives_alone`,
  left_behind: sql`r.left_behind`,
} satisfies Record<VisitBecause, RawBuilder<unknown>>

const cases = (value: (demand: (typeof visitDemands)[number]) => RawBuilder<unknown>) =>
  sql`case ${sql.join(
    visitDemands.map((demand) => sql`when ${conditions[demand.because]} then ${value(demand)}`),
    sql` `,
  )} end`

/**
 * Everybody with what is asked for by how they live, when somebody last came, and what planned turns nobody came for.
 * Set-based: one statement for a person as for a city.
 */
function standing(where: RawBuilder<unknown>, now: number) {
  const at = new Date(now)
  return sql`
    late as (
      select t.resident_id, count(*)::int as turns, min(t.planned_for) as since,
        (array_agg(p.service order by t.planned_for))[1] as service, (array_agg(t.id order by t.planned_for))[1] as ticket_id
      from ticket t join visit_plan p on p.id = t.plan_id
      where t.plan_id is not null and t.planned_for < ${at} and t.state in (${sql.join([...notThereYet])})
      group by t.resident_id),
    person as (
      select r.id, r.name, r.address, r.phone, r.created_at, a.name as area_name,
        ${cases(({ because }) => sql`${because}::text`)} as because,
        ${cases(({ everyDays }) => sql`${everyDays}::int`)} as every_days
      from resident r join area a on a.id = r.area_id
        cross join lateral (select (${at}::timestamptz at time zone a.timezone)::date as today) clock
      where ${where}),
    standing as (
      select person.*, came.at as last_at, late.turns as late_turns, late.service as late_service,
        late.ticket_id as late_ticket, late.since as late_since,
        coalesce(came.at, person.created_at) + make_interval(days => person.every_days) as asked_due
      from person left join late on late.resident_id = person.id
        left join lateral (
          select done_at as at from ticket t where t.resident_id = person.id and t.kind in ('visit', 'service')
            and t.done_at is not null order by done_at desc limit 1) came on true
      where person.every_days is not null or late.turns is not null)`
}

/** Whoever waits for a visit that should have been, the longest wait first. Throws `invalid` for a cursor of another list. */
export async function overdue(
  db: Database,
  filter: VisitFilter,
  page: PageRequest,
  now: number,
): Promise<Page<OverdueVisit>> {
  const parts = [sql`true`]
  if (filter.areaPath !== undefined) parts.push(sql`a.path like ${`${filter.areaPath}%`}`)
  if (filter.inAreaPath !== undefined) parts.push(sql`a.path like ${`${filter.inAreaPath}%`}`)
  if (filter.residentIds !== undefined) parts.push(sql`r.id = any(${[...filter.residentIds]}::uuid[])`)
  const from = page.cursor === undefined ? null : decodeCursor(page.cursor, ['instant', 'uuid'])
  const { rows } = await sql<Row & { overdue_since: Date }>`
    with ${standing(sql.join(parts, sql` and `), now)},
    waiting as (
      select *, date_trunc('milliseconds',
        least(late_since, case when asked_due < ${new Date(now)} then asked_due end)) as overdue_since from standing)
    select * from waiting where overdue_since is not null
      ${from === null ? sql`` : sql`and (overdue_since, id) > (${from[0]}::timestamptz, ${from[1]}::uuid)`}
    order by overdue_since, id limit ${page.limit + 1}`.execute(db)
  return pageFrom(
    rows,
    page.limit,
    (row) => ({
      resident: { id: row.id, name: row.name, address: row.address, phone: row.phone },
      areaName: row.area_name,
      overdueSince: row.overdue_since.toISOString(),
      lastVisitAt: row.last_at?.toISOString() ?? null,
      because: row.because,
      everyDays: row.every_days,
      late:
        row.late_turns === null || row.late_service === null || row.late_ticket === null
          ? null
          : { turns: row.late_turns, service: row.late_service, ticketId: row.late_ticket },
    }),
    ({ overdue_since, id }) => [overdue_since.toISOString(), id],
  )
}

/** How often somebody has to look in on this person, and when somebody last did; null when nothing asks for it. */
export async function demandOf(db: Database, residentId: string, now: number): Promise<PersonVisits['demand']> {
  const { rows } = await sql<Row>`
    with ${standing(sql`r.id = ${residentId}::uuid`, now)} select * from standing`.execute(db)
  const [row] = rows
  if (row === undefined || row.because === null || row.every_days === null || row.asked_due === null) return null
  return {
    because: row.because,
    everyDays: row.every_days,
    lastVisitAt: row.last_at?.toISOString() ?? null,
    dueAt: row.asked_due.toISOString(),
  }
}
