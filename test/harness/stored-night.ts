import { sql } from 'kysely'
import type { Database } from '../../server/store/database.ts'
import { createPartitions, dayOf } from '../../server/store/series/partitions.ts'

/** A quiet sleeper every ten seconds, whose heart is at 38 for three minutes after five hours. */
export async function sleepsFor(db: Database, no: number, from: number, ms: number): Promise<void> {
  await createPartitions(db, [dayOf(from), dayOf(from + ms)])
  await sql`insert into reading (device_no, metric, at, value)
    select ${no}, m.metric, ${new Date(from)}::timestamptz + s * interval '10 seconds',
      case m.metric when 1 then case when s between 1800 and 1818 then 38 else 62 + s % 3 end when 2 then 15 else 1 end
    from generate_series(0, ${ms / 10_000 - 1}::int) s, (values (1), (2), (7)) as m (metric)`.execute(db)
}
