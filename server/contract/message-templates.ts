import { z } from 'zod'
import { ActorRef } from './alerts.ts'
import { Instant } from './common.ts'

/** What family is told about, as store/jobs.ts names it. */
export const noticeAbouts = ['unclaimed', 'help_sent', 'arrived', 'resolved'] as const
export const languages = ['zh', 'en'] as const

/** What a text may leave open: `{{resident}}`. Filled in when the message goes out. */
const placeholders = ['contact', 'resident', 'what', 'when', 'cancelled', 'doing', 'outcome', 'url'] as const
export type Placeholder = (typeof placeholders)[number]

/** What stands in double braces and is no placeholder; braces that are not a pair are named as they stand. */
function unknownPlaceholders(text: string): string[] {
  const known: readonly string[] = placeholders
  const named = [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => name.trim())
  const left = text.replace(/\{\{[^{}]*\}\}/g, '').match(/\{\{|\}\}/g) ?? []
  return [...new Set([...named.filter((name) => !known.includes(name)), ...left])]
}

const withPlaceholders = (text: z.ZodString) =>
  text.superRefine((value, context) => {
    const unknown = unknownPlaceholders(value)
    if (unknown.length > 0)
      context.addIssue({
        code: 'custom',
        message: `there is no placeholder ${unknown.join(', ')}; there are ${placeholders.join(', ')}`,
      })
  })

/** A text as somebody writes it: checked then, so that nothing can be wrong with it when it goes out. */
export const NewMessageText = z
  .object({
    subject: withPlaceholders(z.string().trim().min(1).max(200)),
    body: withPlaceholders(z.string().trim().min(1).max(4000)),
  })
  .meta({ id: 'NewMessageText' })
export const MessageText = z.object({ subject: z.string(), body: z.string() }).meta({ id: 'MessageText' })
export type MessageText = z.infer<typeof MessageText>

export const TextVersion = z
  .object({
    version: z.int(),
    /** Null where it went back to the text that comes with the hub. */
    text: MessageText.nullable(),
    changedAt: Instant,
    changedBy: ActorRef,
  })
  .meta({ id: 'TextVersion' })
export type TextVersion = z.infer<typeof TextVersion>

export const MessageTemplate = z
  .object({
    about: z.enum(noticeAbouts),
    language: z.enum(languages),
    /** What goes out now. */
    text: MessageText,
    /** What comes with the hub. */
    original: MessageText,
    /** The latest first; empty when nobody ever changed it. */
    versions: z.array(TextVersion),
  })
  .meta({ id: 'MessageTemplate' })
export type MessageTemplate = z.infer<typeof MessageTemplate>

/** A text with an example's values filled in. */
export const MessagePreview = z.object({ subject: z.string(), text: z.string() }).meta({ id: 'MessagePreview' })
