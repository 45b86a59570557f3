import { sql } from 'kysely'
import type { Wall } from '../contract/kpi.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'

/** Who is there to answer in an area and below, and who can go. Where nobody ever signed on to a shift, who is signed in. */
export async function people(db: Database, areaPath: string, now: number): Promise<Wall['people']> {
  const staff = db
    .selectFrom('user as u')
    .innerJoin('area as a', 'a.id', 'u.area_id')
    .where('a.path', 'like', `${areaPath}%`)
    .where('u.active', '=', true)
    .orderBy(byName('u.name'))
    .orderBy('u.id')
  const answering = staff.where('u.role', 'in', ['operator', 'supervisor']).select(['u.id', 'u.name', 'u.role'])
  const [anyShift, onShift, signedIn, responders] = await Promise.all([
    answering.where(sql<boolean>`exists (select from shift where shift.user_id = u.id)`).limit(1).execute(),
    answering
      .innerJoin('shift', 'shift.user_id', 'u.id')
      .select('shift.break_since')
      .where('shift.ended_at', 'is', null)
      .execute(),
    answering
      .where(
        sql<boolean>`exists (select from session where session."userId" = u.id and session."expiresAt" > ${new Date(now)})`,
      )
      .execute(),
    staff
      .select(['u.id', 'u.name'])
      .select(
        sql<number>`(select count(*) from ticket where ticket.worker_id = u.id
          and ticket.state in (${sql.join(openTicketStates.map((state) => sql.lit(state)))}))`.as('tickets'),
      )
      .where('u.role', '=', 'worker')
      .execute(),
  ])
  if (anyShift.length === 0)
    return {
      from: 'sessions',
      operators: signedIn.map((one) => ({ ...one, standing: 'signed_in' as const })),
      responders,
    }
  return {
    from: 'shifts',
    operators: onShift.map(({ break_since, ...one }) => ({
      ...one,
      standing: break_since === null ? ('on' as const) : ('break' as const),
    })),
    responders,
  }
}
