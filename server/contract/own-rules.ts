import { z } from 'zod'
import { metricNames } from '../../devices/reading.ts'
import { ownRuleIs, ownRuleKinds, ownRulePriorities } from '../core/rules/own-rule.ts'
import { DeviceId, Id, Instant } from './common.ts'

const reason = z.string().trim().min(1, 'say why').max(500)
const by = z.object({ id: z.string().nullable(), name: z.string() })

const blanks = {
  metric: z.enum(metricNames),
  is: z.enum(ownRuleIs),
  /** Null when it is about not being seen. For `in_bed`: above 0.5 is in bed, below 0.5 is up. */
  value: z.number().nullable(),
  forSeconds: z.int().min(0).max(604_800),
  /** Local times of day, `22:00` to `06:00` over midnight; null is the whole day. */
  between: z.object({ from: z.string(), until: z.string() }).nullable(),
  kind: z.enum(ownRuleKinds),
  /** 2 urgent, 3 routine, 4 technical. */
  priority: z.literal(ownRulePriorities),
  message: z.string().min(1).max(200),
}
/** When `metric` is above, below or not seen `value` for so long between these hours, then this alert. */
export const OwnRuleSentence = z.object(blanks).meta({ id: 'OwnRuleSentence' })
/** The same as it is asked for. */
const Asked = z.object(blanks).meta({ id: 'NewOwnRuleSentence' })
export type OwnRuleSentence = z.infer<typeof OwnRuleSentence>

/** More than so many that are switched on nobody oversees; all of them are one list. */
export const mostOwnRules = { switchedOn: 20, all: 100 }

export const OwnRule = z
  .object({
    id: Id,
    residentId: Id,
    deviceId: DeviceId,
    enabled: z.boolean(),
    version: z.int(),
    sentence: OwnRuleSentence,
    changedAt: Instant,
    changedBy: by,
    /** Why this version was made. */
    reason: z.string(),
  })
  .meta({ id: 'OwnRule' })
export type OwnRule = z.infer<typeof OwnRule>

export const NewOwnRule = z
  .object({ deviceId: DeviceId, sentence: Asked, enabled: z.boolean().default(true), reason })
  .meta({ id: 'NewOwnRule' })
/** What is given; the rest stays. Every change is a version. */
export const OwnRuleChange = z
  .object({
    deviceId: DeviceId.optional(),
    sentence: Asked.optional(),
    enabled: z.boolean().optional(),
    reason,
    /** The version that was looked at: when another holds meanwhile, nothing is changed. */
    basedOn: z.int().optional(),
  })
  .meta({ id: 'OwnRuleChange' })

export const OwnRuleVersion = z
  .object({
    version: z.int(),
    at: Instant,
    by,
    reason: z.string(),
    enabled: z.boolean(),
    deviceId: DeviceId,
    sentence: OwnRuleSentence,
    backTo: z.int().nullable(),
  })
  .meta({ id: 'OwnRuleVersion' })
export type OwnRuleVersion = z.infer<typeof OwnRuleVersion>

/** `ruleId` when it is a change of one that is there: what came of it is compared. At most 35 days. */
export const TryOwnRule = z
  .object({ deviceId: DeviceId, sentence: Asked, ruleId: Id.optional(), from: Instant, to: Instant })
  .meta({ id: 'TryOwnRule' })
