/** What the payloads of care/v1 look like. Every message is worded for the administrator who reads why one was refused. */
import { z } from 'zod'
import { eventTypes, metricNames } from '../../reading.ts'
import { epochOfIso } from './iso.ts'

export const maxTelemetryItems = 1_000
/** What a device kept while it could not be heard, in one message: each writes the story, for which every press waits. */
export const maxEvents = 100
const maxMotionSeconds = 60
const maxHz = 400
const maxIdLength = 128

const oneLine = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)
const object = { error: 'expected an object' }
const number = z.number({ error: 'expected a number' })
const yesOrNo = z.boolean({ error: 'expected true or false' })

/** Chosen by the device and repeated until acknowledged, so it has to survive storage letter by letter. */
export const Id = z
  .string({ error: 'expected a string' })
  .min(1, { error: 'expected at least 1 character' })
  .max(maxIdLength, { error: `expected at most ${maxIdLength} characters` })
  .refine(oneLine, { error: 'expected no control characters' })

/** An instant with a zone: without one nobody knows whose eight o'clock it was. */
const instant = { error: 'expected epoch milliseconds or ISO 8601 with a zone' }
const IsoInstant = z.string().refine((text) => epochOfIso(text) !== null, instant)
/** Null is a clock that isn't set: the time of receipt holds, as without it. */
const At = z.union([number, IsoInstant], instant).nullish()

/** Devices send null where a sensor found nothing. */
const value = (metric: string) => (metric === 'in_bed' ? yesOrNo : number).nullable().optional()
const Values = z.strictObject(Object.fromEntries(metricNames.map((metric) => [metric, value(metric)])), {
  error: (issue) => (issue.code === 'unrecognized_keys' ? 'unknown metric' : object.error),
})

/** Measured at 0.3 µs a message, a third of what JSON.parse takes: no reason to check by hand. */
export const TelemetryItem = z.object({ at: At, values: Values }, object)
/** One of a batch, and where in the payload it stands, for what is said of its fields. */
export type Item = { item: z.infer<typeof TelemetryItem>; where: string }
/** What an item must be for any of its values to be read. */
export const TelemetryFrame = z.object({ at: At, values: z.record(z.string(), z.unknown(), object) }, object)
export const TelemetryBatch = z
  .array(TelemetryItem)
  .max(maxTelemetryItems, { error: `expected at most ${maxTelemetryItems} items` })

/** A press is not refused over its time or its details: both are looked at after it is safe. */
export const Event = z.object(
  {
    id: Id,
    type: z.enum(eventTypes, { error: 'expected an event type of care/v1' }),
    at: z.unknown().optional(),
    data: z.unknown().optional(),
  },
  object,
)

const Sample = z.tuple([number, number, number], { error: 'expected [x, y, z] in milli-g' })
export const Motion = z
  .object(
    {
      /** One that can't be used costs no fall: the motion is named after its time. */
      id: z.unknown().optional(),
      at: At,
      /** Said so that it can be checked: a fall read in the wrong unit is no fall. */
      unit: z.literal('mg', { error: 'expected "mg", milli-g' }).optional(),
      hz: number.min(1, { error: 'expected at least 1' }).max(maxHz, { error: `expected at most ${maxHz}` }),
      samples: z
        .array(Sample, { error: 'expected an array of [x, y, z]' })
        .min(1, { error: 'expected at least one sample' })
        .max(maxHz * maxMotionSeconds, { error: `expected at most ${maxHz * maxMotionSeconds} samples` }),
    },
    object,
  )
  .refine((motion) => motion.samples.length <= motion.hz * maxMotionSeconds, {
    path: ['samples'],
    error: `expected at most ${maxMotionSeconds} seconds of samples`,
  })

export const State = z.object(
  {
    at: z.unknown().optional(),
    online: yesOrNo.nullish(),
    firmware: z
      .string({ error: 'expected a string' })
      .max(100, { error: 'expected at most 100 characters' })
      .refine(oneLine, { error: 'expected no control characters' })
      .nullish(),
    battery: number.nullish(),
    mains: yesOrNo.nullish(),
  },
  object,
)
