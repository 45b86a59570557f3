import { z } from 'zod'
import { documentKinds, fileTypes } from '../core/document/file-type.ts'
import { Id, Instant } from './common.ts'

const name = z.string().trim().min(1).max(120)

/** What a document is, without what is in it. */
export const PersonDocument = z
  .object({
    id: Id,
    residentId: Id,
    name,
    kind: z.enum(documentKinds),
    type: z.enum(fileTypes),
    /** Bytes. */
    size: z.int(),
    addedAt: Instant,
    addedBy: z.object({ id: z.string(), name: z.string() }),
  })
  .meta({ id: 'PersonDocument' })
export type PersonDocument = z.infer<typeof PersonDocument>

/** What goes with an upload; the file itself is the body. */
export const NewDocument = z.object({ name, kind: z.enum(documentKinds) })
export const RemoveDocument = z.object({ reason: z.string().trim().min(1).max(500) }).meta({ id: 'RemoveDocument' })

/** What somebody at the door has to know of a person's health. */
export const HealthSeen = z
  .object({
    conditions: z.array(z.string()),
    instructions: z.string(),
    medication: z.array(z.object({ at: z.string(), what: z.string() })),
    seenAt: Instant,
  })
  .meta({ id: 'HealthSeen' })
export type HealthSeen = z.infer<typeof HealthSeen>
