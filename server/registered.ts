import { createPeople, type People } from './ingest/people.ts'
import { createRegistry, type Registry } from './ingest/registry.ts'
import type { Database } from './store/database.ts'
import { loadResidents } from './store/people.ts'
import { devicesOfResidents, loadDevices } from './store/registry.ts'

/** Who and what the hub knows, in memory, as the database has it. */
export type Registered = {
  registry: Registry
  people: People
  /** Reads these devices anew, until it works: what was edited holds, whatever the database did in that moment. */
  devices(ids: readonly string[]): Promise<void>
  /** The same for people; answers their devices, which are to be read as well. */
  residents(ids: readonly string[]): Promise<string[]>
}

/** How it goes on when the database can't be read. */
export type Retrying = {
  pause(ms: number): Promise<void>
  stopped(): boolean
  failed(error: Error): void
}
const againMs = 500

export async function loadRegistered(db: Database, { pause, stopped, failed }: Retrying): Promise<Registered> {
  const registry = createRegistry([])
  const people = createPeople(registry)
  // One at a time: of two edits that are read side by side the older could be the one that stays.
  let last: Promise<void> = Promise.resolve()
  const inTurn = <T>(load: () => Promise<T>): Promise<T> => {
    const loaded = last.then(() => untilItHolds(load))
    last = loaded.then(
      () => undefined,
      () => undefined, // whoever asked for it hears why
    )
    return loaded
  }
  async function untilItHolds<T>(load: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await load()
      } catch (error) {
        if (stopped()) throw error
        failed(error instanceof Error ? error : new Error(String(error)))
        await pause(againMs)
      }
    }
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
    residents: (ids) =>
      inTurn(async () => {
        await residents(ids)
        return devicesOfResidents(db, ids)
      }),
  }
}
