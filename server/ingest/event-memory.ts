import type { KnownEvent } from './known-events.ts'

/**
 * Events that are already facts, by key, newest last, so that a repeated delivery costs nothing.
 * Only a memory: the table's key is what guarantees that an event is one fact.
 */
export type EventMemory = {
  get(key: string): KnownEvent | undefined
  add(facts: Iterable<readonly [key: string, fact: KnownEvent]>): void
}

export function createEventMemory(most = 200_000): EventMemory {
  const facts = new Map<string, KnownEvent>()
  return {
    get: (key) => facts.get(key),
    add(added) {
      for (const [key, fact] of added) facts.set(key, fact)
      for (const oldest of facts.keys()) {
        if (facts.size <= most) break
        facts.delete(oldest)
      }
    },
  }
}
