import { sql } from 'kysely'
import type { Lately } from '../contract/alerts.ts'
import type { Database } from './database.ts'

const latelyDays = 90

/**
 * How the other alerts of the same device and rule ended within the 90 days before this one came; null for an alert of
 * no device. One look into the index of what is over.
 */
export async function before(db: Database, alertId: string): Promise<Lately | null> {
  const { rows } = await sql<{ resolved: number; false_alarms: number; tests: number }>`
    select count(o.id) as resolved,
      count(o.id) filter (where o.outcome in ('false_alarm', 'cancelled_by_resident')) as false_alarms,
      count(o.id) filter (where o.outcome = 'test') as tests
    from alert a left join alert o on o.device_no = a.device_no and (o.why ->> 'rule') = (a.why ->> 'rule')
      and o.state = 'resolved' and o.received_at >= a.received_at - make_interval(days => ${latelyDays})
      and o.received_at < a.received_at
    where a.id = ${alertId} and a.device_no is not null group by a.id`.execute(db)
  const [row] = rows
  if (row === undefined) return null
  return { days: latelyDays, resolved: row.resolved, falseAlarms: row.false_alarms, tests: row.tests }
}
