import { sql } from 'kysely'
import { technicalKinds } from '../core/alert/alert.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { Database } from './database.ts'

/** What is open in another area than its home, or in the name of somebody else than its device is for now. */
export type Misplaced = {
  id: string
  fromPath: string
  fromName: string
  areaId: string
  areaPath: string
  areaName: string
  residentId: string | null
}

/** What moved: a person, or a device. */
export type Moved = { residentId: string } | { deviceId: string }

/** About a device and not its person: it goes where the device goes. */
const aboutDevice = sql`al.kind = any(${[...technicalKinds]}::text[]) and d.no is not null`

/** Open alerts that a move leaves behind, the oldest first. The caller holds the timeline's lock. */
export async function alerts(trx: Database, moved: Moved): Promise<Misplaced[]> {
  const of =
    'residentId' in moved
      ? sql`(al.resident_id = ${moved.residentId} or d.resident_id = ${moved.residentId})`
      : sql`d.id = ${moved.deviceId}`
  const { rows } = await sql<Misplaced>`
    with whose as (select al.id, al.area_id, al.resident_id, al.received_at, d.area_id as device_area,
        case when ${aboutDevice} then d.resident_id else al.resident_id end as belongs_to
      from alert al left join device d on d.no = al.device_no where al.state <> 'resolved' and ${of})
    select w.id, here.path as "fromPath", here.name as "fromName", there.id as "areaId", there.path as "areaPath",
      there.name as "areaName", w.belongs_to as "residentId"
    from whose w left join resident r on r.id = w.belongs_to join area here on here.id = w.area_id
      join area there on there.id = coalesce(r.area_id, w.device_area, w.area_id)
    where there.id <> w.area_id or w.belongs_to is distinct from w.resident_id order by w.received_at, w.id`.execute(
    trx,
  )
  return rows
}

/** Open tickets that it leaves behind: those of an alert are where the alert is now. */
export async function tickets(trx: Database, moved: Moved): Promise<Misplaced[]> {
  const of =
    'residentId' in moved
      ? sql`(t.resident_id = ${moved.residentId} or d.resident_id = ${moved.residentId})`
      : sql`(d.id = ${moved.deviceId} or al.device_no = (select no from device where id = ${moved.deviceId}))`
  const { rows } = await sql<Misplaced>`
    with whose as (select t.id, t.area_id, t.resident_id, t.requested_at, coalesce(al.area_id, d.area_id) as fallback,
        case when t.alert_id is not null then al.resident_id when d.no is not null then d.resident_id else t.resident_id end as belongs_to
      from ticket t left join alert al on al.id = t.alert_id left join device d on d.id = t.device_id
      where t.state = any(${[...openTicketStates]}::text[]) and ${of})
    select w.id, here.path as "fromPath", here.name as "fromName", there.id as "areaId", there.path as "areaPath",
      there.name as "areaName", w.belongs_to as "residentId"
    from whose w left join resident r on r.id = w.belongs_to join area here on here.id = w.area_id
      join area there on there.id = coalesce(r.area_id, w.fallback, w.area_id)
    where there.id <> w.area_id or w.belongs_to is distinct from w.resident_id order by w.requested_at, w.id`.execute(
    trx,
  )
  return rows
}

/** It is there from now on, and of that person; the caller holds its lock. */
export async function place(
  trx: Database,
  table: 'alert' | 'ticket',
  { id, areaId, residentId }: Pick<Misplaced, 'id' | 'areaId' | 'residentId'>,
): Promise<void> {
  await trx.updateTable(table).set({ area_id: areaId, resident_id: residentId }).where('id', '=', id).execute()
}
