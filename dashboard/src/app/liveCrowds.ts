/** About one frame: nobody sees more. */
const frameMs = 16

/** Hands things on at once, and what comes within a frame of the last together: a crowd is one change of the screen. */
export function inCrowds<T>(handOn: (things: readonly T[]) => void): { add(thing: T): void; stop(): void } {
  let waiting: T[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastAt = Number.NEGATIVE_INFINITY
  const now = () => {
    timer = undefined
    const things = waiting
    waiting = []
    lastAt = performance.now()
    handOn(things)
  }
  return {
    add(thing) {
      waiting.push(thing)
      if (timer !== undefined) return
      const wait = frameMs - (performance.now() - lastAt)
      if (wait <= 0) now()
      else timer = setTimeout(now, wait)
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
