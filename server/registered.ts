import { sql } from 'kysely'
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
  /** The ids of all devices and residents there are, as the database has them. */
  ids(about: Unread['about']): Promise<string[]>
  /** What can't be read though all the rest can, the longest first: the hub goes by what it knew of it before. */
  unread(): Unread[]
}

export type Unread = { about: 'device' | 'resident'; id: string; since: number; reason: string }

/** How it goes on when the database can't be read. */
export type Retrying = {
  /** Epoch ms. */
  now(): number
  pause(ms: number): Promise<void>
  stopped(): boolean
  failed(error: Error): void
  /** Hears once of each that is set aside. */
  setAside(unread: Unread): void
}
const againMs = 500
/** A database that answers and fails so often in a row with the same edit won't be other the next time. */
const enoughTries = 3
const mostAside = 1_000

export async function loadRegistered(db: Database, retrying: Retrying): Promise<Registered> {
  const { now, pause, stopped, failed } = retrying
  const registry = createRegistry([])
  const people = createPeople(registry)
  const aside = new Map<string, Unread>()
  let starting = true
  const keyOf = (about: Unread['about'], id: string) => `${about} ${id}`
  // One at a time: of two edits that are read side by side the older could be the one that stays.
  let last: Promise<void> = Promise.resolve()
  const inTurn = <T>(load: () => Promise<T>): Promise<T> => {
    const loaded = last.then(load)
    last = loaded.then(
      () => undefined,
      () => undefined, // whoever asked for it hears why
    )
    return loaded
  }

  /** Tries until it works; why not, when the same fails again and again while everything else can be read. */
  async function holds(about: Unread['about'], read: () => Promise<void>, tries: number): Promise<Error | null> {
    for (let tried = 1; ; ) {
      try {
        await read()
        return null
      } catch (thrown) {
        if (stopped()) throw thrown
        const error = thrown instanceof Error ? thrown : new Error(String(thrown))
        // While nothing of its kind can be read, it is not this edit.
        if (!(await canRead(about))) tried = 0
        if (tried >= tries) return error
        tried += 1
        failed(error)
        await pause(againMs)
      }
    }
  }
  const canRead = (about: Unread['about']) =>
    sql`select id from ${sql.table(about)} limit 1`.execute(db).then(
      () => true,
      () => false, // then it is read again later, with what failed
    )

  /** Reads all of them. What makes that fail is looked for by halves, and set aside by itself. */
  async function readAll(
    about: Unread['about'],
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<void>,
    tries: number,
  ): Promise<void> {
    if (ids.length === 0) return
    const known = ids.every((id) => aside.has(keyOf(about, id)))
    const error = await holds(about, () => read(ids), known ? 1 : tries)
    if (error === null) {
      for (const id of ids) aside.delete(keyOf(about, id))
      return
    }
    const [first] = ids
    if (ids.length > 1) {
      const middle = Math.ceil(ids.length / 2)
      await readAll(about, ids.slice(0, middle), read, 1)
      await readAll(about, ids.slice(middle), read, 1)
    } else if (first !== undefined) {
      const before = aside.get(keyOf(about, first))
      const unread: Unread = { about, id: first, since: before?.since ?? now(), reason: error.message }
      aside.set(keyOf(about, first), unread)
      // Not this one and that one any more: a hub begins with no database that it can't read.
      if (starting && aside.size > mostAside) throw error
      if (before === undefined) retrying.setAside(unread)
    }
  }

  const whose = (id: string) => registry.get(id)?.residentId
  const devices = (ids: readonly string[], tries = enoughTries) =>
    readAll(
      'device',
      ids,
      async (some) => {
        const loaded = await loadDevices(db, some)
        const before = some.map(whose)
        registry.replace(some, loaded)
        // Who has which devices is made anew from all of them: not for nothing.
        if (some.some((id, nth) => whose(id) !== before[nth])) people.devicesChanged()
      },
      tries,
    )
  const residents = async (ids: readonly string[], tries = enoughTries) => {
    const theirs: string[] = []
    const read = async (some: readonly string[]) => {
      people.replace(await loadResidents(db, some))
      theirs.push(...(await devicesOfResidents(db, some)))
    }
    await readAll('resident', ids, read, tries)
    return theirs
  }
  // All of it at once, as long as all of it can be read.
  const whole = {
    device: async () => {
      const all = await loadDevices(db)
      registry.replace(
        all.map(({ id }) => id),
        all,
      )
      people.devicesChanged()
    },
    resident: async () => people.replace(await loadResidents(db)),
  }
  const idsOf = async (about: Unread['about']) =>
    (await sql<{ id: string }>`select id from ${sql.table(about)}`.execute(db)).rows.map(({ id }) => id)
  for (const [about, read] of [['device', devices] as const, ['resident', residents] as const])
    if ((await holds(about, whole[about], enoughTries)) !== null) await read(await idsOf(about), 1)
  starting = false
  return {
    registry,
    people,
    devices: (ids) => inTurn(() => devices(ids)),
    residents: (ids) => inTurn(() => residents(ids)),
    ids: idsOf,
    unread: () => [...aside.values()].sort((a, b) => a.since - b.since),
  }
}
