import { z } from 'zod'
import { visitDemands } from '../core/visit/demand.ts'
import { services } from '../core/visit/services.ts'
import { cadences } from '../core/visit/turns.ts'
import { Id, Instant } from './common.ts'
import { Ticket } from './tickets.ts'

const day = z.iso.date()
const reason = z.string().trim().min(1).max(500)

const planFields = {
  every: z.enum(cadences),
  /** Days between two turns, with `every: days` and only there. */
  everyDays: z.int().min(1).max(366).nullable(),
  /** When it would suit the person, in their words. */
  wished: z.string().trim().max(200),
  /** The time of day agreed on, as the clock in the home shows it; without one the day is what counts. */
  agreed: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 09:30')
    .nullable(),
  providerId: Id.nullable(),
  workerId: z.string().max(100).nullable(),
  /** No turn after this day. */
  lastOn: day.nullable(),
}

/** What is planned for a person: it repeats, and each turn becomes a ticket the morning before. */
export const VisitPlan = z
  .object({
    id: Id,
    residentId: Id,
    service: z.enum(services),
    ...planFields,
    beginsOn: day,
    /** The first turn that isn't a ticket yet; null when none is to come. */
    nextOn: day.nullable(),
    providerName: z.string().nullable(),
    workerName: z.string().nullable(),
    /** Goes up with every change. */
    version: z.int(),
    changedBy: z.string(),
    changedAt: Instant,
    ended: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'VisitPlan' })
export type VisitPlan = z.infer<typeof VisitPlan>

export const NewVisitPlan = z
  .object({ service: z.enum(services), beginsOn: day, ...planFields })
  .partial({ everyDays: true, wished: true, agreed: true, providerId: true, workerId: true, lastOn: true })
  .meta({ id: 'NewVisitPlan' })
export type NewVisitPlan = z.infer<typeof NewVisitPlan>

/** `basedOn` is the version that was looked at: another one by now is refused, naming who made it. */
export const VisitPlanChange = z
  .object(planFields)
  .omit({ lastOn: true })
  .partial()
  .extend({ basedOn: z.int().min(1).optional() })
  .meta({ id: 'VisitPlanChange' })
export type VisitPlanChange = z.infer<typeof VisitPlanChange>

/** Without a last day it is over now. */
export const EndVisitPlan = z.object({ reason, lastOn: day.optional() }).meta({ id: 'EndVisitPlan' })

/** Where one turn is moved to; `basedOn` is the day that was looked at. `agreed: null`: the day is what counts. */
export const MoveTurn = z
  .object({ to: day, agreed: planFields.agreed, reason, basedOn: day.optional() })
  .meta({ id: 'MoveTurn' })
export type MoveTurn = z.infer<typeof MoveTurn>

/** What the end of a plan does to its open tickets. */
export const PlanEnding = z.object({ cancelled: z.array(Ticket), kept: z.array(Ticket) }).meta({ id: 'PlanEnding' })
export type PlanEnding = z.infer<typeof PlanEnding>

const becauses = visitDemands.map(({ because }) => because)
/** How often somebody has to look in on a person by how they live, and when somebody last did. */
const demand = {
  because: z.enum(becauses),
  everyDays: z.int(),
  lastVisitAt: Instant.nullable(),
  dueAt: Instant,
}

/** What is planned, what was done and what is overdue. */
export const PersonVisits = z
  .object({
    plans: z.array(VisitPlan),
    /** Visits and services: all that are open, and the latest that are over. */
    tickets: z.array(Ticket),
    demand: z.object(demand).nullable(),
  })
  .meta({ id: 'PersonVisits' })
export type PersonVisits = z.infer<typeof PersonVisits>

/** Somebody who waits for a visit that should have been. */
export const OverdueVisit = z
  .object({
    resident: z.object({ id: Id, name: z.string(), address: z.string(), phone: z.string().nullable() }),
    areaName: z.string(),
    /** Since when: the earlier of what was planned and what their way of living asks for. */
    overdueSince: Instant,
    lastVisitAt: Instant.nullable(),
    because: z.enum(becauses).nullable(),
    everyDays: z.int().nullable(),
    /** Planned turns nobody came for. */
    late: z.object({ turns: z.int(), service: z.enum(services), ticketId: Id }).nullable(),
  })
  .meta({ id: 'OverdueVisit' })
export type OverdueVisit = z.infer<typeof OverdueVisit>
