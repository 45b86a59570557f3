import { z } from 'zod'

/** RFC 9457 problem details; `code` is stable, `errors` names the fields. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

export const Id = z.uuid()
export const DeviceId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
    'letters, digits and . _ : - only, at most 64, beginning with a letter or digit',
  )
/** Instants travel as ISO 8601; they are said with any zone (RFC 3339), and told in UTC. */
export const Instant = z.iso.datetime({ offset: true }).overwrite(inUtc)

/** At the ends of the year 0 and the year 9999 another zone's text would leave ISO 8601's four digits: it stays as it is. */
function inUtc(text: string): string {
  if (text.endsWith('Z')) return text
  const told = new Date(text)
  const year = told.getUTCFullYear()
  return year >= 0 && year <= 9999 ? told.toISOString() : text
}

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
})
/** A page of a list; `nextCursor` is null on the last one. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
export type Page<T> = { items: T[]; nextCursor: string | null }

export const Place = z
  .object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) })
  .meta({ id: 'Place' })
export type Place = z.infer<typeof Place>

/** As long as mail can be addressed to (RFC 5321, 4.5.3.1.3, without the angle brackets). */
export const email = z.email().max(254)

/** What somebody writes beside what they do. */
export const note = z.string().trim().max(2000)
