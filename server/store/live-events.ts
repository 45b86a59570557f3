import { type SqlBool, sql } from 'kysely'
import type { CatchUp, LiveEvent } from '../contract/alerts.ts'
import { eventSeenBy, eventWithin, type Hand, handOf, isOfIncident, type Viewer, viewerOf } from '../contract/seen.ts'
import type { Actor } from '../core/access/roles.ts'
import * as alerts from './alerts.ts'
import { familyOf, residentsOf } from './contacts.ts'
import type { Database } from './database.ts'
import * as incidents from './incidents.ts'
import { selectEntries, toEntry } from './story.ts'
import * as tickets from './tickets.ts'

export { viewerOf }

/** As whom somebody looks at alerts and stories, with what a family's residents share with them now. */
export const viewerFor = async (db: Database, actor: Actor): Promise<Viewer> =>
  viewerOf(actor, actor.role === 'family' ? new Set(await residentsOf(db, actor.id, 'readings')) : undefined)

/** A live event before anybody's filter, with what decides who gets it. */
export type UnfilteredEvent = {
  event: LiveEvent
  areaPath: string
  /** The paths of the areas in which its alert and its ticket are now: a person who moves takes them along. */
  now: { alert: string | null; ticket: string | null }
  /** The family that hears of it, and whether what is measured is shared with them: as agreed at this moment. */
  family: readonly { userId: string; readings: boolean }[]
  /** Workers it concerns, and how far each has taken their ticket. */
  hands: readonly { workerId: string; hand: Hand }[]
}

/** The newest sequence number that is visible; 0 when nothing has happened yet. */
export async function latest(db: Database): Promise<number> {
  const row = await db.selectFrom('timeline').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row?.seq ?? 0
}

/** Thousands of these may lie before a press: staff hear of them through their incident, only a family by themselves. */
const toldAlone = sql<SqlBool>`(incident_id is null or type like 'incident.%')`
const concernsFamily = sql<SqlBool>`exists (select from contact c
  where c.resident_id = timeline.resident_id and c.user_id is not null and c.consent_alerts)`

/** What came after a sequence number, in order, that anybody hears of: at most `limit`. */
export async function since(db: Database, after: number, limit: number): Promise<UnfilteredEvent[]> {
  const rows = await selectEntries(db)
    .where('seq', '>', after)
    .where((eb) => eb.or([toldAlone, concernsFamily]))
    .orderBy('seq')
    .limit(limit)
    .execute()
  return complete(db, rows)
}

/** What this person missed after a sequence number, through the same filter as what is sent live. */
export async function after(db: Database, actor: Actor, seq: number, limit: number): Promise<CatchUp> {
  const newest = await latest(db)
  const viewer = await viewerFor(db, actor)
  const events: LiveEvent[] = []
  for (let from = seq; ; ) {
    const rows = await selectEntries(db)
      .where('seq', '>', from)
      .where(concerns(actor))
      .orderBy('seq')
      .limit(limit + 1)
      .execute()
    for (const { event, now, hands } of await complete(db, rows)) {
      const hand = hands.find(({ workerId }) => workerId === actor.id)?.hand
      const byArea = viewer.as === 'staff' || viewer.as === 'provider'
      const seen = eventSeenBy(viewer, byArea ? eventWithin(event, now, actor.areaPath) : event, hand)
      if (seen === null) continue
      if (events.length === limit) return { events, more: true, latest: newest }
      events.push(seen)
    }
    const last = rows.at(-1)
    if (rows.length <= limit || last === undefined) return { events, more: false, latest: newest }
    from = last.seq
  }
}

/** Which entries concern somebody at all; the filter then decides what of them they see. */
function concerns(actor: Actor) {
  switch (actor.role) {
    case 'family':
      return sql<SqlBool>`resident_id in (select resident_id from contact where user_id = ${actor.id} and consent_alerts)`
    case 'worker':
      // Each by its index: the story of a city is long, and any worker may ask.
      return sql<SqlBool>`timeline.seq in (
        select t.seq from ticket join timeline t on t.ticket_id = ticket.id where ticket.worker_id = ${actor.id}
        union all select seq from timeline where data ? 'workerId' and data ->> 'workerId' = ${actor.id}
        union all select seq from timeline where data ? 'fromWorkerId' and data ->> 'fromWorkerId' = ${actor.id}
        union all select t.seq from ticket join timeline t on t.alert_id = ticket.alert_id
          where ticket.worker_id = ${actor.id} and t.ticket_id is null and t.at >= ticket.offered_at
            and t.at < coalesce(ticket.done_at, ticket.closed_at, 'infinity'))`
    case 'provider_manager':
      return sql<SqlBool>`area_path like ${`${actor.areaPath}%`} and ticket_id is not null`
    case 'administrator':
    case 'supervisor':
    case 'operator':
    case 'auditor':
      // An incident that covers more than somebody's own area concerns them all the same.
      return sql<SqlBool>`(area_path like ${`${actor.areaPath}%`} and ${toldAlone}
        or type like 'incident.%' and starts_with(${actor.areaPath}, area_path))`
  }
}

type EntryRows = Awaited<ReturnType<ReturnType<typeof selectEntries>['execute']>>

const gone = { alert: null, ticket: null, areaPath: null }

async function complete(db: Database, rows: EntryRows): Promise<UnfilteredEvent[]> {
  const ids = (of: (string | null)[]) => [...new Set(of.filter((id) => id !== null))]
  const alertIds = ids(rows.map((row) => row.alert_id))
  const ofIncidents = rows.map((row) => (isOfIncident(row.type) ? row.incident_id : null))
  const [alertById, ticketById, incidentById, inHand, family] = await Promise.all([
    alerts.byIds(db, alertIds),
    tickets.byIds(db, ids(rows.map((row) => row.ticket_id))),
    incidents.byIds(db, ids(ofIncidents)),
    tickets.handsOfAlerts(db, alertIds),
    familyOf(db, ids(rows.map((row) => row.resident_id))),
  ])
  return rows.map((row, at) => {
    const { alert, areaPath: alertPath } = alertById.get(row.alert_id ?? '') ?? gone
    const { ticket, areaPath: ticketPath } = ticketById.get(row.ticket_id ?? '') ?? gone
    const hands = new Map<string, Hand>()
    // An entry of a ticket is for whoever has that ticket or is named in it; one of the alert for all who have a hand in it.
    if (row.ticket_id === null) {
      for (const { workerId, state, alertId } of inHand)
        if (alertId === row.alert_id)
          hands.set(workerId, handOf({ state, worker: { id: workerId, name: '', phone: null } }, workerId))
    } else {
      for (const named of [row.data.workerId, row.data.fromWorkerId])
        if (typeof named === 'string') hands.set(named, 'past')
      if (ticket?.worker) hands.set(ticket.worker.id, handOf(ticket, ticket.worker.id))
    }
    return {
      event: {
        seq: row.seq,
        entry: toEntry(row),
        alert,
        ticket,
        incident: incidentById.get(ofIncidents[at] ?? '') ?? null,
      },
      areaPath: row.area_path,
      now: { alert: alertPath, ticket: ticketPath },
      family: family.filter(({ residentId }) => residentId === row.resident_id),
      hands: [...hands].map(([workerId, hand]) => ({ workerId, hand })),
    }
  })
}
