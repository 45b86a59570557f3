import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { ActorRef, TimelineType } from '../contract/alerts.ts'
import type { Role } from '../core/access/roles.ts'
import type { AlertKind, AlertState, Outcome, Why } from '../core/alert/alert.ts'
import type { FoldedKind, IncidentState } from '../core/incident/incident.ts'
import type { DeviceFacts, DeviceState } from '../core/rules/device.ts'
import type { DueMedication } from '../core/rules/resident.ts'
import type { TicketKind, TicketState } from '../core/ticket/ticket.ts'
import type { AdministrationTables } from './tables/administration.ts'
import type { DocumentTables } from './tables/documents.ts'
import type { EscalationTables } from './tables/escalation.ts'
import type { InstructionTable } from './tables/instruction.ts'
import type { OwnLimitsTables } from './tables/own-limits.ts'
import type { PersonTables } from './tables/person.ts'
import type { PersonHistoryTables } from './tables/person-history.ts'
import type { VisitTables } from './tables/visits.ts'

type CreatedAt = ColumnType<Date, Date | undefined, never>
/** bigint columns come back as numbers (database.ts); none of ours passes 2^53. */
type GeneratedNumber = ColumnType<number, number | undefined, number>

export type Tables = AdministrationTables &
  EscalationTables & {
    area: { id: string; parent_id: string | null; level: string; name: string; path: string; timezone: string }
    user: {
      id: string
      name: string
      email: string
      emailVerified: Generated<boolean>
      image: string | null
      createdAt: Generated<Date>
      updatedAt: Generated<Date>
      role: Role
      area_id: string
      phone: string | null
      skills: Generated<string[]>
      lat: number | null
      lon: number | null
      active: Generated<boolean>
      provider_id: Generated<string | null>
      must_change_password: Generated<boolean>
    }
    session: {
      id: string
      token: string
      userId: string
      expiresAt: Date
      createdAt: Generated<Date>
      updatedAt: Generated<Date>
      ipAddress: string | null
      userAgent: string | null
    }
    /** better-auth's: a person's password, hashed, under provider `credential`. */
    account: {
      id: string
      accountId: string
      providerId: string
      userId: string
      password: string | null
      createdAt: Generated<Date>
      updatedAt: Generated<Date>
    }
    limits_version: OwnLimitsTables['limits_version']
    resident_state: PersonTables['resident_state']
    device_held: PersonTables['device_held']
    document: DocumentTables['document']
    ticket_picture: DocumentTables['ticket_picture']
    visit_plan: VisitTables['visit_plan']
    own_rule: OwnLimitsTables['own_rule']
    person_change: PersonHistoryTables['person_change']
    own_rule_version: OwnLimitsTables['own_rule_version']
    resident: {
      id: string
      name: string
      area_id: string
      address: string
      born_on: ColumnType<string | null, string | null, string | null>
      sex: string | null
      phone: string | null
      care_level: Generated<string>
      lives_alone: Generated<boolean>
      left_behind: Generated<boolean>
      lat: number | null
      lon: number | null
      conditions: Generated<string[]>
      instructions: Generated<string>
      limits: ColumnType<Record<string, number>, string | undefined, string>
      limits_version: GeneratedNumber
      record_version: GeneratedNumber
      key_safe: string | null
      mode: Generated<DeviceFacts['mode']>
      mode_until: Date | null
      medication: ColumnType<DueMedication[], string | undefined, string>
      created_at: CreatedAt
      updated_at: Generated<Date>
    }
    contact: {
      id: string
      resident_id: string
      position: number
      name: string
      relation: string
      phone: string | null
      email: string | null
      language: string
      consent_alerts: boolean
      consent_readings: boolean
      user_id: string | null
    }
    device: {
      no: GeneratedNumber
      id: string
      kind: DeviceFacts['kind']
      model: string
      location: string
      resident_id: string | null
      area_id: string
      gateway_id: string | null
      power: DeviceFacts['power']
      beat_seconds: number
      enabled: boolean
      maintenance_until: Generated<Date | null>
      held_since: Generated<Date | null>
      retired_at: Generated<Date | null>
      /** The device that stands in its place. */
      replaced_by: Generated<string | null>
      secret_salt: Buffer
      secret_hash: Buffer
      created_at: CreatedAt
    }
    device_state: { device_no: number; state: JSONColumnType<DeviceState>; online: boolean; last_seen_at: Date | null }
    event: {
      device_no: number
      event_id: string
      type: string
      at: Date
      received_at: Date
      data: JSONColumnType<Record<string, unknown>>
    }
    reading: { device_no: number; metric: number; at: Date; value: number }
    reading_late: { device_no: number; hour: Date }
    /** One row: how far readings are rolled up, and from when on they are kept. */
    series_state: { closed_to: Date; rolled_to: Date; raw_from: Date; minutes_from: Date }
    series_spool: {
      seq: Generated<number>
      size: number
      device_nos: number[]
      metrics: number[]
      ats: number[]
      readings: number[]
    }
    series_refused: {
      seq: Generated<number>
      device_no: number
      metric: number
      at: Date
      value: number
      reason: string
      refused_at: Generated<Date>
    }
    motion: {
      device_no: number
      motion_id: string
      at: Date
      received_at: Date
      hz: number
      samples: JSONColumnType<number[][]>
    }
    alert: {
      id: string
      kind: AlertKind
      priority: 1 | 2 | 3 | 4
      state: ColumnType<AlertState, AlertState | undefined, AlertState>
      area_id: string
      resident_id: string | null
      device_no: number | null
      happened_at: Date
      received_at: Date
      late: boolean
      repeats: GeneratedNumber
      last_repeat_at: Date | null
      cleared_at: Date | null
      level: GeneratedNumber
      owner_id: string | null
      claimed_at: Date | null
      first_claimed_at: Generated<Date | null>
      cancelled_at: Generated<Date | null>
      no_speech_at: Generated<Date | null>
      /** Last time its owner did something with it. */
      touched_at: Date | null
      resolved_at: Date | null
      outcome: Outcome | null
      outcome_note: string | null
      why: JSONColumnType<Why>
      /** The mass outage it belongs to. */
      incident_id: Generated<string | null>
      seq: GeneratedNumber
    }
    incident: {
      id: string
      kind: FoldedKind
      state: Generated<IncidentState>
      area_id: string
      gateway_id: string | null
      opened_at: Date
      last_raised_at: Date
      owner_id: string | null
      claimed_at: Date | null
      touched_at: Generated<Date | null>
      resolved_at: Date | null
      outcome: Outcome | null
      outcome_note: string | null
      merged_into: string | null
      told_members: GeneratedNumber
      told_back: GeneratedNumber
      seq: GeneratedNumber
    }
    instruction: InstructionTable
    ticket: {
      id: string
      number: GeneratedNumber
      kind: TicketKind
      state: TicketState
      alert_id: string | null
      resident_id: string | null
      area_id: string
      worker_id: string | null
      reason: string
      declined_by: Generated<string[]>
      missed_by: Generated<string[]>
      requested_at: Date
      offered_at: Date | null
      accepted_at: Date | null
      travelling_at: Date | null
      arrived_at: Date | null
      inside_at: Generated<Date | null>
      done_at: Date | null
      closed_at: Date | null
      arrival_metres: number | null
      arrival_lat: Generated<number | null>
      arrival_lon: Generated<number | null>
      /** Whom the worker worked for when they accepted, and how that was called. */
      provider_id: Generated<string | null>
      provider_name: Generated<string | null>
      arrival_reason: string | null
      done_note: string | null
      proof: 'signature' | 'photo' | 'resident_button' | null
      /** The picture of that proof. */
      picture_id: Generated<string | null>
      /** How satisfied they were; none with a `rated_at`: asked, and did not want to say. */
      stars: Generated<number | null>
      rated_by: Generated<'resident' | 'family' | null>
      rated_at: Generated<Date | null>
      /** What a maintenance ticket is about. */
      device_id: Generated<string | null>
      /** Which turn of which plan it is, and by when somebody has to be there. */
      plan_id: Generated<string | null>
      planned_on: ColumnType<string | null, string | null | undefined, never>
      planned_for: Generated<Date | null>
      /** Where a turn takes place at another time than its plan says. */
      moved_on: ColumnType<string | null, never, string>
      moved_agreed: ColumnType<string | null, never, string | null>
      seq: GeneratedNumber
    }
    timeline: {
      seq: GeneratedNumber
      at: Date
      type: TimelineType
      actor: JSONColumnType<ActorRef>
      area_path: string
      alert_id: string | null
      ticket_id: string | null
      resident_id: string | null
      device_id: string | null
      /** Of an incident; with an alert or a device, what browsers hear of through the incident alone. */
      incident_id: Generated<string | null>
      data: JSONColumnType<Record<string, unknown>>
    }
    command: {
      id: string
      device_no: number
      alert_id: string | null
      type: string
      at: Date
      data: JSONColumnType<Record<string, unknown>>
      delivered_at: Date | null
    }
    quarantine: {
      id: string
      device_id: string | null
      topic: string
      code: string
      reason: string
      payload: Buffer
      size: number
      fingerprint: Buffer
      times: GeneratedNumber
      first_at: Date
      last_at: Date
    }
  }
