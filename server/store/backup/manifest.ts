import { z } from 'zod'

/** The last entry of a backup: what is in it. A file without one was not written to its end. */
export const Manifest = z.object({
  format: z.literal(1),
  /**
   * When the picture of the database was taken, ISO 8601: nothing that happened later is in it. A document that was removed
   * after it is removed.
   */
  takenAt: z.iso.datetime(),
  version: z.string(),
  postgres: z.string(),
  /** Every migration the database had, in order. */
  migrations: z.array(z.string()),
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.int(),
      file: z.string(),
      /** Names of its partitions, for a table that is kept by time. */
      partitions: z.array(z.string()),
      /**
       * `moment`: all of these tables are of one instant. `later`: copied after it in pieces, and only what was measured,
       * told or added up to it; what came in late while it was copied may be there. Files of before have only the one.
       */
      asOf: z.enum(['moment', 'later']).default('moment'),
    }),
  ),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), value: z.number(), called: z.boolean() })),
})
export type Manifest = z.infer<typeof Manifest>

export const manifestName = 'manifest.json'
