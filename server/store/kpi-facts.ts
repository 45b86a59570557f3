import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { CountName, countsOf } from '../core/kpi/counts.ts'
import { neededSomebody, stationCircleMetres } from '../core/kpi/figures.ts'
import { limitOf } from '../core/rules/limits.ts'
import { dueWithinMs } from '../core/ticket/due.ts'
import { graceMs } from '../core/visit/turns.ts'

/** A moved turn may have been made into a ticket this long before its day; what was written down then is looked for. */
const madeBeforeMs = 62 * 86_400_000

/** What is planned counts on its day: at the time agreed, or in the last hour where only the day is (`dueAtTurn`). */
const ofTicket = sql`coalesce(t.planned_for - make_interval(secs => ${graceMs / 1000}::float8), t.requested_at)`
const ticketIsWithin = (from: number, to: number) => sql`(
  t.planned_for is null and t.requested_at >= ${instant(from)} and t.requested_at < ${instant(to)}
  or t.planned_for >= ${instant(from + graceMs)} and t.planned_for < ${instant(to + graceMs)})`

/** Of what the figures are: an area and below, alerts received and tickets requested or planned in [from, to); epoch ms. */
export type KpiScope = { areaPath: string; from: number; to: number; now: number }

const instant = (ms: number) => sql`${new Date(ms)}::timestamptz`
const outcomes = sql.join(neededSomebody.map((outcome) => sql.lit(outcome)))

/**
 * `fact` has a row an alert: since when it has waited as what it now is, and how long until the first claim. Who that was
 * (`person_id`) is in the timeline alone and looked up only `withPeople`. Alerts that are dealt with in a mass outage are
 * left out, as in the list of alerts. The timeline's types are literals, for its indexes.
 */
export const alertFacts = ({ areaPath, from, to }: KpiScope, withPeople: boolean): RawBuilder<unknown> => sql`
  ${
    withPeople
      ? sql`claim as materialized (
    select distinct on (alert_id) alert_id, actor->>'id' as person_id from timeline
    where type = 'alert.claimed' and at >= ${instant(from)} order by alert_id, seq),`
      : sql``
  }
  risen as materialized (
    select alert_id, max(at) as at from timeline
    where type = 'alert.priority_raised' and at >= ${instant(from)} group by alert_id),
  fact as (
    select a.id, a.kind, a.priority, a.state, a.outcome, a.received_at as at, a.resident_id, a.device_no, a.area_id, a.why,
      area.path, coalesce(risen.at, a.received_at) as since, a.first_claimed_at as claimed_at,
      ${withPeople ? sql`claim.person_id` : sql`null::text as person_id`},
      extract(epoch from a.first_claimed_at - coalesce(risen.at, a.received_at))::float8 as seconds
    from alert a join area on area.id = a.area_id
    left join risen on risen.alert_id = a.id ${withPeople ? sql`left join claim on claim.alert_id = a.id` : sql``}
    where a.received_at >= ${instant(from)} and a.received_at < ${instant(to)} and area.path like ${`${areaPath}%`}
      and (a.incident_id is null or a.owner_id is not null))`

/** A band of latitude as wide as the circle at least: a station in reach stands in that of the home or in one beside it. */
const bandDegrees = Math.ceil(stationCircleMetres / 1_000) / 100

/**
 * `fact` has a row a ticket: whether an offer ran out, whether the home is in a station's 15-minute circle as both are
 * registered now, and `withPeople` who asked for it.
 */
export const ticketFacts = ({ areaPath, from, to }: KpiScope, withPeople: boolean): RawBuilder<unknown> => sql`
  ${
    withPeople
      ? sql`asked as materialized (
    select distinct on (ticket_id) ticket_id, actor->>'id' as person_id from timeline
    where type = 'ticket.requested' and at >= ${instant(from - madeBeforeMs)} order by ticket_id, seq),`
      : sql``
  }
  station as materialized (
    select floor(p.lat / ${bandDegrees}::float8) + beside as band, p.lat, p.lon from provider p, generate_series(-1, 1) beside
    where p.kind = 'station' and p.active and p.lat is not null and p.lon is not null),
  circle as materialized (
    select distinct t.id from ticket t join resident r on r.id = t.resident_id
    join station s on s.band = floor(r.lat / ${bandDegrees}::float8)
      and 111195 * sqrt(power(s.lat - r.lat, 2) + power((s.lon - r.lon) * cos(radians(r.lat)), 2)) <= ${stationCircleMetres}::float8
    where t.kind = 'response' and t.requested_at >= ${instant(from)} and t.requested_at < ${instant(to)}),
  ran_out as materialized (
    select distinct ticket_id from timeline where type = 'ticket.expired' and at >= ${instant(from - madeBeforeMs)}),
  fact as (
    select t.id, t.alert_id, alert.kind, t.kind as ticket_kind, t.state, ${ofTicket} as at, t.arrived_at, t.accepted_at, t.stars,
      coalesce(t.planned_for, t.requested_at + make_interval(secs => ${dueWithinMs.visit / 1000})) as due_at,
      extract(epoch from t.inside_at - t.arrived_at)::float8 as inside_seconds,
      t.resident_id, t.worker_id, t.area_id, area.path, ${withPeople ? sql`asked.person_id` : sql`null::text as person_id`}, ran_out.ticket_id is not null as expired,
      circle.id is not null as in_circle,
      extract(epoch from t.arrived_at - t.requested_at)::float8 as seconds
    from ticket t join area on area.id = t.area_id left join alert on alert.id = t.alert_id
    left join ran_out on ran_out.ticket_id = t.id left join circle on circle.id = t.id ${withPeople ? sql`left join asked on asked.ticket_id = t.id` : sql``}
    where ${ticketIsWithin(from, to)} and area.path like ${`${areaPath}%`})`

