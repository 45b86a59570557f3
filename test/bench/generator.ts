import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Order, Secret, Target } from './load/orders.ts'
import type { Payload } from './load/packets.ts'

export type Generator = {
  ask<R extends Answer['result']>(order: Order): Promise<Extract<Answer, { result: R }>>
  stop(): Promise<void>
}

const load = fileURLToPath(new URL('load/load.ts', import.meta.url))
let started = 0

/** A generator process, with source addresses (127.0.n.*) that no other has. */
export function startGenerator(): Generator {
  const child = fork(load, [String(1 + (++started % 254))])
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
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.send({ do: 'stop' } satisfies Order)
      await exit
    },
  }
}

export type Came = Omit<Extract<Answer, { result: 'in' }>, 'result'>
export type Entering = { inFlight: number; withinMs: number }

/** Several generators that act as one crowd. */
export type Crowd = {
  connect(target: Target, devices: readonly Secret[], how: Entering & { pingEveryMs: number | null }): Promise<Came>
  comeBack(how: Entering): Promise<Came>
  storm(count: number, how: Entering): Promise<Came>
  rate(order: { messages: number; window: number; payload: Payload }): Promise<Extract<Answer, { result: 'rate' }>>
  pour(order: { perSecond: number | null; window: number }): Promise<void>
  hush(): Promise<Extract<Answer, { result: 'poured' }>>
  leave(): Promise<void>
  stop(): Promise<void>
}

export function startCrowd(processes: number): Crowd {
  const all = Array.from({ length: processes }, startGenerator)
  const share = (count: number, index: number) => slice(count, index, all.length).length
  const together = async (asks: readonly Promise<Came>[]): Promise<Came> => sum(await Promise.all(asks))
  return {
    connect: (target, devices, how) =>
      together(
        all.map((generator, i) => {
          const { from, to, length } = slice(devices.length, i, all.length)
          const inFlight = Math.max(1, Math.ceil(how.inFlight / all.length))
          return length === 0
            ? Promise.resolve(nobody)
            : generator.ask<'in'>({ do: 'connect', target, devices: devices.slice(from, to), ...how, inFlight })
        }),
      ),
    comeBack: ({ inFlight, withinMs }) =>
      together(
        all.map((generator, i) =>
          generator.ask<'in'>({ do: 'return', inFlight: Math.max(1, share(inFlight, i)), withinMs }),
        ),
      ),
    storm: (count, { inFlight, withinMs }) =>
      together(
        all.map((generator, i) =>
          generator.ask<'in'>({
            do: 'storm',
            count: share(count, i),
            inFlight: Math.max(1, share(inFlight, i)),
            withinMs,
          }),
        ),
      ),
    async rate({ messages, window, payload }) {
      const parts = await Promise.all(
        all.map((generator, i) => generator.ask<'rate'>({ do: 'rate', messages: share(messages, i), window, payload })),
      )
      return { result: 'rate', ...added(parts) }
    },
    async pour({ perSecond, window }) {
      await Promise.all(
        all.map((generator, i) =>
          generator.ask<'done'>({ do: 'pour', perSecond: perSecond === null ? null : share(perSecond, i), window }),
        ),
      )
    },
    async hush() {
      const parts = await Promise.all(all.map((generator) => generator.ask<'poured'>({ do: 'hush' })))
      return { result: 'poured', ...added(parts), sent: parts.reduce((total, { sent }) => total + sent, 0) }
    },
    async leave() {
      await Promise.all(all.map((generator) => generator.ask<'done'>({ do: 'leave' })))
    },
    async stop() {
      await Promise.all(all.map((generator) => generator.stop()))
    },
  }
}

const nobody: Came = { connected: 0, ms: 0, cpuMs: 0, failedAttempts: 0, firstFailure: null, resumed: 0 }

const slice = (count: number, index: number, of: number) => {
  const from = Math.floor((count * index) / of)
  const to = Math.floor((count * (index + 1)) / of)
  return { from, to, length: to - from }
}

const sum = (parts: readonly Came[]): Came => ({
  connected: parts.reduce((total, part) => total + part.connected, 0),
  ms: Math.max(...parts.map(({ ms }) => ms)),
  cpuMs: parts.reduce((total, part) => total + part.cpuMs, 0),
  failedAttempts: parts.reduce((total, part) => total + part.failedAttempts, 0),
  firstFailure: parts.find(({ firstFailure }) => firstFailure !== null)?.firstFailure ?? null,
  resumed: parts.reduce((total, part) => total + part.resumed, 0),
})

const added = (parts: readonly { acknowledged: number; ms: number; cpuMs: number }[]) => ({
  acknowledged: parts.reduce((total, part) => total + part.acknowledged, 0),
  ms: Math.max(...parts.map(({ ms }) => ms)),
  cpuMs: parts.reduce((total, part) => total + part.cpuMs, 0),
})
