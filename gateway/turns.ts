/** How many of these are begun in one turn of the event loop. Each costs 0.1 to 0.3 ms with all that follows from it. */
const begunInATurn = 20

/**
 * Runs what it is given in order, at once while little is going on, and no more than a few in each turn of the event
 * loop: when ten thousand connections break at the same moment, a press is read in between.
 */
export const createTurns = (most = begunInATurn): ((work: () => void) => void) => {
  const waiting: (() => void)[] = []
  let begun = 0
  let turning = false

  const turn = (): void => {
    turning = false
    const now = waiting.splice(0, most)
    begun = now.length
    if (begun > 0) nextTurn()
    for (const work of now) work()
  }
  const nextTurn = (): void => {
    if (turning) return
    turning = true
    setImmediate(turn)
  }

  return (work) => {
    nextTurn()
    if (begun < most && waiting.length === 0) {
      begun++
      work()
    } else waiting.push(work)
  }
}
