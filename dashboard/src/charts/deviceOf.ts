import type { Device, Series } from '../../../server/contract/devices.ts'

/** The device that measured this metric last, of those a person has. */
export function deviceOf(devices: readonly Device[], metric: Series['metric']): Device | null {
  const measured = devices.filter((device) => device.latest[metric])
  const latest = (device: Device) => device.latest[metric]?.at ?? ''
  return measured.toSorted((a, b) => latest(b).localeCompare(latest(a)))[0] ?? null
}
