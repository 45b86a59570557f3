import { sql } from 'kysely'
import type { Ticket } from '../contract/tickets.ts'
import { dueAt } from '../core/ticket/due.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { TicketNow } from '../core/ticket/transitions.ts'
import type { Database } from './database.ts'
import { date, iso } from './instants.ts'
import { placeOf } from './place.ts'

/** Since when the search for somebody has come to nothing: it is in the alert's story, and ends with who accepts. */
const nobodySince = sql<Date | null>`case when ticket.alert_id is not null and ticket.accepted_at is null
    and ticket.state in ('requested', 'offered', 'declined', 'expired')
  then (select max(told.at) from timeline told where told.alert_id = ticket.alert_id and told.type = 'alert.escalated'
    and told.data->>'reason' = 'nobody_available' and told.data->>'ticketId' = ticket.id::text) end`

/** Tickets with the names that are shown beside them. */
export function selectTickets(db: Database) {
  return db
    .selectFrom('ticket')
    .innerJoin('area', 'area.id', 'ticket.area_id')
    .leftJoin('resident', 'resident.id', 'ticket.resident_id')
    .leftJoin('area as home', 'home.id', 'resident.area_id')
    .leftJoin('user as worker', 'worker.id', 'ticket.worker_id')
    .leftJoin('visit_plan as plan', 'plan.id', 'ticket.plan_id')
    .selectAll('ticket')
    .select([
      'area.path as area_path',
      'area.name as area_name',
      'resident.name as resident_name',
      'resident.address as resident_address',
      'resident.phone as resident_phone',
      'resident.instructions as resident_instructions',
      'resident.lat as resident_lat',
      'resident.lon as resident_lon',
      'home.path as home_path',
      'worker.name as worker_name',
      'worker.phone as worker_phone',
      'plan.service as plan_service',
      'plan.agreed as plan_agreed',
      'plan.wished as plan_wished',
    ])
    .select(nobodySince.as('nobody_since'))
}
export type TicketRow = Awaited<ReturnType<ReturnType<typeof selectTickets>['executeTakeFirstOrThrow']>>

function dueOf({ kind, state, requested_at, planned_for }: TicketRow): Date | null {
  const at = dueAt({ kind, state, requestedAt: requested_at.getTime(), plannedFor: planned_for?.getTime() ?? null })
  return at === null ? null : new Date(at)
}

/** The hour agreed on for this turn: the plan's, or that of whoever moved it. */
export const agreedOf = ({ moved_on, moved_agreed, plan_agreed }: TicketRow): string | null =>
  moved_on === null ? plan_agreed : moved_agreed

function planOf(row: TicketRow): Ticket['plan'] {
  const { plan_id, planned_on, plan_service, plan_wished, moved_on } = row
  if (plan_id === null || planned_on === null || plan_service === null) return null
  return {
    id: plan_id,
    service: plan_service,
    turn: planned_on,
    on: moved_on ?? planned_on,
    agreed: agreedOf(row),
    wished: plan_wished ?? '',
  }
}

/** As the API shows it. */
export function toTicket(row: TicketRow): Ticket {
  const open: readonly string[] = openTicketStates
  // What is over stays where it was, and tells nobody there where the person lives now.
  const elsewhere = !open.includes(row.state) && row.home_path !== null && !row.home_path.startsWith(row.area_path)
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    state: row.state,
    alertId: row.alert_id,
    areaId: row.area_id,
    areaName: row.area_name,
    deviceId: row.device_id,
    resident:
      row.resident_id === null
        ? null
        : {
            id: row.resident_id,
            name: row.resident_name ?? '',
            address: elsewhere ? '' : (row.resident_address ?? ''),
            phone: elsewhere ? null : row.resident_phone,
            place: elsewhere ? null : placeOf(row.resident_lat, row.resident_lon),
            instructions: elsewhere ? null : row.resident_instructions,
          },
    worker: row.worker_id === null ? null : { id: row.worker_id, name: row.worker_name ?? '', phone: row.worker_phone },
    provider: providerOf(row),
    reason: row.reason,
    plan: planOf(row),
    requestedAt: row.requested_at.toISOString(),
    dueAt: iso(dueOf(row)),
    nobodySince: iso(row.nobody_since),
    offeredAt: iso(row.offered_at),
    acceptedAt: iso(row.accepted_at),
    travellingAt: iso(row.travelling_at),
    arrivedAt: iso(row.arrived_at),
    insideAt: iso(row.inside_at),
    doneAt: iso(row.done_at),
    closedAt: iso(row.closed_at),
    arrivalPlace: placeOf(row.arrival_lat, row.arrival_lon),
    arrivalMetres: row.arrival_metres,
    arrivalReason: row.arrival_reason,
    doneNote: row.done_note,
    proof: row.proof,
    pictureId: row.picture_id,
    rating: ratingOf(row, (at) => at.toISOString()),
    seq: row.seq,
  }
}

/** What the core decides on. */
export const nowOf = (row: TicketRow): TicketNow => ({
  kind: row.kind,
  state: row.state,
  workerId: row.worker_id,
  declinedBy: row.declined_by,
  missedBy: row.missed_by,
  offeredAt: row.offered_at?.getTime() ?? null,
  acceptedAt: row.accepted_at?.getTime() ?? null,
  travellingAt: row.travelling_at?.getTime() ?? null,
  arrivedAt: row.arrived_at?.getTime() ?? null,
  insideAt: row.inside_at?.getTime() ?? null,
  doneAt: row.done_at?.getTime() ?? null,
  closedAt: row.closed_at?.getTime() ?? null,
  provider: providerOf(row),
  arrivalPlace: placeOf(row.arrival_lat, row.arrival_lon),
  arrivalMetres: row.arrival_metres,
  arrivalReason: row.arrival_reason,
  doneNote: row.done_note,
  proof: row.proof,
  pictureId: row.picture_id,
  rating: ratingOf(row, (at) => at.getTime()),
})

const providerOf = ({ provider_id, provider_name }: TicketRow) =>
  provider_id === null || provider_name === null ? null : { id: provider_id, name: provider_name }

const ratingOf = <T>({ rated_at, rated_by, stars }: TicketRow, as: (at: Date) => T) =>
  rated_at === null || rated_by === null ? null : { stars, by: rated_by, at: as(rated_at) }

/** What the core made of it, as it is written. */
export const columns = (now: TicketNow) => ({
  kind: now.kind,
  state: now.state,
  worker_id: now.workerId,
  declined_by: [...now.declinedBy],
  missed_by: [...now.missedBy],
  offered_at: date(now.offeredAt),
  accepted_at: date(now.acceptedAt),
  travelling_at: date(now.travellingAt),
  arrived_at: date(now.arrivedAt),
  inside_at: date(now.insideAt),
  done_at: date(now.doneAt),
  closed_at: date(now.closedAt),
  provider_id: now.provider?.id ?? null,
  provider_name: now.provider?.name ?? null,
  arrival_lat: now.arrivalPlace?.lat ?? null,
  arrival_lon: now.arrivalPlace?.lon ?? null,
  arrival_metres: now.arrivalMetres,
  arrival_reason: now.arrivalReason,
  done_note: now.doneNote,
  proof: now.proof,
  picture_id: now.pictureId,
  stars: now.rating?.stars ?? null,
  rated_by: now.rating?.by ?? null,
  rated_at: date(now.rating?.at ?? null),
})
