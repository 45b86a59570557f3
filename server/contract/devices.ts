import { z } from 'zod'
import { eventTypes, metricNames } from '../../devices/reading.ts'
import { DeviceId, Id, Instant } from './common.ts'

export const deviceKinds = ['call_button', 'fall_sensor', 'bed', 'gateway', 'sensor'] as const
const powers = ['mains', 'battery'] as const

const deviceFields = {
  kind: z.enum(deviceKinds),
  model: z.string().max(100),
  /** Where in the home. */
  location: z.string().max(100),
  residentId: Id.nullable(),
  areaId: Id,
  /** The home gateway that speaks for it. */
  gatewayId: DeviceId.nullable(),
  power: z.enum(powers),
  /** How often it promises to be heard from, in seconds. */
  beatSeconds: z.int().min(5).max(604_800),
  enabled: z.boolean(),
}

export const Device = z
  .object({
    id: DeviceId,
    ...deviceFields,
    online: z.boolean(),
    /** Connected, or asleep between two beats of its battery: heard within the interval in which it is supervised. */
    inReach: z.boolean(),
    lastSeenAt: Instant.nullable(),
    battery: z.number().nullable(),
    mains: z.boolean().nullable(),
    firmware: z.string().nullable(),
    /** Since when it is no longer used. It stays for what it said. */
    retiredAt: Instant.nullable(),
    /** The device that took its place. */
    replacedBy: DeviceId.nullable(),
    /** The last value of each metric and when it was measured. */
    latest: z.partialRecord(z.enum(metricNames), z.object({ at: Instant, value: z.number() })),
    /** Somebody works on it until then. */
    maintenanceUntil: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Device' })
export type Device = z.infer<typeof Device>

export const NewDevice = z
  .object({ id: DeviceId, ...deviceFields, secret: z.string().min(16).max(128) })
  .partial()
  .required({ id: true, kind: true })
  .meta({ id: 'NewDevice' })
/** What stands in another's place is of the same kind unless said otherwise, and takes over whatever isn't said here. */
export const SwapDevice = z
  .object({
    id: DeviceId,
    model: deviceFields.model.optional(),
    secret: z.string().min(16).max(128).optional(),
    note: z.string().trim().max(500).optional(),
  })
  .meta({ id: 'SwapDevice' })
export const RetireDevice = z.object({ note: z.string().trim().max(500).optional() }).meta({ id: 'RetireDevice' })
/** Until when somebody works on it; null when nobody does any more. */
export const Maintenance = z.object({ until: Instant.nullable() }).meta({ id: 'Maintenance' })
export const DeviceChange = z.object(deviceFields).partial().meta({ id: 'DeviceChange' })

/** The secret is shown here and never again. */
export const DeviceWithSecret = z.object({ device: Device, secret: z.string() }).meta({ id: 'DeviceWithSecret' })
export type DeviceWithSecret = z.infer<typeof DeviceWithSecret>

/** Points tell their time in epoch milliseconds, so a range may be asked for in them too. */
const SeriesInstant = z.union([
  Instant,
  z
    .string()
    .regex(/^\d{1,15}$/, 'epoch milliseconds')
    .transform((ms) => new Date(Number(ms)).toISOString()),
])
export const SeriesQuery = z.object({
  metric: z.enum(metricNames),
  from: SeriesInstant,
  to: SeriesInstant,
  resolution: z.coerce.number().int().min(0).max(86_400).default(0).meta({
    description:
      'Width of a bucket in seconds; 0 gives every reading, and its minutes or hours where readings are no longer kept.',
  }),
  /** Somebody who had the device before: what it measured while it was theirs. */
  residentId: Id.optional(),
})

/** A device that somebody had and has no longer: with somebody else now, or retired. */
export const DeviceBefore = z
  .object({
    deviceId: DeviceId,
    kind: z.enum(deviceKinds),
    model: z.string(),
    /** Null: from when it was registered. */
    from: Instant.nullable(),
    until: Instant,
  })
  .meta({ id: 'DeviceBefore' })
export type DeviceBefore = z.infer<typeof DeviceBefore>

export const Series = z
  .object({
    deviceId: DeviceId,
    metric: z.enum(metricNames),
    unit: z.string(),
    resolution: z.int(),
    /** True when `points` was cut at the limit of 20,000: ask for a coarser resolution. */
    truncated: z.boolean(),
    /** Ordered by time; epoch milliseconds of the bucket's begin, mean, least, most, number of readings. */
    points: z.array(z.object({ at: z.int(), mean: z.number(), min: z.number(), max: z.number(), count: z.int() })),
  })
  .meta({ id: 'Series' })
export type Series = z.infer<typeof Series>

export const StoredEvent = z
  .object({
    deviceId: DeviceId,
    id: z.string(),
    type: z.enum(eventTypes),
    at: Instant,
    receivedAt: Instant,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'StoredEvent' })
export type StoredEvent = z.infer<typeof StoredEvent>

export const QuarantinedMessage = z
  .object({
    id: Id,
    deviceId: z.string().nullable(),
    topic: z.string(),
    code: z.string(),
    reason: z.string(),
    /** The payload as text where it is text, else base64. */
    payload: z.string(),
    encoding: z.enum(['utf8', 'base64']),
    size: z.int(),
    times: z.int(),
    firstAt: Instant,
    lastAt: Instant,
  })
  .meta({ id: 'QuarantinedMessage' })
export type QuarantinedMessage = z.infer<typeof QuarantinedMessage>
