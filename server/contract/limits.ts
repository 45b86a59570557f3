import { z } from 'zod'
import { alertKinds, outcomes } from '../core/alert/alert.ts'
import { notRecorded } from '../core/replay/replay.ts'
import { limits } from '../core/rules/limits.ts'
import { PriorityNumber, Why } from './alerts.ts'
import { Id, Instant } from './common.ts'
import { PersonLimits } from './people.ts'

const reason = z.string().trim().min(1, 'say why').max(500)
const by = z.object({ id: z.string().nullable(), name: z.string() })

/** One limit as the rules know it: what holds unless somebody sets another, and what can be set. */
export const LimitInfo = z
  .object({
    name: z.enum(Object.keys(limits)),
    default: z.number(),
    min: z.number(),
    max: z.number(),
    /** Whether it may be set for a part of the day: `name@22:00-06:00`. */
    byPartOfDay: z.boolean(),
  })
  .meta({ id: 'LimitInfo' })
export type LimitInfo = z.infer<typeof LimitInfo>

export const LimitsNow = z
  .object({
    /** 0 while nobody has set anything. */
    version: z.int(),
    /** This person's own; what is missing has its default. */
    limits: z.record(z.string(), z.number()),
    known: z.array(LimitInfo),
  })
  .meta({ id: 'LimitsNow' })
export type LimitsNow = z.infer<typeof LimitsNow>

export const LimitsVersion = z
  .object({
    version: z.int(),
    at: Instant,
    by,
    reason: z.string(),
    before: z.record(z.string(), z.number()),
    after: z.record(z.string(), z.number()),
    /** The earlier version that was gone back to. */
    backTo: z.int().nullable(),
  })
  .meta({ id: 'LimitsVersion' })
export type LimitsVersion = z.infer<typeof LimitsVersion>

/** All of this person's own limits from now on: what is left out has its default again. */
export const LimitsChange = z
  .object({
    limits: PersonLimits,
    reason,
    /** The version that was looked at: when another holds meanwhile, nothing is changed. */
    basedOn: z.int().optional(),
  })
  .meta({ id: 'LimitsChange' })
export const BackTo = z.object({ version: z.int().min(1), reason }).meta({ id: 'BackTo' })

const time = { from: Instant, to: Instant }
/** At most 35 days. */
export const TryLimits = z.object({ limits: PersonLimits, ...time }).meta({ id: 'TryLimits' })

/** An alert that came, would have come, or both. */
export const TriedAlert = z
  .object({
    /** `still`: it came and would come again; `gone`: it came and would not; `new`: it would come as well. */
    verdict: z.enum(['still', 'gone', 'new']),
    /** What its outcome says: for something, for nothing, a trial, or nobody can say. */
    truth: z.enum(['true', 'false', 'test', 'unknown']),
    alertId: Id.nullable(),
    outcome: z.enum(outcomes).nullable(),
    deviceId: z.string(),
    kind: z.enum(alertKinds),
    priority: PriorityNumber,
    at: Instant,
    until: Instant,
    why: Why,
  })
  .meta({ id: 'TriedAlert' })
export type TriedAlert = z.infer<typeof TriedAlert>

export const Tried = z
  .object({
    ...time,
    alerts: z.array(TriedAlert),
    /** What nobody wrote down, and the trial can't know. */
    notRecorded: z.array(z.enum(notRecorded)),
    /** Before this instant readings are no longer kept one by one: the means of minutes were gone over. */
    byMinuteUntil: Instant.nullable(),
    /** How many messages the rules went over. */
    messages: z.int(),
  })
  .meta({ id: 'Tried' })
export type Tried = z.infer<typeof Tried>
