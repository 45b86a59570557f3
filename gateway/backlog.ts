/** Bytes that arrived and can't be used yet. Grows by doubling, so that a drip of single bytes costs no more than a stream. */
export type Backlog = {
  readonly bytes: Buffer
  append(chunk: Buffer): void
  /** Forgets the first `count` bytes. Does not hold on to the 64 KiB in which the last ten arrived. */
  consume(count: number): void
}

const empty = Buffer.alloc(0)

/** An empty one. */
export const createBacklog = (): Backlog => {
  let store: Buffer = empty
  let length = 0
  /** A chunk as the socket gave it may not be written into. */
  let owned = false

  const moveTo = (capacity: number, from: Buffer): void => {
    store = Buffer.allocUnsafe(capacity)
    from.copy(store)
    owned = true
  }

  return {
    get bytes() {
      return length === store.length ? store : store.subarray(0, length)
    },
    append(chunk) {
      if (length === 0) {
        store = chunk
        length = chunk.length
        owned = false
        return
      }
      if (!owned || length + chunk.length > store.length)
        moveTo(Math.max(2 * length, length + chunk.length), store.subarray(0, length))
      chunk.copy(store, length)
      length += chunk.length
    },
    consume(count) {
      if (count === 0) return
      const left = store.subarray(count, length)
      length -= count
      if (length > 0) moveTo(length, left)
      else store = empty
    },
  }
}
