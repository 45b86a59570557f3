import { z } from 'zod'
import { coverageCodes } from '../core/coverage/coverage.ts'
import { Instant } from './common.ts'

/** Whether a press of this person would be heard and answered right now. */
export const Coverage = z
  .object({
    at: Instant,
    protected: z.enum(['yes', 'partly', 'no']),
    /** Worst first: what ends the protection, what weakens it, what it stands on. */
    reasons: z.array(
      z.object({
        code: z.enum(coverageCodes),
        weight: z.enum(['breaks', 'weakens', 'holds']),
        deviceId: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Coverage' })
export type Coverage = z.infer<typeof Coverage>
