/** What follows from what was said: alerts and their story, commands, and what is due. What was said itself: parts.ts. */
import { isAlarm } from '../../../devices/reading.ts'
import { priorities } from '../../core/alert/alert.ts'
import { advisoryLocks } from '../advisory-locks.ts'
import { placeInLine } from '../jobs.ts'
import type { Batch, ClearChange, RaiseChange } from './batch.ts'
import type { MemberOf } from './folding.ts'
import { iso, json, type Part } from './parts.ts'

/** Taken before any sequence number is drawn, held to the commit: numbers become visible in order. */
export const lockPart: Part = {
  name: 'lock',
  sql: () => `lock as materialized (select pg_advisory_xact_lock(${advisoryLocks.timeline}))`,
  params: [],
}

/**
 * A new alert, or a repeat of the one that is open; its timeline entry says which. `incident_id` in `raised` is that of
 * an alert which is told through its incident alone: nobody has taken it out of there. An alarm is for whoever the device
 * belongs to as it is written, not as it was known when the message came in: a device or a person that moves between the
 * two sends nobody to an old home. The device's row is locked, for that shows its newest version also when whoever moves it
 * holds the timeline's lock until then; so is that of an alert which is open already (`before`), and it is looked at before it
 * is changed. Where the person lives is asked anew once the lock is held (migration 0039): nobody waits for an import that has
 * their record.
 */
export const raisePart = (changes: readonly RaiseChange[], memberOf: MemberOf): Part => ({
  name: 'raised',
  sql: ([
    id,
    kind,
    priority,
    area,
    path,
    resident,
    no,
    device,
    happened,
    received,
    late,
    times,
    why,
    actor,
    data,
    escalate,
    incident,
    own,
  ]) =>
    `raise as materialized (select * from unnest(${id}::uuid[], ${kind}::text[], ${priority}::smallint[], ${area}::uuid[], ${path}::text[],
        ${resident}::uuid[], ${no}::int[], ${device}::text[], ${happened}::timestamptz[], ${received}::timestamptz[], ${late}::bool[],
        ${times}::int[], ${why}::jsonb[], ${actor}::jsonb[], ${data}::jsonb[], ${escalate}::jsonb[], ${incident}::uuid[], ${own}::bool[])
      as i (id, kind, priority, area, path, resident, no, device, happened, received, late, times, why, actor, data, escalate, incident, own)),
    held as materialized (select d.no, d.resident_id, d.area_id from lock, raise i join device d on d.no = i.no where i.own for share of d),
    whose as materialized (select i.id, i.priority, case when h.no is null then i.resident else h.resident_id end as resident,
        h.area_id as registered, i.area as known from lock, raise i left join held h on h.no = i.no and i.own),
    lives as materialized (select w.id, area_where_lives(w.resident) as area from whose w where w.priority < 4 or w.registered is not null),
    placed as materialized (select i.id, i.kind, i.priority, a.id as area, a.path, w.resident, i.no, i.device, i.happened, i.received, i.late, i.times, i.why,
        i.actor, i.data, i.incident
      from raise i join whose w on w.id = i.id left join lives l on l.id = i.id
        join area a on a.id = coalesce(l.area, w.registered, w.known)),
    before as materialized (select a.id, a.priority, a.state, a.cleared_at
      from lock, raise i join alert a on a.device_no = i.no and a.kind = i.kind where a.state <> 'resolved' for no key update of a),
    raised as (insert into alert as a (id, kind, priority, area_id, resident_id, device_no, happened_at, received_at, late, repeats, last_repeat_at, why, incident_id, seq)
      select id, kind, priority, area, resident, no, happened, received, late, times - 1,
        case when times > 1 then received end, why, incident, nextval('timeline_seq')
      from lock, placed, (select count(*) from before) as looked_at
      on conflict (device_no, kind) where state <> 'resolved' do update set
        repeats = a.repeats + excluded.repeats + 1, last_repeat_at = excluded.received_at,
        priority = least(a.priority, excluded.priority), cleared_at = null, cancelled_at = null, seq = excluded.seq
      returning a.id, a.device_no, a.kind, a.seq, a.priority, (a.xmax = 0) as fresh,
        case when a.owner_id is null then a.incident_id end as incident_id),
    raised_told as (insert into timeline (seq, at, type, actor, area_path, alert_id, resident_id, device_id, incident_id, data)
      select r.seq, i.received, case when r.fresh then 'alert.raised' when r.priority < b.priority then 'alert.priority_raised' else 'alert.repeated' end, i.actor, i.path, r.id, i.resident, i.device, r.incident_id, i.data
      from raised r join placed i on i.no = r.device_no and i.kind = r.kind left join before b on b.id = r.id
      returning seq)`,
  params: [
    changes.map((c) => c.id),
    changes.map((c) => c.kind),
    changes.map((c) => c.priority),
    changes.map((c) => c.where.areaId),
    changes.map((c) => c.where.areaPath),
    changes.map((c) => c.where.residentId),
    changes.map((c) => c.where.deviceNo),
    changes.map((c) => c.where.deviceId),
    changes.map((c) => iso(c.happenedAt)),
    changes.map((c) => iso(c.receivedAt)),
    changes.map((c) => c.late),
    changes.map((c) => c.times),
    changes.map((c) => json(c.why)),
    changes.map((c) => json(c.actor)),
    changes.map((c) => json(c.data)),
    changes.map((c) => json(c.escalate)),
    changes.map((c) => memberOf.get(c.id) ?? null),
    changes.map((c) => isAlarm(c.kind)),
  ],
})

