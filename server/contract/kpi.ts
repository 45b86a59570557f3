import { z } from 'zod'
import { roles } from '../core/access/roles.ts'
import { alertKinds, alertStates, outcomes } from '../core/alert/alert.ts'
import { counteds, countNames } from '../core/kpi/counts.ts'
import { figureNames } from '../core/kpi/figures.ts'
import { ticketStates } from '../core/ticket/ticket.ts'
import { PriorityNumber } from './alerts.ts'
import { DeviceId, Id, Instant, page } from './common.ts'

export const kpiSplits = ['day', 'area', 'operator', 'kind'] as const
export const KpiSplit = z.enum(kpiSplits)
export type KpiSplit = z.infer<typeof KpiSplit>

/** A figure of a group. A share is between 0 and 1: `hits` of `cases`. Without a value, `status` says why. */
export const KpiFigure = z
  .object({
    figure: z.enum(figureNames),
    status: z.enum(['known', 'no_cases', 'not_recorded', 'not_split']),
    value: z.number().nullable(),
    hits: z.int().nullable(),
    cases: z.int().nullable(),
  })
  .meta({ id: 'KpiFigure' })
export type KpiFigure = z.infer<typeof KpiFigure>

const Wording = z.object({ name: z.string(), definition: z.string() })
export const KpiDefinition = z
  .object({
    figure: z.enum(figureNames),
    /** Rises when the meaning changes: figures of two versions are not to be compared. */
    version: z.int(),
    unit: z.enum(['share', 'number']),
    /** Where it should be; the first is the bar, further ones are stricter. */
    bars: z.array(z.number()),
    better: z.enum(['more', 'less', 'neither']),
    typical: z.array(z.number()).length(2).nullable(),
    /** What the list behind it counts: `count` of /kpi/cases. */
    hits: z.array(z.enum(countNames)),
    misses: z.array(z.enum(countNames)),
    zh: Wording,
    en: Wording,
  })
  .meta({ id: 'KpiDefinition' })
export type KpiDefinition = z.infer<typeof KpiDefinition>

export const KpiGroup = z
  .object({
    /** A day, an area's id, a person's id or a kind; empty where there is none (nobody claimed it). */
    key: z.string(),
    name: z.string().nullable(),
    /** null: can't be split this way. */
    counts: z.record(z.enum(countNames), z.int().nullable()),
    figures: z.array(KpiFigure),
  })
  .meta({ id: 'KpiGroup' })
export type KpiGroup = z.infer<typeof KpiGroup>

export const KpiReport = z
  .object({
    /** Days of the calendar of the area's zone, both included. */
    from: z.string(),
    to: z.string(),
    by: KpiSplit,
    area: z.object({ id: Id, name: z.string(), timezone: z.string() }),
    computedAt: Instant,
    definitions: z.array(KpiDefinition),
    total: KpiGroup,
    groups: z.array(KpiGroup),
    /** Where false alarms come from; the worst first, at most 20 of each. */
    falseAlarms: z.object({
      byRule: z.array(z.object({ rule: z.string(), ruleVersion: z.int(), closed: z.int(), falseAlarms: z.int() })),
      byDevice: z.array(
        z.object({
          deviceId: DeviceId,
          residentId: Id.nullable(),
          residentName: z.string().nullable(),
          closed: z.int(),
          falseAlarms: z.int(),
        }),
      ),
    }),
  })
  .meta({ id: 'KpiReport' })
export type KpiReport = z.infer<typeof KpiReport>

/** One of the things a number counts. */
export const KpiCase = z
  .object({
    of: z.enum(counteds),
    id: z.string(),
    /** Where its story is. */
    alertId: Id.nullable(),
    residentId: Id.nullable(),
    name: z.string().nullable(),
    areaName: z.string(),
    at: Instant.nullable(),
    kind: z.enum(alertKinds).nullable(),
    priority: PriorityNumber.nullable(),
    state: z.enum([...alertStates, ...ticketStates]).nullable(),
    outcome: z.enum(outcomes).nullable(),
    /** Until the first claim, or until the door; how long a gap lasted, or lasts; null when that has not come. */
    seconds: z.number().nullable(),
    /** How far a community is from its station. */
    metres: z.number().nullable(),
    /** Who claimed it first, who went, who was told; the device of a gap. */
    person: z.string().nullable(),
  })
  .meta({ id: 'KpiCase' })
export type KpiCase = z.infer<typeof KpiCase>
export const KpiCases = page(KpiCase)

const Period = z.object({ from: z.string(), to: z.string(), figures: z.array(KpiFigure) })
export const Wall = z
  .object({
    at: Instant,
    area: z.object({ id: Id, name: z.string(), timezone: z.string() }),
    today: Period,
    month: Period,
    definitions: z.array(KpiDefinition),
    /** Who is there to answer and to go. `shifts`: signed on; `sessions`: signed in to the application, no more is recorded. */
    people: z.object({
      from: z.enum(['shifts', 'sessions']),
      operators: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          role: z.enum(roles),
          standing: z.enum(['on', 'break', 'signed_in']),
        }),
      ),
      responders: z.array(z.object({ id: z.string(), name: z.string(), tickets: z.int() })),
    }),
    /** `neverHeard`: registered, and not heard of yet; in neither of the other two. */
    devices: z.object({ supervised: z.int(), unsupervised: z.int(), neverHeard: z.int() }),
  })
  .meta({ id: 'Wall' })
export type Wall = z.infer<typeof Wall>
