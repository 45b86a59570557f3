import { z } from 'zod'
import { coverageCodes } from '../core/coverage/coverage.ts'
import { Id, Instant } from './common.ts'

const counts = { homes: z.int(), yes: z.int(), partly: z.int(), no: z.int() }

/** One person who is not protected, or partly. */
export const Unprotected = z
  .object({
    resident: z.object({ id: Id, name: z.string(), address: z.string() }),
    areaName: z.string(),
    protected: z.enum(['partly', 'no']),
    /** What ends their protection, then what weakens it. */
    reasons: z.array(z.enum(coverageCodes)),
  })
  .meta({ id: 'Unprotected' })
export type Unprotected = z.infer<typeof Unprotected>

/** How the people of an area and below are protected: counted, and by name. */
export const Protection = z
  .object({
    /** As of when; it is counted anew after half a minute. */
    at: Instant,
    ...counts,
    /** Homes with each reason, what ends the protection first. */
    reasons: z.array(z.object({ code: z.enum(coverageCodes), weight: z.enum(['breaks', 'weakens']), homes: z.int() })),
    /** By the area somebody lives in, those with most who are not protected first. */
    areas: z.array(z.object({ id: Id, name: z.string(), ...counts })),
    items: z.array(Unprotected),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Protection' })
export type Protection = z.infer<typeof Protection>
