import { z } from 'zod'
import type { TimelineType } from './alerts.ts'
import { Id, Instant } from './common.ts'

/** One edit of a person's record or of one of their contacts. */
export const PersonChange = z
  .object({
    /** Goes up with every edit of the person or their contacts. */
    version: z.int(),
    at: Instant,
    by: z.object({ id: z.string(), name: z.string() }),
    did: z.enum(['added', 'changed', 'removed']),
    /** Null when it was about the person. */
    contact: z.object({ id: Id, name: z.string() }).nullable(),
    fields: z.array(
      z.object({
        field: z.string(),
        before: z.unknown(),
        after: z.unknown(),
        /** That it changed is all that is told. */
        secret: z.literal(true).optional(),
      }),
    ),
  })
  .meta({ id: 'PersonChange' })
export type PersonChange = z.infer<typeof PersonChange>

export const NewPersonNote = z.object({ note: z.string().trim().min(1).max(2000) }).meta({ id: 'NewPersonNote' })

/** The parts of a person's story, by which it is read. */
export const storyParts = ['alerts', 'tickets', 'devices', 'modes', 'changes', 'care', 'notes'] as const
export type StoryPart = (typeof storyParts)[number]

/** Which part of a person's story an entry belongs to. */
export function partOf(type: TimelineType): StoryPart {
  switch (type) {
    case 'resident.mode_changed':
      return 'modes'
    case 'resident.care_given':
      return 'care'
    case 'resident.note':
    case 'alert.note':
      return 'notes'
    case 'resident.changed':
    case 'resident.plan_changed':
    case 'resident.document_changed':
    case 'resident.document_seen':
    case 'resident.health_seen':
    case 'resident.limits_changed':
    case 'resident.rule_changed':
    case 'resident.key_safe_seen':
      return 'changes'
    default:
      if (type.startsWith('ticket.')) return 'tickets'
      return type.startsWith('device.') || type.startsWith('command.') ? 'devices' : 'alerts'
  }
}
