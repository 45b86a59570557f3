import { z } from 'zod'
import { alertKinds } from '../core/alert/alert.ts'
import { whoms } from '../core/escalation/policy.ts'
import type { JobName, JobPayloads } from '../store/jobs.ts'

/** Jobs come back from the database as JSON that an older hub may have written. */
export const payloads: { readonly [N in JobName]: z.ZodType<JobPayloads[N]> } = {
  device_timer: z.object({ deviceId: z.string(), name: z.string(), due: z.number() }),
  escalate: z.object({
    alertId: z.string(),
    step: z.int(),
    since: z.number().optional(),
    planAt: z.number().optional(),
    again: z.boolean().optional(),
  }),
  claim_idle: z.object({ alertId: z.string() }),
  offer_expires: z.object({ ticketId: z.string() }),
  watch_incident: z.object({ incidentId: z.string() }),
  maintenance_ticket: z.object({ deviceId: z.string(), reason: z.string() }),
  maintenance_over: z.object({ deviceId: z.string(), reason: z.string() }),
  maintenance_ends: z.object({ deviceId: z.string(), until: z.number().optional() }),
  look_in: z.object({ deviceId: z.string(), about: z.enum(alertKinds) }),
  resident_timer: z.object({ residentId: z.string(), name: z.string(), due: z.number() }),
  mode_ends: z.object({ residentId: z.string(), until: z.number() }),
  mode_unanswered: z.object({ residentId: z.string() }),
  visit_due: z.object({ planId: z.string(), on: z.string() }),
  send_notice: z.object({
    alertId: z.string(),
    contactId: z.string(),
    about: z.enum(['unclaimed', 'help_sent', 'arrived', 'resolved']),
    since: z.number().optional(),
    asked: z.boolean().optional(),
  }),
  tell: z.object({
    alertId: z.string(),
    step: z.int(),
    since: z.number(),
    whom: z.enum(whoms),
    channel: z.enum(['email', 'webhook']),
    to: z.object({ kind: z.enum(['staff', 'worker', 'contact', 'duty']), id: z.string() }),
    asked: z.boolean().optional(),
  }),
  stand_down: z.object({ userId: z.string() }),
  watch_staffing: z.record(z.string(), z.never()),
  tell_staffing: z.object({
    areaId: z.string(),
    since: z.number(),
    ahead: z.object({ from: z.number(), until: z.number(), planned: z.int(), minimum: z.int() }).optional(),
    userId: z.string(),
    channel: z.enum(['email', 'webhook']),
  }),
}
