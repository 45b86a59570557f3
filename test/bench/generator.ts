import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Order } from './load.ts'

export type Generator = {
  ask<R extends Answer['result']>(order: Order): Promise<Extract<Answer, { result: R }>>
  stop(): Promise<void>
}

export function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)))
  return {
    async ask<R extends Answer['result']>(order: Order) {
      if (child.exitCode !== null) throw new Error(`the load generator has ended with ${child.exitCode}`)
      const heard = once(child, 'message')
      child.send(order)
      const [answer] = (await heard) as [Answer]
      if (answer.result === 'failed') throw new Error(`the load generator: ${answer.why}`)
      return answer as Extract<Answer, { result: R }>
    },
    async stop() {
      if (child.exitCode !== null) return
      const exit = once(child, 'exit')
      child.send({ do: 'stop' } satisfies Order)
      await exit
    },
  }
}
