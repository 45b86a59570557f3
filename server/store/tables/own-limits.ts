import type { JSONColumnType } from 'kysely'
import type { OwnRuleSentence } from '../../core/rules/own-rule.ts'

type Change = {
  version: number
  at: Date
  by_id: string | null
  by_name: string
  reason: string
  back_to: number | null
}

/** What people set for one person, and every version of it. */
export type OwnLimitsTables = {
  limits_version: Change & {
    resident_id: string
    before: JSONColumnType<Record<string, number>>
    after: JSONColumnType<Record<string, number>>
  }
  own_rule: {
    id: string
    resident_id: string
    device_id: string
    enabled: boolean
    version: number
    sentence: JSONColumnType<OwnRuleSentence>
    created_at: Date
  }
  own_rule_version: Change & {
    rule_id: string
    enabled: boolean
    device_id: string
    sentence: JSONColumnType<OwnRuleSentence>
  }
}