/** `fact` has a row an enabled device, as it is now; the interval is the one of the rule `offline`, without limits of a person's own. */
export const deviceFacts = ({ areaPath, now }: Pick<KpiScope, 'areaPath' | 'now'>): RawBuilder<unknown> => sql`
  fact as (
    select d.id, d.no, d.resident_id, d.area_id, area.path, s.last_seen_at as at,
      s.last_seen_at >= ${instant(now)} - make_interval(secs => case d.power
        when 'battery' then ${limitOf({}, 'offline_battery_missed_beats')}::float8 * d.beat_seconds
        else least(${limitOf({}, 'offline_mains_missed_beats')}::float8 * d.beat_seconds,
          greatest(${limitOf({}, 'offline_mains_at_most_seconds')}::float8, d.beat_seconds * 1.25)) end) as heard
    from device d
    left join resident r on r.id = d.resident_id
    join area on area.id = coalesce(r.area_id, d.area_id)
    left join device_state s on s.device_no = d.no
    where d.enabled and area.path like ${`${areaPath}%`})`

export type Predicates<N extends CountName> = Record<N, RawBuilder<SqlBool>>
type AlertCount = (typeof countsOf.alert)[number]
type TicketCount = (typeof countsOf.ticket)[number]
type DeviceCount = (typeof countsOf.device)[number]

/** When a fact counts. The same condition counts it and lists it. */
export function alertCounts(now: number): Predicates<AlertCount> {
  const within = (seconds: number) => sql<SqlBool>`(fact.priority = 1 and fact.seconds <= ${seconds}::float8)`
  const over = (seconds: number) => sql<SqlBool>`(fact.priority = 1 and (fact.seconds > ${seconds}::float8
    or fact.seconds is null and fact.since < ${instant(now - seconds * 1000)}))`
  const real = sql`(fact.priority = 1 and fact.outcome in (${outcomes}))`
  return {
    alerts: sql<SqlBool>`true`,
    emergency: sql<SqlBool>`fact.priority = 1`,
    urgent: sql<SqlBool>`fact.priority = 2`,
    routine: sql<SqlBool>`fact.priority = 3`,
    technical: sql<SqlBool>`fact.priority = 4`,
    in_60: within(60),
    over_60: over(60),
    in_180: within(180),
    over_180: over(180),
    real: sql<SqlBool>`(fact.state = 'resolved' and ${real})`,
    not_real: sql<SqlBool>`(fact.state = 'resolved' and not ${real})`,
    false_alarm: sql<SqlBool>`(fact.state = 'resolved' and fact.outcome = 'false_alarm')`,
    not_false: sql<SqlBool>`(fact.state = 'resolved' and fact.outcome <> 'false_alarm')`,
  }
}

const visit = sql`fact.ticket_kind in ('visit', 'service')`
const onTime = sql`coalesce(fact.arrived_at <= fact.due_at, false)`

export function ticketCounts(now: number): Predicates<TicketCount> {
  const minutes = (n: number) => n * 60
  const door = (n: number) =>
    sql<SqlBool>`(fact.ticket_kind = 'response' and coalesce(fact.seconds <= ${minutes(n)}::float8, false))`
  const late = (n: number) => sql<SqlBool>`(fact.ticket_kind = 'response' and (fact.seconds > ${minutes(n)}::float8
    or fact.seconds is null and (fact.state = 'failed'
      or fact.state <> 'cancelled' and fact.at < ${instant(now - minutes(n) * 1000)})))`
  return {
    door_15: sql<SqlBool>`(fact.in_circle and ${door(15)})`,
    late_15: sql<SqlBool>`(fact.in_circle and ${late(15)})`,
    door_45: door(45),
    late_45: late(45),
    door_60: door(60),
    late_60: late(60),
    in_5: sql<SqlBool>`coalesce(fact.inside_seconds <= ${minutes(5)}::float8, false)`,
    late_5: sql<SqlBool>`coalesce(fact.inside_seconds > ${minutes(5)}::float8, false)`,
    visit_on_time: sql<SqlBool>`(${visit} and ${onTime})`,
    visit_late: sql<SqlBool>`(${visit} and not ${onTime} and (fact.arrived_at is not null or fact.state = 'failed'
      or fact.state <> 'cancelled' and fact.due_at < ${instant(now)}))`,
    satisfied: sql<SqlBool>`coalesce(fact.stars >= 4, false)`,
    not_satisfied: sql<SqlBool>`coalesce(fact.stars < 4, false)`,
    accepted_in_time: sql<SqlBool>`(fact.accepted_at is not null and not fact.expired)`,
    accepted_late: sql<SqlBool>`(fact.expired or fact.accepted_at is null and fact.state = 'declined')`,
  }
}

export const deviceCounts: Predicates<DeviceCount> = {
  supervised: sql<SqlBool>`coalesce(fact.heard, false)`,
  unsupervised: sql<SqlBool>`not coalesce(fact.heard, true)`,
  // Registered and never plugged in is no silence.
  never_heard: sql<SqlBool>`fact.at is null`,
}
