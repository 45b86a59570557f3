import type { DeviceKind } from '../../../app/domain.ts'

/** What a form proposes for each kind of device: power, and how often it promises to be heard from. */
export const usual: Record<DeviceKind, { power: 'mains' | 'battery'; beatSeconds: number }> = {
  call_button: { power: 'battery', beatSeconds: 86_400 },
  fall_sensor: { power: 'battery', beatSeconds: 300 },
  bed: { power: 'mains', beatSeconds: 60 },
  gateway: { power: 'mains', beatSeconds: 60 },
  sensor: { power: 'battery', beatSeconds: 3600 },
}
