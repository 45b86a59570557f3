type Waiting = { state: 'open' | 'kept' | 'lost'; answer: () => void; error: unknown }

/**
 * Answers of one connection, first in, first out: MQTT wants acknowledgements in the order of the messages, while the
 * writes behind them may end in any order. After the first write that fails nothing more is answered.
 */
export const createAnswers = (lost: (error: unknown) => void) => {
  const queue: Waiting[] = []
  let stopped = false

  const drain = (): void => {
    while (!stopped && queue[0] !== undefined && queue[0].state !== 'open') {
      const first = queue[0]
      queue.shift()
      if (first.state === 'kept') first.answer()
      else {
        stopped = true
        lost(first.error)
      }
    }
  }

  return {
    /** `answer` is called once `kept` has resolved and everything before it was answered. */
    after(kept: Promise<void>, answer: () => void): void {
      const waiting: Waiting = { state: 'open', answer, error: null }
      queue.push(waiting)
      kept.then(
        () => {
          waiting.state = 'kept'
          drain()
        },
        (error: unknown) => {
          waiting.state = 'lost'
          waiting.error = error
          drain()
        },
      )
    },
  }
}

export type Answers = ReturnType<typeof createAnswers>
