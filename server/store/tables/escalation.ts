import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { ActorRef } from '../../contract/alerts.ts'
import type { EscalationStep } from '../../core/escalation/policy.ts'
import type { Standing } from '../../core/schedule/on-shift.ts'

export type EscalationTables = {
  escalation_policy: {
    id: string
    area_id: string
    priority: 1 | 2 | 3 | 4
    version: number
    steps: ColumnType<EscalationStep[] | null, string | null, never>
    effective_from: Date
    made_by: JSONColumnType<ActorRef>
  }
  duty_number: { area_id: string; name: string; phone: string | null; email: string | null }
  shift: {
    id: string
    user_id: string
    began_at: Date
    break_since: Date | null
    break_seconds: Generated<number>
    ended_at: Date | null
    ended_by: 'self' | 'hub' | null
    hand_over: string | null
  }
  shift_plan: {
    id: string
    user_id: string
    first_on: string
    last_on: string | null
    cycle_days: number
    days: number[]
    from_minute: number
    until_minute: number
  }
  shift_change: {
    id: string
    plan_id: string
    day: string
    what: 'absence' | 'take_over' | 'swap'
    of_id: string
    by_id: string | null
    reason: 'sick' | 'leave' | 'other' | null
    note: string | null
    swap_id: string | null
    made_at: Date
    made_by: JSONColumnType<ActorRef>
    taken_back_at: Date | null
    taken_back_by: ColumnType<ActorRef | null, string | null, string | null>
  }
  staffing_gap: { area_id: string; hour: Date; planned: number }
  staffing_minimum: { area_id: string; by_hour: number[] }
  staffing_state: { area_id: string; standing: Standing; on_shift: number; minimum: number; since: Date }
}
