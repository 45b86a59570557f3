import { allOf, changesSince, type Known } from './known.ts'

/** Beyond so many changes the whole is sorted anew. */
const fewChanges = 200

/**
 * Those of what is known that are `wanted`, sorted; `compare` leaves no two equal. From the list before, where little has
 * changed since: ten thousand are not sorted for every event.
 */
export function inOrder<T>(
  wanted: (thing: T) => boolean,
  compare: (a: T, b: T) => number,
): (known: Known<T>) => readonly T[] {
  let last: { known: Known<T>; list: readonly T[] } | null = null
  return (known) => {
    if (last?.known === known) return last.list
    const list = (last === null ? null : changed(last, known)) ?? allOf(known).filter(wanted).sort(compare)
    last = { known, list }
    return list
  }

  function changed(before: { known: Known<T>; list: readonly T[] }, known: Known<T>): readonly T[] | null {
    const { gone, come } = changesSince(before.known, known)
    if (gone.length + come.length > fewChanges) return null
    const [out, into] = [gone.filter(wanted), come.filter(wanted)]
    if (out.length + into.length === 0) return before.list
    const list = [...before.list]
    for (const thing of out) {
      const at = placeOf(list, thing)
      if (list[at] !== thing) return null
      list.splice(at, 1)
    }
    for (const thing of into) list.splice(placeOf(list, thing), 0, thing)
    return list
  }

  /** Where it stands, or belongs. */
  function placeOf(list: readonly T[], thing: T): number {
    let [from, to] = [0, list.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      const there = list[middle]
      if (there !== undefined && compare(there, thing) < 0) from = middle + 1
      else to = middle
    }
    return from
  }
}
