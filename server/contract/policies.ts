import { z } from 'zod'
import { channels, whoms } from '../core/escalation/policy.ts'
import { ActorRef, PriorityNumber } from './alerts.ts'
import { email, Id, Instant } from './common.ts'
import { Phone } from './shifts.ts'

export const PolicyStep = z
  .object({
    /** From when the alert was received, or came back to the queue. */
    afterSeconds: z.int().min(0).max(86_400),
    tell: z.array(z.object({ whom: z.enum(whoms), channels: z.array(z.enum(channels)).max(3) })).max(6),
  })
  .meta({ id: 'PolicyStep' })
export type PolicyStep = z.infer<typeof PolicyStep>

const steps = z.array(PolicyStep).max(12)

/** Who is told of an alert of this priority in this area, until somebody accepts responsibility. */
export const Policy = z
  .object({
    areaId: Id,
    priority: PriorityNumber,
    steps,
    /** The area whose policy this is: this one, one above it, or null for the hub's own plan. */
    from: z
      .object({
        areaId: Id,
        areaName: z.string(),
        version: z.int(),
        effectiveFrom: Instant,
        madeBy: ActorRef,
      })
      .nullable(),
    /** The latest version of this area itself, 0 when it never had one; a change names the one it was made from. */
    ownVersion: z.int(),
  })
  .meta({ id: 'Policy' })
export type Policy = z.infer<typeof Policy>

export const DutyNumber = z
  .object({ name: z.string().trim().min(1).max(100), phone: Phone.nullable(), email: email.nullable() })
  .meta({ id: 'DutyNumber' })
export type DutyNumber = z.infer<typeof DutyNumber>

/** How an area escalates: four policies, most urgent first, and the number that is rung when all else failed. */
export const AreaPolicies = z
  .object({
    items: z.array(Policy),
    duty: z.object({ ...DutyNumber.shape, areaId: Id }).nullable(),
    /** What the centre has set up to tell people by. */
    channels: z.object({ email: z.boolean(), webhook: z.boolean() }),
  })
  .meta({ id: 'AreaPolicies' })
export type AreaPolicies = z.infer<typeof AreaPolicies>

/** `steps` null gives the area back to what holds above it. `basedOn` is the `ownVersion` it was made from. */
export const PolicyChange = z
  .object({ areaId: Id, priority: PriorityNumber, steps: steps.nullable(), basedOn: z.int().min(0).optional() })
  .meta({ id: 'PolicyChange' })

export const DutyChange = z.object({ areaId: Id, duty: DutyNumber.nullable() }).meta({ id: 'DutyChange' })

/** Without `steps` the policy that holds; with a resident their own contacts and home. */
export const PreviewQuestion = z
  .object({ areaId: Id, priority: PriorityNumber, residentId: Id.optional(), steps: steps.optional() })
  .meta({ id: 'PreviewQuestion' })

const gapReasons = [
  'no_operator_on_shift',
  'no_supervisor',
  'no_contact',
  'no_responder',
  'no_duty_number',
  'no_address',
  'depends_on_resident',
] as const

export const PolicyPreview = z
  .object({
    at: Instant,
    steps: z.array(
      z.object({
        afterSeconds: z.number(),
        told: z.array(
          z.object({
            whom: z.enum(whoms),
            name: z.string(),
            channels: z.array(z.enum(channels)),
          }),
        ),
        missed: z.array(z.object({ whom: z.enum(whoms), reason: z.enum(gapReasons), name: z.string().nullable() })),
        /** Nobody at all. */
        nobody: z.boolean(),
      }),
    ),
    /** Nobody would be told by any step. */
    nobody: z.boolean(),
    /** Without a resident: how many live there, and for how many nobody may be told in any way. */
    residents: z.object({ all: z.int(), withoutContact: z.int() }).nullable(),
  })
  .meta({ id: 'PolicyPreview' })
export type PolicyPreview = z.infer<typeof PolicyPreview>

/** What is due for an alert while nobody takes it. Empty once somebody has, or when the plan is at its end. */
export const Countdown = z
  .object({
    next: z.array(z.object({ step: z.int(), dueAt: Instant, tell: z.array(z.enum(whoms)) })),
    /** The plan was gone through: everybody is told again, until somebody takes it. */
    again: z.boolean(),
    /** The area and version of the policy it follows; null for the hub's own plan. */
    policy: z.object({ areaId: Id, version: z.int() }).nullable(),
  })
  .meta({ id: 'Countdown' })
export type Countdown = z.infer<typeof Countdown>
