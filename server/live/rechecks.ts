export type Rechecks<S> = {
  /** Looks at these now, whatever the regular looks are at. */
  now(connections: readonly S[]): Promise<void>
  stop(): void
}

/** Who could not be looked at in so many regular looks on end may be anybody. */
const mostFailed = 2

/**
 * Looks at the sign-in of every connection again, every so often (ms): whoever `look` throws for twice running is sent
 * off, and comes back by itself. Looks asked for in between don't count: many may be asked for in one bad second.
 */
export function startRechecks<S extends object>(ports: {
  all(): readonly S[]
  look(connection: S): Promise<void>
  sendOff(connection: S): void
  failed(error: unknown): void
  everyMs: number
}): Rechecks<S> {
  const misses = new WeakMap<S, number>()

  async function look(connections: readonly S[], counts: boolean): Promise<void> {
    for (const connection of connections)
      try {
        await ports.look(connection)
        misses.delete(connection)
      } catch (error) {
        ports.failed(error)
        if (!counts) continue
        const missed = (misses.get(connection) ?? 0) + 1
        misses.set(connection, missed)
        if (missed >= mostFailed) ports.sendOff(connection)
      }
  }

  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void look(ports.all(), true).finally(() => {
      looking = false
    })
  }, ports.everyMs)

  return { now: (connections) => look(connections, false), stop: () => clearInterval(timer) }
}
