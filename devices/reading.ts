/** The vocabulary of everything a device can say. Codecs produce it, rules consume it, nothing else crosses between. */

/** Metrics with the unit they are stored in and the range outside which a value is no measurement at all. */
export const metrics = {
  heart_rate: { unit: '1/min', min: 1, max: 254 },
  respiratory_rate: { unit: '1/min', min: 1, max: 120 },
  spo2: { unit: '%', min: 1, max: 100 },
  temperature: { unit: '°C', min: 20, max: 45 },
  systolic: { unit: 'mmHg', min: 30, max: 300 },
  diastolic: { unit: 'mmHg', min: 20, max: 200 },
  in_bed: { unit: 'boolean', min: 0, max: 1 },
  movement: { unit: '0..1', min: 0, max: 1 },
  battery: { unit: '%', min: 0, max: 100 },
  rssi: { unit: 'dBm', min: -200, max: 50 },
  steps: { unit: 'count', min: 0, max: 1_000_000 },
  room_temperature: { unit: '°C', min: -40, max: 85 },
} as const satisfies Record<string, { unit: string; min: number; max: number }>

export type Metric = keyof typeof metrics
/** Whether a value, in its metric's unit, is one that can be measured; the ends of the range are. */
export const isMeasured = (metric: Metric, value: number): boolean =>
  value >= metrics[metric].min && value <= metrics[metric].max

export const metricNames = Object.keys(metrics) as Metric[]

export const eventTypes = [
  'call',
  'call.cancel',
  'fall',
  'fall.cancel',
  'bed.exit',
  'bed.enter',
  'bed.wet',
  'bed.dry',
  'test',
  'tamper',
  'mains.lost',
  'mains.restored',
  'battery.low',
  'smoke',
  'gas',
  'water',
  'door.open',
  'door.close',
  'activity',
] as const
export type EventType = (typeof eventTypes)[number]

/** What somebody has to run for. An alert it raises is of the kind with the same name. */
export const alarmTypes = ['call', 'fall', 'smoke', 'gas', 'water'] as const satisfies readonly EventType[]
export type AlarmType = (typeof alarmTypes)[number]

/** Whether it is an alarm: an event's type, an alert's kind, or what a device sent in its place. */
export const isAlarm = (type: unknown): type is AlarmType => alarmTypes.some((alarm) => alarm === type)

/** Booleans (`in_bed`) are 0 and 1, so that every reading is one number of one metric at one time. */
export type Readings = { [M in Metric]?: number }

export type SaidEvent = {
  kind: 'event'
  /** Unique per device; a device repeats what it got no acknowledgement for. */
  id: string
  type: EventType
  /** When it happened, epoch ms, by the device's clock where that is believable. */
  at: number
  receivedAt: number
  data: Readonly<Record<string, unknown>>
}

/** Whether an alarm was said: what somebody has to run for. */
export const isSaidAlarm = (said: Said): said is SaidEvent & { type: AlarmType } =>
  said.kind === 'event' && isAlarm(said.type)

export type SaidReadings = {
  kind: 'readings'
  at: number
  receivedAt: number
  values: Readings
  /** A breathing rate of 0 was given: no measurement, but not the same as silence about it. */
  breathless?: true
}

export type SaidStatus = {
  kind: 'status'
  at: number
  receivedAt: number
  online: boolean | null
  firmware: string | null
  battery: number | null
  mains: boolean | null
}

export type SaidMotion = {
  kind: 'motion'
  id: string
  at: number
  receivedAt: number
  hz: number
  /** x, y, z in milli-g, `hz` a second, the first at `at`. */
  samples: readonly (readonly [number, number, number])[]
  /** It said no time that can be believed, and `at` is when it came; with the id it said, null for none. */
  untimed?: { id: string | null } | undefined
}

export type Said = SaidEvent | SaidReadings | SaidStatus | SaidMotion

/** Only live readings raise alerts; older ones fill the record. */
const telemetryIsLiveForMs = 120_000

/** Heard within two minutes of when it was; both in epoch ms. */
export const isLive = (said: { at: number; receivedAt: number }): boolean =>
  said.receivedAt - said.at <= telemetryIsLiveForMs
