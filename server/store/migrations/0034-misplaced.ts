import { type Kysely, sql } from 'kysely'

/** What was open when its person moved to another area stayed behind, out of sight of those who are there: it follows them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    update alert a set area_id = r.area_id from resident r
      where r.id = a.resident_id and a.state <> 'resolved' and a.area_id <> r.area_id;
    update ticket t set area_id = r.area_id from resident r
      where r.id = t.resident_id and t.area_id <> r.area_id
        and t.state in ('requested', 'offered', 'accepted', 'travelling', 'arrived', 'declined', 'expired');
  `)
    .execute(db)
}
