import type { Device, Series } from '../../../server/contract/devices.ts'

const ofABed: readonly Series['metric'][] = ['heart_rate', 'respiratory_rate', 'in_bed', 'movement']

/** The device that measured this metric last, of those a person has; a bed may have sent only what it had kept so far. */
export function deviceOf(devices: readonly Device[], metric: Series['metric']): Device | null {
  const measured = devices.filter((device) => device.latest[metric])
  const latest = (device: Device) => device.latest[metric]?.at ?? ''
  const [newest] = measured.toSorted((a, b) => latest(b).localeCompare(latest(a)))
  if (newest !== undefined) return newest
  return ofABed.includes(metric) ? (devices.find(({ kind }) => kind === 'bed') ?? null) : null
}
