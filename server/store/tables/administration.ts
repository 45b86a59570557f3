import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { ActorRef } from '../../contract/alerts.ts'
import type { CareLevel } from '../../core/care-level.ts'
import type { Opening } from '../../core/dispatch/hours.ts'

export type AdministrationTables = {
  provider: {
    id: string
    kind: 'provider' | 'station'
    name: string
    area_id: string
    address: string
    lat: number | null
    lon: number | null
    phone: string | null
    hours: JSONColumnType<Opening[]>
    stars: number | null
    active: Generated<boolean>
    beds: ColumnType<Partial<Record<CareLevel, number>>, string | undefined, string>
    created_at: Date
  }
  message_template: {
    about: string
    language: string
    version: number
    /** Null with the body: back to the text in the code. */
    subject: string | null
    body: string | null
    changed_at: Date
    changed_by: JSONColumnType<ActorRef>
  }
  hub_setting: { name: string; value: JSONColumnType<object>; changed_at: Date }
}
