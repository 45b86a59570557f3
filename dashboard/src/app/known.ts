/** What the hub numbers: of two the one with the higher sequence number is the later. */
export type Numbered = { id: string; seq: number }

/**
 * Things by their id, never changed in place. They lie in drawers by their id: where one of ten thousand changes, its
 * drawer is copied and no other, and what changed since is found without looking at each.
 */
export type Known<T> = { readonly drawers: readonly (readonly T[])[] }

const drawers = 256
const empty: readonly never[] = []

export const nothingKnown: Known<never> = { drawers: Array.from({ length: drawers }, () => empty) }

/** The end of an id differs from the next; its beginning may be the same instant. */
function drawerOf(id: string): number {
  let number = 0
  for (let at = Math.max(0, id.length - 4); at < id.length; at++) number = number * 31 + id.charCodeAt(at)
  return number % drawers
}

const isOf =
  (id: string) =>
  (thing: { id: string }): boolean =>
    thing.id === id

export const knownBy = <T extends { id: string }>(known: Known<T>, id: string): T | undefined =>
  known.drawers[drawerOf(id)]?.find(isOf(id))

/** A thing as it now stands: as it is known, where that is later. */
export function latestOf<T extends Numbered>(known: Known<T>, thing: T): T {
  const now = knownBy(known, thing.id)
  return now !== undefined && now.seq > thing.seq ? now : thing
}

/** With these; one is only ever replaced by one with the same or a later sequence number. The same again if none is newer. */
export function withNewer<T extends Numbered>(known: Known<T>, things: readonly T[]): Known<T> {
  const changed = new Map<number, T[]>()
  for (const thing of things) {
    const number = drawerOf(thing.id)
    const drawer = changed.get(number) ?? known.drawers[number] ?? empty
    const at = drawer.findIndex(isOf(thing.id))
    if (thing.seq < (drawer[at]?.seq ?? Number.NEGATIVE_INFINITY)) continue
    const mine = changed.get(number) ?? [...drawer]
    changed.set(number, mine)
    if (at < 0) mine.push(thing)
    else mine[at] = thing
  }
  if (changed.size === 0) return known
  return { drawers: known.drawers.map((drawer, number) => changed.get(number) ?? drawer) }
}

/** Without those that are not `kept`. The same again if all are. */
export function onlyThose<T>(known: Known<T>, kept: (thing: T) => boolean): Known<T> {
  let same = true
  const left = known.drawers.map((drawer) => {
    const some = drawer.filter(kept)
    if (some.length === drawer.length) return drawer
    same = false
    return some
  })
  return same ? known : { drawers: left }
}

/** All of them, in no order. */
export const allOf = <T>(known: Known<T>): T[] => known.drawers.flat()

/** What is there now and wasn't so before, and what was. */
export type Changes<T> = { gone: readonly T[]; come: readonly T[] }
export function changesSince<T>(before: Known<T>, after: Known<T>): Changes<T> {
  const gone: T[] = []
  const come: T[] = []
  after.drawers.forEach((drawer, number) => {
    const was = before.drawers[number] ?? empty
    if (was === drawer) return
    for (const thing of was) if (!drawer.includes(thing)) gone.push(thing)
    for (const thing of drawer) if (!was.includes(thing)) come.push(thing)
  })
  return { gone, come }
}
