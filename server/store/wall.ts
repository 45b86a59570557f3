import { sql } from 'kysely'
import type { Wall } from '../contract/kpi.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { Database } from './database.ts'

/** Who is signed in to answer, and who is there to go. Shifts are not recorded: a session is the next best thing. */
export async function people(db: Database, areaPath: string, now: number): Promise<Wall['people']> {
  const [operators, responders] = await Promise.all([
    db
      .selectFrom('user as u')
      .innerJoin('area as a', 'a.id', 'u.area_id')
      .select(['u.id', 'u.name', 'u.role'])
      .select(
        sql<number>`(select count(*) from alert where alert.owner_id = u.id and alert.state = 'claimed')`.as('alerts'),
      )
      .where('a.path', 'like', `${areaPath}%`)
      .where('u.active', '=', true)
      .where('u.role', 'in', ['operator', 'supervisor'])
      .where(
        sql<boolean>`exists (select from session where session."userId" = u.id and session."expiresAt" > ${new Date(now)})`,
      )
      .orderBy('u.name')
      .execute(),
    db
      .selectFrom('user as u')
      .innerJoin('area as a', 'a.id', 'u.area_id')
      .select(['u.id', 'u.name'])
      .select(
        sql<number>`(select count(*) from ticket where ticket.worker_id = u.id
          and ticket.state in (${sql.join(openTicketStates.map((state) => sql.lit(state)))}))`.as('tickets'),
      )
      .where('a.path', 'like', `${areaPath}%`)
      .where('u.active', '=', true)
      .where('u.role', '=', 'worker')
      .orderBy('u.name')
      .execute(),
  ])
  return { from: 'sessions', operators, responders }
}

/** Unfinished tickets by state, and those finished since an instant (epoch ms). */
export async function tickets(db: Database, areaPath: string, since: number): Promise<Wall['tickets']> {
  const rows = await db
    .selectFrom('ticket as t')
    .innerJoin('area as a', 'a.id', 't.area_id')
    .select(['t.state', sql<number>`count(*)`.as('count')])
    .where('a.path', 'like', `${areaPath}%`)
    .where((eb) => eb.or([eb('t.state', 'in', [...openTicketStates]), eb('t.requested_at', '>=', new Date(since))]))
    .groupBy('t.state')
    .execute()
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}
