import { type SqlBool, sql } from 'kysely'
import type { ActorRef, IncidentMember } from '../contract/alerts.ts'
import type { Page } from '../contract/common.ts'
import { careLevels } from '../contract/people.ts'
import type { AlertKind, Outcome, Priority } from '../core/alert/alert.ts'
import { lifeMayHangOn, lookInTimer } from '../core/rules/offline.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import { selectAlerts, toAlert } from './alerts.ts'
import type { Database } from './database.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

/** Lower is sooner: who is still cut off and can least do without, lives alone, and is at home. */
const urgency = sql<number>`(case when alert.cleared_at is null and alert.state <> 'resolved' then 0 else 100 end
  + case when resident.id is null then 40 when resident.mode <> 'home' then 30 else 0 end
  + case resident.care_level when 'dependent' then 0 when 'dementia' then 2 when 'partly_dependent' then 4 else 6 end
  + case when resident.lives_alone then 0 else 1 end)`

/**
 * A page of an incident's alerts, those first whom somebody should look in on. With `areaPath` those in that area.
 * Throws `invalid` for a cursor of another list.
 */
export async function list(
  db: Database,
  incidentId: string,
  filter: { areaPath?: string | undefined; back?: boolean | undefined },
  page: PageRequest,
): Promise<Page<IncidentMember>> {
  let query = selectAlerts(db)
    .select(['resident.care_level', 'resident.lives_alone', 'resident.mode', urgency.as('urgency')])
    .where('alert.incident_id', '=', incidentId)
    .orderBy(urgency)
    .orderBy('alert.id')
    .limit(page.limit + 1)
  if (filter.areaPath !== undefined) query = query.where('area.path', 'like', `${filter.areaPath}%`)
  if (filter.back !== undefined) query = query.where('alert.cleared_at', filter.back ? 'is not' : 'is', null)
  if (page.cursor !== undefined) {
    const [rank, id] = decodeCursor(page.cursor, ['number', 'uuid'])
    query = query.where(sql<SqlBool>`(${urgency}, alert.id) > (${rank}, ${id}::uuid)`)
  }
  const rows = await query.execute()
  return pageFrom(
    rows,
    page.limit,
    (row) => ({
      alert: toAlert(row),
      need:
        row.care_level === null
          ? null
          : {
              careLevel: careLevels.find((level) => level === row.care_level) ?? 'independent',
              livesAlone: row.lives_alone ?? false,
              atHome: row.mode === 'home',
            },
    }),
    ({ urgency, id }) => [urgency, id],
  )
}

/**
 * Ends the alerts of an incident that nobody has taken out of it, each with an entry in its own story. One statement,
 * however many they are. Resolves with the sequence numbers; the caller holds the timeline's lock.
 */
export async function resolveAll(
  trx: Database,
  incidentId: string,
  how: { outcome: Outcome; note: string | null; at: number; actor: ActorRef },
): Promise<number[]> {
  const { outcome, note } = how
  const at = new Date(how.at)
  const data = JSON.stringify({ outcome, ...(note === null ? {} : { note }) })
  const { rows } = await sql<{ seq: number }>`
    with ended as (update alert a set state = 'resolved', outcome = ${outcome}, outcome_note = ${note}, resolved_at = ${at}, seq = nextval('timeline_seq')
      where a.incident_id = ${incidentId} and a.state = 'open' and a.no_speech_at is null and not exists (
        select from ticket t where t.alert_id = a.id and t.state = any(${[...openTicketStates]}::text[]))
      returning a.id, a.seq, a.area_id, a.resident_id, a.device_no)
    insert into timeline (seq, at, type, actor, area_path, alert_id, resident_id, device_id, incident_id, data)
      select e.seq, ${at}, 'alert.resolved', ${JSON.stringify(how.actor)}::jsonb, area.path, e.id, e.resident_id, d.id, ${incidentId}, ${data}::jsonb
      from ended e join area on area.id = e.area_id left join device d on d.no = e.device_no returning seq`.execute(trx)
  return rows.map(({ seq }) => seq)
}

/**
 * An alert that no longer belongs to an incident. `waits`: it isn't over, nobody has it, and no step of a plan is to come.
 * `missedLookIn`: its device was silent for so long that somebody was to look in, which nobody was sent for while the
 * incident was in somebody's hands.
 */
export type LetGo = {
  alertId: string
  areaPath: string
  residentId: string | null
  deviceId: string | null
  kind: AlertKind
  priority: Priority
  waits: boolean
  missedLookIn: boolean
}

/** What isn't resolved stands alone again, in whosever hands it is; with `but`, what isn't that gateway or behind it. */
export async function letGo(trx: Database, incidentId: string, but: string | null = null): Promise<LetGo[]> {
  const { rows } = await sql<LetGo>`
    with gone as (update alert set incident_id = null where incident_id = ${incidentId} and state <> 'resolved'
        and not exists (select from device d where d.no = device_no and ${but}::text in (d.id, d.gateway_id))
      returning id, area_id, resident_id, device_no, kind, priority, state, cleared_at)
    select g.id as "alertId", area.path as "areaPath", g.resident_id as "residentId", d.id as "deviceId", g.kind, g.priority,
        g.state = 'open' and g.cleared_at is null and not exists (select from graphile_worker._private_jobs j
          where j.key = 'escalate:' || g.id and j.attempts < j.max_attempts) as waits,
        g.kind = 'device_offline' and g.cleared_at is null and d.kind = any(${[...lifeMayHangOn]}::text[])
          and s.last_seen_at is not null and s.state -> 'timers' -> ${lookInTimer}::text is null
          and not exists (select from ticket t where t.alert_id = g.id and t.reason = 'look_in') as "missedLookIn"
      from gone g join area on area.id = g.area_id left join device d on d.no = g.device_no
        left join device_state s on s.device_no = g.device_no order by g.id`.execute(trx)
  return rows
}

/** An alert that has become more than a part of it. The caller holds the alert's lock. False when it was in none. */
export async function takeOut(trx: Database, alertId: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('alert')
    .set({ incident_id: null })
    .where('id', '=', alertId)
    .where('incident_id', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
