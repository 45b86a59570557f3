import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { constants, getPriority, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Gateway, GatewayOptions } from '../gateway.ts'
import type { GatewayCounters } from '../keeping.ts'
import type { GatewayPorts } from '../ports.ts'
import { answerer } from './answering.ts'
import type { FromGateway, ToGateway } from './messages.ts'

const program = fileURLToPath(new URL('process.ts', import.meta.url))
const againAfterMs = 500
const closeWithinMs = 8_000
/**
 * How much these processes give way to the hub's own and to the database when there is more to do than cores: what waits
 * there are presses that were read already, here for the most part devices on their way in (docs/adr/0013). Not before
 * they listen: while there are too few of them everybody waits.
 */
const niceness = 5

type Where = { port: number; tlsPort: number | null }
type Branch = { child: ChildProcess; counters: GatewayCounters; arriving: number; post(message: ToGateway): void }

const none: GatewayCounters = { connections: 0, received: 0, refused: 0, acknowledged: 0, signInFailures: 0 }

/**
 * The gateway spread over processes that share its ports (SO_REUSEPORT), for more connections than one process may hold
 * open. One that dies takes its connections with it; it is started again and its devices come back.
 */
export function createSpreadGateway(ports: GatewayPorts, options: GatewayOptions, processes: number): Gateway {
  const branches = new Set<Branch>()
  /** Where each device is connected now, and as the how manieth sign-in of all. */
  const at = new Map<string, { branch: Branch; order: number }>()
  let signIns = 0
  const past: GatewayCounters = { ...none }
  const judged: GatewayCounters = { ...none }
  let closing = false

  const giveWay = (pid: number): void => {
    try {
      setPriority(pid, Math.min(constants.priority.PRIORITY_LOW, getPriority() + niceness))
    } catch (error) {
      ports.log.warn({ err: error, pid }, 'a gateway process keeps the priority of the hub')
    }
  }

  const start = (listenOn: GatewayOptions): { child: ChildProcess; listening: Promise<Where> } => {
    const child = fork(program, { serialization: 'advanced', execArgv: [] })
    const post = (message: ToGateway): void => {
      if (!child.connected) return
      // A process that was killed is connected until its end is noticed; then everything of it is dealt with. An error
      // that nobody takes would be the end of the hub.
      child.send(message, (error) => {
        if (error !== null) ports.log.debug({ err: error, pid: child.pid }, 'a gateway process no longer listens')
      })
    }
    child.on('error', (error) => ports.log.error({ err: error, pid: child.pid }, 'a gateway process failed'))
    const branch: Branch = { child, counters: none, arriving: 0, post }
    branches.add(branch)
    const { promise, resolve, reject } = Promise.withResolvers<Where>()
    // A device may have its CONNACK, and its next connection elsewhere, before its first process says that it is connected:
    // the newer of two connections is the one that asked to sign in later, and all of them ask here.
    const orders = new Map<string, number>()
    const signIn: GatewayPorts['signIn'] = (deviceId, secret) => {
      const order = ++signIns
      return ports.signIn(deviceId, secret).then((as) => {
        if (as !== null) orders.set(as.deviceId, Math.max(order, orders.get(as.deviceId) ?? 0))
        return as
      })
    }
    const answer = answerer({ ...ports, signIn }, judged, post, {
      connected(deviceId, when) {
        const other = at.get(deviceId)
        const order = orders.get(deviceId) ?? 0
        if (other !== undefined && other.branch !== branch && other.order > order) {
          post({ is: 'end', deviceId, replaced: true })
          return
        }
        at.set(deviceId, { branch, order })
        if (other !== undefined && other.branch !== branch) other.branch.post({ is: 'end', deviceId, replaced: true })
        ports.connected(deviceId, when)
      },
      disconnected(deviceId, when) {
        const here = at.get(deviceId)
        if (here?.branch !== branch) return
        at.delete(deviceId)
        if (orders.get(deviceId) === here.order) orders.delete(deviceId)
        ports.disconnected(deviceId, when)
      },
    })
    child.on('message', (message: FromGateway) => {
      if (message.is === 'listening') {
        if (child.pid !== undefined) giveWay(child.pid)
        resolve({ port: message.port, tlsPort: message.tlsPort })
      } else if (message.is === 'not_listening')
        reject(Object.assign(new Error(message.message), { code: message.code, port: message.port }))
      else if (message.is === 'says') {
        branch.counters = message.counters
        branch.arriving = message.arriving
        for (const saying of message.says) answer(saying)
      }
    })
    child.once('exit', (code, signal) => {
      branches.delete(branch)
      add(past, { ...branch.counters, connections: 0 })
      reject(new Error(`a gateway process ended with ${code ?? signal}`))
      if (closing) return
      for (const [deviceId, where] of at) {
        if (where.branch !== branch) continue
        at.delete(deviceId)
        ports.disconnected(deviceId, ports.now())
      }
    })
    post({ is: 'listen', options: { ...listenOn, sharePort: true } })
    return { child, listening: promise }
  }

  /** Starts another in the place of each that dies, for as long as it takes. */
  const keepUp = (child: ChildProcess, listenOn: GatewayOptions): void => {
    child.once('exit', (code, signal) => {
      if (closing) return
      ports.log.error({ code, signal }, 'a gateway process died; its devices come back to a new one')
      const again = (): void => {
        if (closing) return
        const { child: next, listening } = start(listenOn)
        listening.then(
          () => keepUp(next, listenOn),
          (error: Error) => {
            ports.log.error({ err: error }, 'no gateway process in its place yet')
            // One that lives and can't listen is of no use.
            if (next.connected) next.disconnect()
            setTimeout(again, againAfterMs)
          },
        )
      }
      setTimeout(again, againAfterMs)
    })
  }

  const total = (): GatewayCounters => {
    const sum = { ...past }
    add(sum, judged)
    for (const { counters } of branches) add(sum, counters)
    return sum
  }

  return {
    async listen() {
      const where = await start(options).listening
      const tls = options.tls && where.tlsPort !== null ? { tls: { ...options.tls, port: where.tlsPort } } : {}
      const same: GatewayOptions = { ...options, port: where.port, ...tls }
      await Promise.all(Array.from({ length: processes - 1 }, () => start(same).listening))
      for (const { child } of branches) keepUp(child, same)
      return where
    },
    // Whoever listens for this device, itself or its gateway; the others ignore it.
    send(deviceId, command) {
      const own = at.get(deviceId)?.branch
      for (const branch of own === undefined ? branches : [own]) branch.post({ is: 'send', deviceId, command })
    },
    disconnect: (deviceId) => at.get(deviceId)?.branch.post({ is: 'end', deviceId, replaced: false }),
    connections: () => at.size,
    arriving: () => [...branches].reduce((sum, { arriving }) => sum + arriving, 0),
    get counters() {
      return { ...total(), connections: at.size }
    },
    async close() {
      closing = true
      await Promise.all(
        [...branches].map(async ({ child, post }) => {
          if (child.exitCode !== null || child.signalCode !== null) return
          const exit = once(child, 'exit')
          post({ is: 'close' })
          const timer = setTimeout(() => child.kill('SIGKILL'), closeWithinMs)
          await exit
          clearTimeout(timer)
        }),
      )
    },
  }
}

const add = (to: GatewayCounters, more: GatewayCounters): void => {
  to.connections += more.connections
  to.received += more.received
  to.refused += more.refused
  to.acknowledged += more.acknowledged
  to.signInFailures += more.signInFailures
}