export const clearPart = (changes: readonly ClearChange[]): Part => ({
  name: 'cleared',
  sql: ([no, kind, at, type, actor, data, resolves, path, resident, device]) =>
    `clear as materialized (select i.*, nextval('timeline_seq') as seq
      from lock, unnest(${no}::int[], ${kind}::text[], ${at}::timestamptz[], ${type}::text[], ${actor}::jsonb[], ${data}::jsonb[],
        ${resolves}::bool[], ${path}::text[], ${resident}::uuid[], ${device}::text[])
        as i (no, kind, at, type, actor, data, resolves, path, resident, device)),
    cleared as (update alert a set
        cleared_at = c.at, seq = c.seq,
        cancelled_at = case when c.type = 'alert.cancelled_by_resident' then c.at else a.cancelled_at end,
        state = case when c.closes then 'resolved' else a.state end,
        outcome = case when c.closes then 'technical_fixed' end,
        resolved_at = case when c.closes then c.at end
      from (select clear.*, alert.id as alert_id, clear.resolves and alert.owner_id is null and alert.no_speech_at is null and not exists (
              select from ticket t where t.alert_id = alert.id and t.closed_at is null) as closes
            from clear join alert on alert.device_no = clear.no and alert.kind = clear.kind and alert.state <> 'resolved') c
      where a.id = c.alert_id and a.state <> 'resolved' and (a.cleared_at is null or c.closes or (c.type = 'alert.cancelled_by_resident' and a.cancelled_at is null))
      returning a.id, a.device_no, a.kind, a.seq, a.state, case when a.owner_id is null then a.incident_id end as incident_id),
    cleared_told as (insert into timeline (seq, at, type, actor, area_path, alert_id, resident_id, device_id, incident_id, data)
      select r.seq, i.at, case when r.state = 'resolved' then 'alert.resolved' else i.type end, i.actor, i.path, r.id, i.resident, i.device, r.incident_id,
        case when r.state = 'resolved' then i.data || '{"outcome":"technical_fixed"}' else i.data end
      from cleared r join clear i on i.no = r.device_no and i.kind = r.kind
      returning seq)`,
  params: [
    changes.map((c) => c.where.deviceNo),
    changes.map((c) => c.kind),
    changes.map((c) => iso(c.at)),
    changes.map((c) => c.type),
    changes.map((c) => json(c.actor)),
    changes.map((c) => json(c.data)),
    changes.map((c) => c.resolves),
    changes.map((c) => c.where.areaPath),
    changes.map((c) => c.where.residentId),
    changes.map((c) => c.where.deviceId),
  ],
})

/** What this statement also does to alerts. Its text depends on nothing else, and neither does its name. */
type Alongside = { raised: boolean; cleared: boolean }

/** That a device came or went belongs to the incident that its alert belongs to. */
export const notesPart = ({ notes }: Batch, alongside: Alongside): Part => ({
  name: 'noted',
  sql: ([at, type, actor, path, resident, device, data, no]) =>
    `noted as (insert into timeline (seq, at, type, actor, area_path, resident_id, device_id, data, incident_id)
      select nextval('timeline_seq'), i.at, i.type, i.actor, i.path, i.resident, i.device, i.data, ${incidentOf(alongside)}
      from lock, unnest(${at}::timestamptz[], ${type}::text[], ${actor}::jsonb[], ${path}::text[], ${resident}::uuid[], ${device}::text[], ${data}::jsonb[], ${no}::int[])
        as i (at, type, actor, path, resident, device, data, no)
      ${alongside.raised ? "left join raised r on r.device_no = i.no and r.kind = 'device_offline'" : ''}
      ${alongside.cleared ? "left join cleared c on c.device_no = i.no and c.kind = 'device_offline'" : ''}
      returning seq)`,
  params: [
    notes.map((n) => iso(n.at)),
    notes.map((n) => n.type),
    notes.map((n) => json(n.actor)),
    notes.map((n) => n.where.areaPath),
    notes.map((n) => n.where.residentId),
    notes.map((n) => n.where.deviceId),
    notes.map((n) => json(n.data)),
    notes.map((n) => n.where.deviceNo),
  ],
})

