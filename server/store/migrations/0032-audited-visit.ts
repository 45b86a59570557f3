import { type Kysely, sql } from 'kysely'

/** Who provided a visit and where it took place, as it was then: a worker changes their provider, a person moves house. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`alter table ticket
      add column provider_id uuid references provider,
      add column provider_name text,
      add column arrival_lat double precision,
      add column arrival_lon double precision,
      add check ((provider_id is null) = (provider_name is null)),
      add check ((arrival_lat is null) = (arrival_lon is null))`)
    .execute(db)
}
