import { type Insertable, sql } from 'kysely'
import type { PictureType } from '../core/document/file-type.ts'
import type { Evidence } from '../core/ticket/proof.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** A picture that may become a ticket's proof. One that was sent before and didn't is gone: it was taken again. */
export async function add(trx: Database, row: Insertable<Tables['ticket_picture']>): Promise<void> {
  await trx
    .deleteFrom('ticket_picture')
    .where('ticket_id', '=', row.ticket_id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('ticket').select('id').whereRef('ticket.picture_id', '=', 'ticket_picture.id'))),
    )
    .execute()
  await trx.insertInto('ticket_picture').values(row).execute()
}

/** What proves a ticket; null where it has no picture. */
export async function ofTicket(db: Database, ticketId: string): Promise<{ type: PictureType; bytes: Buffer } | null> {
  const row = await db
    .selectFrom('ticket')
    .innerJoin('ticket_picture as picture', 'picture.id', 'ticket.picture_id')
    .select(['picture.type', 'picture.bytes'])
    .where('ticket.id', '=', ticketId)
    .executeTakeFirst()
  return row ?? null
}

/** A press of the home's own devices, by whoever sits beside them. */
const presses = ['call', 'call.cancel', 'test'] as const

/**
 * What is there to prove that somebody was there: the picture that was sent for it, and when a button of that home, or of
 * the device to be mended, was pressed last since they arrived, by the hub's clock. One statement.
 */
export async function evidenceOf(db: Database, ticketId: string): Promise<Evidence> {
  const row = await db
    .selectFrom('ticket')
    .leftJoin('ticket_picture as picture', 'picture.ticket_id', 'ticket.id')
    .select([
      'picture.id as picture_id',
      'picture.proof as picture_proof',
      sql<Date | null>`(select max(event.received_at) from event join device on device.no = event.device_no
        where (device.resident_id = ticket.resident_id or device.id = ticket.device_id)
          and event.type = any(${[...presses]}::text[])
          and event.at > ticket.arrived_at - interval '2 minutes' and event.received_at > ticket.arrived_at)`.as(
        'pressed_at',
      ),
    ])
    .where('ticket.id', '=', ticketId)
    .orderBy('picture.added_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const picture =
    row === undefined || row.picture_id === null || row.picture_proof === null
      ? null
      : { id: row.picture_id, proof: row.picture_proof }
  return { picture, pressedAt: row?.pressed_at?.getTime() ?? null }
}
