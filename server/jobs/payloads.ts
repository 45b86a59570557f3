import { z } from 'zod'
import type { JobName, JobPayloads } from '../store/jobs.ts'

/** Jobs come back from the database as JSON that an older hub may have written. */
export const payloads: { readonly [N in JobName]: z.ZodType<JobPayloads[N]> } = {
  device_timer: z.object({ deviceId: z.string(), name: z.string(), due: z.number() }),
  escalate: z.object({ alertId: z.string(), step: z.int(), since: z.number().optional() }),
  claim_idle: z.object({ alertId: z.string() }),
  offer_expires: z.object({ ticketId: z.string() }),
  watch_incident: z.object({ incidentId: z.string() }),
  maintenance_ticket: z.object({ deviceId: z.string(), reason: z.string() }),
  send_notice: z.object({
    alertId: z.string(),
    contactId: z.string(),
    about: z.enum(['unclaimed', 'help_sent', 'arrived', 'resolved']),
  }),
}
