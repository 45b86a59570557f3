/** How many requests of one person are answered at once, as many as a browser has connections for; the others wait. */
const atOnce = 6
const mostWaiting = 200

type Line = { busy: number; waiting: (() => void)[] }

/**
 * One person's requests keep nobody else waiting: beyond so many at once they wait for one another. `enter` resolves with
 * what is called once when the request is answered, or with null when too many wait already.
 */
export function createFairness(limits = { atOnce, mostWaiting }) {
  const lines = new Map<string, Line>()

  const leave = (person: string, line: Line) => () => {
    const next = line.waiting.shift()
    if (next !== undefined) return next()
    line.busy -= 1
    if (line.busy === 0) lines.delete(person)
  }

  return {
    async enter(person: string): Promise<(() => void) | null> {
      const line = lines.get(person) ?? { busy: 0, waiting: [] }
      lines.set(person, line)
      if (line.busy < limits.atOnce) line.busy += 1
      else if (line.waiting.length >= limits.mostWaiting) return null
      else await new Promise<void>((resolve) => line.waiting.push(resolve))
      return leave(person, line)
    },
    /** People with a request under way. */
    size: () => lines.size,
  }
}
