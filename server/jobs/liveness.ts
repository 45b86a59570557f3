import type pg from 'pg'

/** Tells the locks of ours from anybody else's advisory locks. */
const lockClass = 20_260_002

/**
 * A hub that is killed leaves its jobs locked, and the library would wait four hours before it runs them again. So every
 * worker pool holds a session lock named after itself while it lives, and every hub looks now and then for jobs whose
 * pool's lock is free: those it unlocks at once. Jobs are safe to run twice.
 */
export async function holdLock(client: pg.ClientBase, poolId: string): Promise<void> {
  await client.query('select pg_advisory_lock($1, hashtext($2))', [lockClass, poolId])
}

/** Before the connection goes back to the pool of connections, where it would keep the lock. */
export async function letGo(client: pg.ClientBase, poolId: string): Promise<void> {
  await client.query('select pg_advisory_unlock($1, hashtext($2))', [lockClass, poolId])
}

/** Unlocks the jobs of pools that are gone. One that has only just begun may not hold its lock yet: 5 s of grace. */
export async function freeJobsOfTheDead(
  pool: pg.Pool,
  ownPoolId: string | null,
  given: readonly string[] = [],
): Promise<void> {
  await pool.query(
    `select graphile_worker.force_unlock_workers(array(
      select locked_by from (
        select distinct locked_by from graphile_worker.jobs
        where locked_by is not null and locked_by is distinct from $2 and locked_at < now() - interval '5 seconds') as held
      where locked_by <> all($3) and pg_try_advisory_xact_lock($1, hashtext(locked_by))))`,
    [lockClass, ownPoolId, given],
  )
}

/**
 * Unlocks the jobs of pools that were given up though they live, and answers which: those whose function has ended at once,
 * those that are `running` when they have been for a minute. A function that ends gives its job away by its id, whoever
 * has it by then, and with it the new time that it may have set itself; statements end after 15 s, so one that still
 * runs after a minute hangs.
 */
export async function freeJobsOfTheGiven(
  pool: pg.Pool,
  given: readonly string[],
  running: readonly string[],
): Promise<string[]> {
  if (given.length === 0) return []
  const { rows } = await pool.query<{ id: string }>(
    `update graphile_worker._private_jobs set locked_at = null, locked_by = null
      where locked_by = any($1) and locked_at < now() - interval '5 seconds'
        and (id <> all($2::bigint[]) or locked_at < now() - interval '60 seconds')
      returning id::text`,
    [given, running],
  )
  await freeEmptyLines(pool, given)
  return rows.map(({ id }) => id)
}

/**
 * A connection that breaks between the commit of "this job is yours" and our hearing of it leaves a job locked by a pool
 * that lives and doesn't know. `begun` are the ids of those it does know of.
 */
export async function freeJobsNobodyBegan(pool: pg.Pool, poolId: string, begun: readonly string[]): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs set locked_at = null, locked_by = null
      where locked_by = $1 and locked_at < now() - interval '5 seconds' and id <> all($2::bigint[])`,
    [poolId, begun],
  )
  await freeEmptyLines(pool, [poolId])
}

/** The lines that jobs were in which these pools hold no more. */
async function freeEmptyLines(pool: pg.Pool, pools: readonly string[]): Promise<void> {
  await pool.query(
    `update graphile_worker._private_job_queues q set locked_at = null, locked_by = null
      where locked_by = any($1) and locked_at < now() - interval '5 seconds' and not exists (
        select from graphile_worker._private_jobs j where j.job_queue_id = q.id and j.locked_by = q.locked_by)`,
    [pools],
  )
}

/**
 * The clock was put back: what was due within a minute by the old one would be due in an hour and a minute. Whoever is to
 * be told of an emergency is told as long after it as was meant. Timers of devices and people go by instants of their own,
 * but for a fall that waits whether it is taken back: that one asks for no time when it rings.
 */
export async function keepDelays(pool: pg.Pool): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs j set run_at = j.run_at - (j.updated_at - now()), updated_at = now()
      from graphile_worker._private_tasks t
      where t.id = j.task_id and j.locked_at is null and j.updated_at > now() + interval '5 seconds'
        and (t.identifier not in ('device_timer', 'resident_timer', 'mode_ends', 'maintenance_ends', 'visit_due')
          or (t.identifier = 'device_timer' and j.payload ->> 'name' = 'fall'))`,
  )
}
