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
  staffing_minimum: { area_id: string; by_hour: number[] }
  staffing_state: { area_id: string; standing: Standing; on_shift: number; minimum: number; since: Date }
}
