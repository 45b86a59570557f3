import type { Metric } from '../../../devices/reading.ts'

/** The number a metric has in the table of readings. Never reordered, never reused. */
export const metricNumber = {
  heart_rate: 1,
  respiratory_rate: 2,
  spo2: 3,
  temperature: 4,
  systolic: 5,
  diastolic: 6,
  in_bed: 7,
  movement: 8,
  battery: 9,
  rssi: 10,
  steps: 11,
  room_temperature: 12,
} as const satisfies Record<Metric, number>