const incidentOf = ({ raised, cleared }: Alongside): string =>
  `coalesce(${[raised && 'r.incident_id', cleared && 'c.incident_id', 'null::uuid'].filter(Boolean).join(', ')})`

/**
 * Incidents that alerts joined or left are looked at within the second, however many more do so until then: what is
 * told of them is told from there. Before every timer that is due, for those may be thousands.
 */
export const watchPart = ({ raised, cleared }: Alongside): Part => ({
  name: 'watching',
  sql: () =>
    `watching as (select count(*) from graphile_worker.add_jobs(array(
      select ('watch_incident', json_build_object('incidentId', w.incident_id), null, now() + interval '1 second', 25::smallint,
        'incident:' || w.incident_id, -10::smallint, null)::graphile_worker.job_spec
      from (select distinct incident_id from (${[raised && 'select incident_id from raised', cleared && 'select incident_id from cleared'].filter(Boolean).join(' union all ')}) each) w
      where w.incident_id is not null), true))`,
  params: [],
})

/** What the device is to hear. About an alert that this very batch raised, or that is open. */
export const commandsPart = ({ commands }: Batch, withRaised: boolean): Part => ({
  name: withRaised ? 'commanded_raised' : 'commanded',
  sql: ([id, no, about, type, at, data]) =>
    `commanded as (insert into command (id, device_no, alert_id, type, at, data)
      select i.id, i.no, ${withRaised ? 'r.id' : 'null'}, i.type, i.at, i.data
      from unnest(${id}::uuid[], ${no}::int[], ${about}::text[], ${type}::text[], ${at}::timestamptz[], ${data}::jsonb[])
        as i (id, no, about, type, at, data)
      ${withRaised ? 'left join raised r on r.device_no = i.no and r.kind = i.about' : ''})`,
  params: [
    commands.map((c) => c.id),
    commands.map((c) => c.deviceNo),
    commands.map((c) => c.about),
    commands.map((c) => c.type),
    commands.map((c) => iso(c.at)),
    commands.map((c) => json(c.data)),
  ],
})

const specs = (source: string, priority = 'null') =>
  `select (identifier, payload, null, run_at, 25::smallint, key, (${priority})::smallint, null)::graphile_worker.job_spec as spec from ${source}`

/**
 * Thousands of devices may be missed at once: whatever somebody waits for runs before that. A fall that nobody took back
 * is an emergency from then on.
 */
const placeOfTimer = `case when identifier = 'device_timer'
  then case payload ->> 'name' when 'offline' then 10 when 'fall' then ${placeInLine[1]} end end`

/** Timers and the rest that is due. A timer that starts anew replaces its job; one that is cancelled is ignored when it fires. */
export const jobsPart = ({ jobs }: Batch): Part => {
  const all = [...jobs]
  return {
    name: 'enqueued',
    sql: ([identifier, payload, runAt, key]) =>
      `enqueued as (select count(*) from graphile_worker.add_jobs(array(${specs(
        `unnest(${identifier}::text[], ${payload}::json[], ${runAt}::timestamptz[], ${key}::text[]) as j (identifier, payload, run_at, key)`,
        placeOfTimer,
      )})))`,
    params: [
      all.map(([, job]) => job.name),
      all.map(([, job]) => json(job.payload)),
      all.map(([, job]) => iso(job.runAt)),
      all.map(([key]) => key),
    ],
  }
}

/**
 * The first step of escalation, for alerts that are new, for those that became more urgent, and for those that come again
 * after they had passed or were taken back: they begin the plan of the priority they now have. One whose plan still runs
 * goes on with it; being told again and again after its end is no plan that runs. `b` is the alert as it was before.
 */
export const escalationsPart: Part = {
  name: 'escalating',
  sql: () =>
    `escalating as (select count(*) from graphile_worker.add_jobs(array(${specs(
      `(select 'escalate' as identifier, json_build_object('alertId', r.id, 'step', (s.next ->> 'step')::int,
            'since', (extract(epoch from i.received) * 1000)::bigint) as payload,
          to_timestamp((s.next ->> 'at')::float8 / 1000) as run_at, 'escalate:' || r.id as key, r.priority
        from raised r join raise i on i.no = r.device_no and i.kind = r.kind
          cross join lateral (select i.escalate -> (r.priority - 1) as next) s left join before b on b.id = r.id
        where jsonb_typeof(s.next) = 'object' and (r.fresh or i.priority < b.priority or (
          b.cleared_at is not null and b.state = 'open' and not exists (select from graphile_worker._private_jobs p
            where p.key = 'escalate:' || r.id and p.attempts < p.max_attempts and p.payload ->> 'again' is distinct from 'true')))) as j`,
      // A city without power has thousands of technical alerts: nobody who called waits behind their policies.
      `case priority ${priorities.map((one) => `when ${one} then ${placeInLine[one]}`).join(' ')} end`,
    )})))`,
  params: [],
}
