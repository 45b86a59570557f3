import { z } from 'zod'
import { careLevels } from '../core/care-level.ts'
import { Id, Instant, Place } from './common.ts'

const providerKinds = ['provider', 'station'] as const

/** Minutes since local midnight; hours that end before they begin go over midnight. No hours are all hours. */
const Opening = z
  .object({
    /** 1 Monday to 7 Sunday. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    fromMinute: z.int().min(0).max(1439),
    untilMinute: z.int().min(0).max(1439),
  })
  .meta({ id: 'Opening' })

const fields = {
  kind: z.enum(providerKinds),
  name: z.string().trim().min(1).max(100),
  areaId: Id,
  address: z.string().trim().max(300),
  place: Place.nullable(),
  phone: z
    .string()
    .trim()
    .regex(/^[+0-9][0-9 -]{2,24}$/, 'digits, spaces and - only')
    .nullable(),
  /** When its workers are sent to what can wait. */
  hours: z.array(Opening).max(14),
  /** 1 to 5, as it was last rated. */
  stars: z.int().min(1).max(5).nullable(),
  active: z.boolean(),
  /** How many beds for people of each care level; a level that is not named has none entered. */
  beds: z.partialRecord(z.enum(careLevels), z.int().min(0).max(100_000)),
}

export const Provider = z.object({ id: Id, ...fields, workers: z.int(), createdAt: Instant }).meta({ id: 'Provider' })
export type Provider = z.infer<typeof Provider>
export const NewProvider = z
  .object(fields)
  .partial()
  .required({ kind: true, name: true, areaId: true })
  .meta({ id: 'NewProvider' })
export const ProviderChange = z.object(fields).partial().meta({ id: 'ProviderChange' })
