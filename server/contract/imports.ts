import { z } from 'zod'

/** What can be wrong in a file, so that it can be said in the reader's language; `message` says it in English. */
const importFaults = [
  'required',
  'phone',
  'shortened',
  'date',
  'choice',
  'yes_no',
  'number',
  'place',
  'email',
  'id',
  'too_long',
  'area_unknown',
  'area_ambiguous',
  'resident_unknown',
  'resident_ambiguous',
  'gateway_unknown',
  'exists',
  'twice',
  'column_unknown',
  'column_twice',
  'too_many_fields',
  'too_many_rows',
  'quotes',
  'no_rows',
  'other',
] as const
export type ImportFault = (typeof importFaults)[number]

export const ImportError = z.object({
  line: z.int(),
  /** The column's name in the API; empty when it is about the row. */
  field: z.string(),
  /** The column as the file calls it. */
  column: z.string().nullable(),
  /** What stands there. */
  value: z.string().nullable(),
  code: z.enum(importFaults),
  message: z.string(),
})
export type ImportError = z.infer<typeof ImportError>

/** What an import did, or would do: nothing is created unless every row is good. */
export const ImportResult = z
  .object({
    created: z.int(),
    errors: z.array(ImportError),
    /** Of a preview alone: how the file was read, and its first rows. */
    preview: z
      .object({
        rows: z.int(),
        encoding: z.enum(['utf-8', 'utf-16', 'gb18030']),
        separator: z.enum([',', ';', '\t']),
        columns: z.array(z.object({ heading: z.string(), field: z.string().nullable() })),
        first: z.array(z.object({ line: z.int(), fields: z.record(z.string(), z.string()) })),
      })
      .optional(),
    /** Device imports only: shown this once. */
    secrets: z.array(z.object({ deviceId: z.string(), secret: z.string() })).optional(),
  })
  .meta({ id: 'ImportResult' })
export type ImportResult = z.infer<typeof ImportResult>

export const importables = ['residents', 'contacts', 'devices'] as const
export type Importable = (typeof importables)[number]
