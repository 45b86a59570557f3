import { z } from 'zod'
import { longestCycleDays } from '../core/schedule/planned.ts'
import { Id, Instant } from './common.ts'

export const Phone = z
  .string()
  .trim()
  .regex(/^[+0-9][0-9 -]{2,24}$/, 'digits, spaces and - only')

const person = z.object({ id: z.string(), name: z.string() })

/** Somebody's shift as it runs. */
const RunningShift = z
  .object({
    person: z.object({ id: z.string(), name: z.string(), role: z.string() }),
    state: z.enum(['on', 'break']),
    beganAt: Instant,
    breakSince: Instant.nullable(),
  })
  .meta({ id: 'RunningShift' })
export type RunningShift = z.infer<typeof RunningShift>

export const HandOver = z.object({ id: Id, from: person, at: Instant, note: z.string() }).meta({ id: 'HandOver' })
export type HandOver = z.infer<typeof HandOver>

export const ShiftsNow = z
  .object({
    me: z.enum(['on', 'break', 'off']),
    /** False while nobody was ever planned or signed on here: then whoever is signed in counts as on shift. */
    byShifts: z.boolean(),
    /** How the other operators stand who cover all of your area and are signed in: the nearest to being there. */
    others: z.enum(['on', 'break', 'nobody']),
    running: z.array(RunningShift),
    /** Areas with too few on shift for this hour. */
    short: z.array(
      z.object({
        areaId: Id,
        areaName: z.string(),
        standing: z.enum(['below', 'nobody']),
        on: z.int(),
        minimum: z.int(),
        since: Instant,
      }),
    ),
    /** Gaps that begin within 24 hours: fewer are planned than the area asks for. */
    ahead: z.array(
      z.object({
        areaId: Id,
        areaName: z.string(),
        from: Instant,
        until: Instant,
        planned: z.int(),
        minimum: z.int(),
      }),
    ),
    /** What those before handed over in the last 24 hours, newest first. */
    handOvers: z.array(HandOver),
  })
  .meta({ id: 'ShiftsNow' })
export type ShiftsNow = z.infer<typeof ShiftsNow>

export const SignOff = z.object({ handOver: z.string().trim().max(4000).optional() }).meta({ id: 'SignOff' })

const minute = z.int().min(0).max(1439)
const planFields = {
  firstOn: z.iso.date(),
  lastOn: z.iso.date().nullable(),
  /** 7 repeats weekly, 14 every other week, 8 is four crews over three shifts. */
  cycleDays: z.int().min(1).max(longestCycleDays),
  /** Days of the cycle, from 0 for `firstOn`. */
  days: z
    .array(
      z
        .int()
        .min(0)
        .max(longestCycleDays - 1),
    )
    .min(1)
    .max(longestCycleDays),
  /** Minutes since midnight where the person works; until no later than from is the next day. */
  fromMinute: minute,
  untilMinute: minute,
}

export const ShiftPlan = z
  .object({ id: Id, person: z.object({ id: z.string(), name: z.string(), areaId: Id }), ...planFields })
  .meta({ id: 'ShiftPlan' })
export type ShiftPlan = z.infer<typeof ShiftPlan>
export const NewShiftPlan = z
  .object({ ...planFields, userId: z.string().min(1).max(64), lastOn: planFields.lastOn.optional() })
  .meta({ id: 'NewShiftPlan' })
export const ShiftPlans = z.object({ items: z.array(ShiftPlan), nextCursor: z.null() })

/** How it goes on from `from`, the first day of the first cycle; the days before stay as they were. */
export const ChangedShiftPlan = z
  .object({ ...planFields, lastOn: planFields.lastOn.optional() })
  .omit({ firstOn: true })
  .extend({ from: z.iso.date() })
  .meta({ id: 'ChangedShiftPlan' })
export type ChangedShiftPlan = z.infer<typeof ChangedShiftPlan>

/** One shift of a plan, by the day on which it begins. */
export const ShiftRef = z.object({ planId: Id, day: z.iso.date() }).meta({ id: 'ShiftRef' })
export type ShiftRef = z.infer<typeof ShiftRef>

const note = z.string().trim().max(500).optional()
const absenceReasons = ['sick', 'leave', 'other'] as const
/** Somebody is away for one shift, somebody else takes it over, or two change theirs with each other. */
export const NewShiftChange = z
  .discriminatedUnion('what', [
    z.object({ what: z.literal('absence'), shift: ShiftRef, reason: z.enum(absenceReasons), note }),
    z.object({ what: z.literal('take_over'), shift: ShiftRef, userId: z.string().min(1).max(64), note }),
    z.object({ what: z.literal('swap'), shift: ShiftRef, with: ShiftRef, note }),
  ])
  .meta({ id: 'NewShiftChange' })
export type NewShiftChange = z.infer<typeof NewShiftChange>

export const ShiftChange = z
  .object({
    id: Id,
    what: z.enum(['absence', 'take_over', 'swap']),
    shift: ShiftRef,
    /** Who would have worked, and who does; null when nobody. */
    of: person,
    by: person.nullable(),
    reason: z.enum(absenceReasons).nullable(),
    note: z.string().nullable(),
    madeAt: Instant,
    madeBy: z.string(),
  })
  .meta({ id: 'ShiftChange' })
export type ShiftChange = z.infer<typeof ShiftChange>
export const ShiftChanges = z.object({ items: z.array(ShiftChange), nextCursor: z.null() })

/** Planned and worked hours of a span of at most 62 days. */
export const Calendar = z
  .object({
    planned: z.array(
      z.object({
        planId: Id,
        /** The day on which it begins, where the person works. */
        day: z.iso.date(),
        /** Who works it, or who would have. */
        person,
        absent: z.boolean(),
        from: Instant,
        until: Instant,
        /** What was changed about this one shift. */
        change: ShiftChange.nullable(),
      }),
    ),
    worked: z.array(z.object({ id: Id, person, from: Instant, until: Instant.nullable() })),
    /** Hours of the span for which fewer are planned than the minimum asks for. */
    thin: z.array(z.object({ areaId: Id, from: Instant, planned: z.int(), minimum: z.int() })),
  })
  .meta({ id: 'Calendar' })
export type Calendar = z.infer<typeof Calendar>

/** How many operators have to be on shift in each hour of the local day, from 0; null for none asked for. */
export const StaffingMinimum = z
  .object({ areaId: Id, byHour: z.array(z.int().min(0).max(500)).length(24).nullable() })
  .meta({ id: 'StaffingMinimum' })
export type StaffingMinimum = z.infer<typeof StaffingMinimum>
export const StaffingMinimums = z.object({ items: z.array(StaffingMinimum), nextCursor: z.null() })
