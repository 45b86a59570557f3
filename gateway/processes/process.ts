import { createGateway, type LocalGateway } from '../gateway.ts'
import type { Command, GatewayPorts } from '../ports.ts'
import { type FromGateway, inBunches, type Saying, type ToGateway } from './messages.ts'

/** One gateway process: sockets and the protocol are here; who may come in and what is kept, the hub's own process says. */
let gateway: LocalGateway | null = null
let lastAsk = 0
const asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()

const tell = (message: FromGateway): void => {
  if (process.connected) process.send?.(message)
}
const sayAll = (says: Saying[]): void => {
  if (gateway !== null) tell({ is: 'says', says, counters: gateway.counters, arriving: gateway.arriving() })
}
const say = inBunches(sayAll)
// Counters go along with whatever is said; and so, too, when nothing is.
setInterval(() => sayAll([]), 1_000).unref()
const ask = <T>(saying: (ask: number) => Saying): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  // The hub answers with what the port of that name resolves with.
  asked.set(++lastAsk, { resolve: resolve as (value: unknown) => void, reject })
  say(saying(lastAsk))
  return promise
}
const logs = (level: 'debug' | 'info' | 'warn' | 'error') => (facts: object, message: string) =>
  say({ is: 'log', level, facts, message })

const ports: GatewayPorts = {
  signIn: (deviceId, secret) => ask((number) => ({ is: 'sign_in', ask: number, deviceId, secret })),
  // Judged where the devices are known; nothing that is forbidden is used or acknowledged before.
  maySpeakFor: () => true,
  mayListenFor: (signedInId, deviceId) => ask((number) => ({ is: 'may_listen', ask: number, signedInId, deviceId })),
  accept: (message) => ask((number) => ({ is: 'message', ask: number, message })),
  connected: (deviceId, at) => say({ is: 'connected', deviceId, at }),
  disconnected: (deviceId, at) => say({ is: 'disconnected', deviceId, at }),
  pendingCommands: (deviceId) => ask<readonly Command[]>((number) => ({ is: 'pending', ask: number, deviceId })),
  commandDelivered: (commandId) => say({ is: 'delivered', commandId }),
  now: () => Date.now(),
  log: { debug: logs('debug'), info: logs('info'), warn: logs('warn'), error: logs('error') },
}

process.on('message', (message: ToGateway) => {
  switch (message.is) {
    case 'listen':
      gateway = createGateway(ports, message.options)
      gateway.listen().then(
        (where) => tell({ is: 'listening', ...where }),
        (error: NodeJS.ErrnoException & { port?: number }) =>
          tell({ is: 'not_listening', message: error.message, code: error.code ?? null, port: error.port ?? null }),
      )
      return
    case 'answers':
      for (const answer of message.answers) {
        const waiting = asked.get(answer.ask)
        asked.delete(answer.ask)
        if ('error' in answer) waiting?.reject(new Error(answer.error))
        else waiting?.resolve(answer.value)
      }
      return
    case 'send':
      gateway?.send(message.deviceId, message.command)
      return
    case 'end':
      if (message.replaced) gateway?.replaced(message.deviceId)
      else gateway?.disconnect(message.deviceId)
      return
    case 'close':
      void (gateway?.close() ?? Promise.resolve()).then(() => {
        tell({ is: 'closed' })
        process.disconnect()
      })
  }
})
// Without the hub there is nobody to keep anything; devices find the next one. It stops this process, no signal does.
process.on('disconnect', () => process.exit(0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
