import type { Place } from './place.ts'
import { rowsOf, said } from './rows.ts'

/** What has to hold at every moment at which nothing is wrong. Answers what doesn't. */
export async function lookNow(place: Place): Promise<string[]> {
  const found: string[] = []
  const none = async (what: string, text: string) => {
    for (const row of said(await rowsOf(place, text))) found.push(`${what}: ${row}`)
  }
  const job = (key: string) =>
    `exists (select from graphile_worker._private_jobs j where j.key = ${key} and (j.attempts < j.max_attempts or j.locked_at is not null))`
  await none(
    'an emergency that nobody has and no clock looks at',
    `select id, kind, state from alert where state = 'open' and priority = 1 and not ${job("'escalate:' || alert.id")}`,
  )
  await none(
    'a claim that no clock looks at',
    `select id, kind from alert where state = 'claimed' and not ${job("'claim_idle:' || alert.id")}`,
  )
  await none(
    'a claim whose alert still escalates',
    `select id, kind from alert where state = 'claimed' and ${job("'escalate:' || alert.id")}`,
  )
  await none(
    'a ticket that nobody has taken and no clock looks at',
    `select id, state from ticket where state in ('requested', 'offered', 'declined', 'expired') and not ${job("'offer:' || ticket.id")}`,
  )
  await none(
    'a job that somebody holds who is gone',
    `select id, key, locked_at, locked_by from graphile_worker._private_jobs where locked_at < now() - interval '45 seconds'`,
  )
  await none(
    'a line of jobs that somebody holds who is gone',
    `select q.queue_name, q.locked_at from graphile_worker._private_job_queues q where q.locked_at < now() - interval '45 seconds'`,
  )
  await none(
    'a job that is due and not begun',
    `select id, key, run_at, attempts, last_error, locked_at from graphile_worker._private_jobs
      where run_at < now() - make_interval(secs => case when job_queue_id is null then 20 else 60 end)
        and attempts < max_attempts and locked_at is null`,
  )
  await none(
    'a job that gave up',
    `select key, attempts, last_error from graphile_worker._private_jobs where attempts >= max_attempts and locked_at is null`,
  )
  await none(
    'an alert in the hands of somebody who is switched off',
    `select a.id, u.email from alert a join "user" u on u.id = a.owner_id where a.state = 'claimed' and not u.active
      and not exists (select from graphile_worker._private_jobs j where j.key = 'stand_down:' || u.id)`,
  )
  await none('closed without an outcome', `select id from alert where state = 'resolved' and outcome is null`)
  await none(
    'closed while somebody is on the way',
    `select a.id, t.id as ticket, t.state from alert a join ticket t on t.alert_id = a.id where a.state = 'resolved'
      and t.closed_at is null and t.state in ('requested','offered','accepted','travelling','arrived','declined','expired')`,
  )
  await none(
    'an open alert elsewhere than its person',
    `select a.id, a.area_id, r.area_id as home from alert a join resident r on r.id = a.resident_id
      where a.state <> 'resolved' and a.area_id <> r.area_id`,
  )
  return found
}
