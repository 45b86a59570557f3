import type { DeviceFacts, DeviceState } from '../core/rules/device.ts'
import type { RegisteredDevice } from '../store/registry.ts'

/** Device states in memory; the database is the truth and every change of a state is in it before it is here. */
export type Registry = {
  get(id: string): RegisteredDevice | undefined
  all(): IterableIterator<RegisteredDevice>
  size(): number
  /** After an edit: facts anew, state kept where the device is known. Ids that are gone from `loaded` are forgotten. */
  replace(ids: readonly string[], loaded: readonly RegisteredDevice[]): void
  /** The rules' view of a device at a moment: a mode that has run out is over. */
  factsAt(device: RegisteredDevice, now: number): DeviceFacts
  setState(id: string, state: DeviceState): void
  maySpeakFor(speaker: string, id: string): boolean
}

export function createRegistry(loaded: readonly RegisteredDevice[]): Registry {
  const devices = new Map(loaded.map((device) => [device.id, device]))
  return {
    get: (id) => devices.get(id),
    all: () => devices.values(),
    size: () => devices.size,

    replace(ids, fresh) {
      const byId = new Map(fresh.map((device) => [device.id, device]))
      for (const id of ids) {
        const device = byId.get(id)
        const known = devices.get(id)
        if (device === undefined) devices.delete(id)
        else devices.set(id, known === undefined ? device : { ...device, state: known.state })
      }
    },

    factsAt: ({ facts, modeUntil }, now) =>
      facts.mode !== 'home' && modeUntil !== null && modeUntil <= now ? { ...facts, mode: 'home' } : facts,

    setState(id, state) {
      const device = devices.get(id)
      if (device !== undefined) device.state = state
    },

    maySpeakFor(speaker, id) {
      const device = devices.get(id)
      return device?.enabled === true && (speaker === id || device.gatewayId === speaker)
    },
  }
}
