/**
 * The keys of events that are already facts, newest last, so that a repeated delivery costs nothing.
 * Only a memory: the table's key is what guarantees that an event is one fact.
 */
export type EventMemory = { has(key: string): boolean; add(keys: Iterable<string>): void }

export function createEventMemory(most = 200_000): EventMemory {
  const keys = new Set<string>()
  return {
    has: (key) => keys.has(key),
    add(added) {
      for (const key of added) keys.add(key)
      for (const oldest of keys) {
        if (keys.size <= most) break
        keys.delete(oldest)
      }
    },
  }
}
