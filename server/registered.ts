import { createPeople, type People } from './ingest/people.ts'
import { createRegistry, type Registry } from './ingest/registry.ts'
import type { Database } from './store/database.ts'
import { loadResidents } from './store/people.ts'
import { loadDevices } from './store/registry.ts'

/** Who and what the hub knows, in memory, as the database has it. */
export type Registered = {
  registry: Registry
  people: People
  /** Reads these devices anew. */
  devices(ids: readonly string[]): Promise<void>
  residents(ids: readonly string[]): Promise<void>
}

export async function loadRegistered(db: Database): Promise<Registered> {
  const registry = createRegistry([])
  const people = createPeople(registry)
  // One at a time: of two edits that are read side by side the older could be the one that stays.
  let last: Promise<void> = Promise.resolve()
  const inTurn = (load: () => Promise<void>): Promise<void> => {
    last = last.then(load, load)
    return last
  }
  const devices = async (ids?: readonly string[]) => {
    const loaded = await loadDevices(db, ids)
    registry.replace(ids ?? loaded.map((device) => device.id), loaded)
    people.devicesChanged()
  }
  const residents = async (ids?: readonly string[]) => people.replace(await loadResidents(db, ids))
  await devices()
  await residents()
  return {
    registry,
    people,
    devices: (ids) => inTurn(() => devices(ids)),
    residents: (ids) => inTurn(() => residents(ids)),
  }
}
