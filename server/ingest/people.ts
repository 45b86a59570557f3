import { readOffline, silenceMs } from '../core/rules/offline.ts'
import type { HomeDevice, ResidentFacts, ResidentState } from '../core/rules/resident.ts'
import type { RegisteredResident } from '../store/people.ts'
import type { RegisteredDevice } from '../store/registry.ts'
import type { Registry } from './registry.ts'

/** What is remembered of people, in memory; the database is the truth and every change is in it before it is here. */
export type People = {
  get(id: string): RegisteredResident | undefined
  /** The rules' view of a person at a moment: a mode that has run out is over. */
  factsAt(resident: RegisteredResident, now: number): ResidentFacts
  /** The devices of their home, as the rules about the person see them. */
  homeOf(id: string, now: number): readonly HomeDevice[]
  /** Any one of their devices; work that is about a person is done in its turn. */
  deviceOf(id: string): RegisteredDevice | undefined
  setState(id: string, state: ResidentState): void
  /** After an edit: facts anew, state kept where the person is known. */
  replace(loaded: readonly RegisteredResident[]): void
  /** Devices came, went or moved. */
  devicesChanged(): void
}

export function createPeople(registry: Registry): People {
  const people = new Map<string, RegisteredResident>()
  let byResident: Map<string, string[]> | null = null

  /** Made when it is asked for first after a change: who asks are timers, not messages. */
  function devicesOf(id: string): readonly RegisteredDevice[] {
    if (byResident === null) {
      byResident = new Map()
      for (const { id: deviceId, residentId } of registry.all()) {
        if (residentId === null) continue
        const known = byResident.get(residentId)
        if (known === undefined) byResident.set(residentId, [deviceId])
        else known.push(deviceId)
      }
    }
    return (byResident.get(id) ?? []).flatMap((deviceId) => registry.get(deviceId) ?? []).filter(isInUse)
  }

  return {
    get: (id) => people.get(id),
    factsAt: ({ facts, modeUntil }, now) =>
      facts.mode !== 'home' && modeUntil !== null && modeUntil <= now ? { ...facts, mode: 'home' } : facts,
    homeOf: (id, now) => devicesOf(id).map((device) => asSeenAt(device, now)),
    deviceOf: (id) => devicesOf(id)[0],
    setState(id, state) {
      const person = people.get(id)
      if (person !== undefined) person.state = state
    },
    replace(loaded) {
      for (const person of loaded)
        people.set(person.id, { ...person, state: people.get(person.id)?.state ?? person.state })
    },
    devicesChanged() {
      byResident = null
    },
  }
}

const isInUse = ({ enabled, retired }: RegisteredDevice): boolean => enabled && !retired

function asSeenAt({ id, facts, state }: RegisteredDevice, now: number): HomeDevice {
  const { silent, backAt } = readOffline(state.rules.offline)
  const heard = state.lastSeenAt !== null && now - state.lastSeenAt <= silenceMs(facts)
  return { id, kind: facts.kind, silent: silent || !heard, backAt: backAt ?? null }
}
