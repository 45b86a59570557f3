import { z } from 'zod'
import { outcomes } from '../core/alert/alert.ts'
import { foldedKinds, incidentStates } from '../core/incident/incident.ts'
import { DeviceId, Id, Instant } from './common.ts'

/** A mass outage: many technical alerts of one kind with one cause. Its alerts stay what they are, each with its story. */
export const Incident = z
  .object({
    id: Id,
    kind: z.enum(foldedKinds),
    state: z.enum(incidentStates),
    /** The deepest area that holds all of it. */
    areaId: Id,
    areaName: z.string(),
    /** The lost gateway that explains it; null when the area does. */
    gatewayId: DeviceId.nullable(),
    openedAt: Instant,
    /** When the latest of its alerts was raised. */
    lastRaisedAt: Instant,
    /** How many alerts it holds, and for how many of them the condition is gone. */
    members: z.int(),
    back: z.int(),
    owner: z.object({ id: z.string(), name: z.string() }).nullable(),
    claimedAt: Instant.nullable(),
    resolvedAt: Instant.nullable(),
    outcome: z.enum(outcomes).nullable(),
    outcomeNote: z.string().nullable(),
    /** The incident that took its alerts over. */
    mergedInto: Id.nullable(),
    /** The sequence number of its latest timeline entry. */
    seq: z.int(),
  })
  .meta({ id: 'Incident' })
export type Incident = z.infer<typeof Incident>
