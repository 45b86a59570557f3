import { newDeviceState } from '../core/rules/device.ts'
import type { RegisteredDevice } from '../store/registry.ts'

/** A bed as the registry has it, of which nothing was heard. */
export const registeredBed = (id: string): RegisteredDevice => ({
  no: 1,
  id,
  facts: { id, kind: 'bed', power: 'mains', beatMs: 60_000, timezone: 'UTC', limits: {}, mode: 'home' },
  modeUntil: null,
  residentId: null,
  areaId: 'a',
  areaPath: '/a/',
  gatewayId: null,
  enabled: true,
  retired: false,
  secret: { salt: Buffer.alloc(0), hash: Buffer.alloc(0) },
  state: newDeviceState,
})
