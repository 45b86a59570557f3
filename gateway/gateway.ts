import type { Server, Socket } from 'node:net'
import { createBroker } from './broker.ts'
import { createCommands } from './commands.ts'
import { FrameGuard, Violation } from './frame-guard.ts'
import { createKeeping, type GatewayCounters } from './keeping.ts'
import { createPenalties, createPlaces, networkOf } from './limits.ts'
import { type Certificate, listenOn, plainListener, stopListening, tlsListener } from './listeners.ts'
import type { Command, GatewayPorts } from './ports.ts'
import { createSession, createSessions, type Session } from './session.ts'
import { createTurns } from './turns.ts'

export type GatewayOptions = {
  host: string
  /** 0 takes a free one. */
  port: number
  /** A second listener, for MQTT over TLS. */
  tls?: Certificate & { port: number }
  /** Other processes listen on the same ports (SO_REUSEPORT); the system spreads connections over them. */
  sharePort?: boolean
  /** Connections in all; more are closed at once. */
  connectionsAtMost?: number
  /** Connections from one address that have not signed in. */
  arrivingPerAddress?: number
  subscriptionsPerConnection?: number
  /** The longest keepalive there is, also for devices that ask for none; silence of half as much again ends it. */
  keepaliveAtMostSeconds?: number
  /** From the first byte until signed in. */
  signInWithinMs?: number
  /** A device that does not read what it is sent for this long is dropped. */
  drainWithinMs?: number
  /** How long close() waits for what is being written. */
  closeWithinMs?: number
}

const defaults = {
  sharePort: false,
  connectionsAtMost: 100_000,
  arrivingPerAddress: 64,
  subscriptionsPerConnection: 16,
  keepaliveAtMostSeconds: 1_200,
  signInWithinMs: 10_000,
  drainWithinMs: 2_000,
  closeWithinMs: 5_000,
}

export type Gateway = {
  /** Rejects with the system's error when a port is taken. */
  listen(): Promise<{ port: number; tlsPort: number | null }>
  /** At once if somebody listens; else it is asked for through `pendingCommands` once they do. */
  send(deviceId: string, command: Command): void
  /** Ends the device's connection, for instance because its secret changed. */
  disconnect(deviceId: string): void
  /** Devices signed in now. */
  connections(): number
  /** Connections on their way in, and places held by guesses that have to wait. */
  arriving(): number
  readonly counters: Readonly<GatewayCounters>
  /** Lets nobody in, waits (bounded) for what is being written, closes everything. Nobody is reported offline: they aren't. */
  close(): Promise<void>
}

export type LocalGateway = Gateway & {
  /** The device has a newer connection elsewhere: this one ends, and its last will is not true. */
  replaced(deviceId: string): void
}

/** How bytes arrive: aedes for the protocol, and around it who may come in, what they may say and when it is answered. */
export const createGateway = (ports: GatewayPorts, options: GatewayOptions): LocalGateway => {
  const limits = { ...defaults, ...options }
  const { log } = ports
  const counters: GatewayCounters = { connections: 0, received: 0, refused: 0, acknowledged: 0, signInFailures: 0 }
  const sessions = createSessions()
  const commands = createCommands(ports)
  const keeping = createKeeping(ports, counters)
  // Strangers from however many addresses leave half of the room to those who have signed in.
  const places = createPlaces(limits.arrivingPerAddress, Math.ceil(limits.connectionsAtMost / 2))
  const open = new Set<Session>()
  const inTurn = createTurns()
  let closing = false

  const isClosing = (): boolean => closing
  const penalties = createPenalties()
  const broker = createBroker({
    ...{ ports, limits, sessions, commands, keeping, penalties, counters, isClosing },
    inTurn: createTurns(),
  })

  const admit = (socket: Socket): (() => void) | null => {
    const full = closing || open.size >= limits.connectionsAtMost
    const release = full ? null : places.take(networkOf(socket.remoteAddress))
    if (release === null) crowded(socket.remoteAddress)
    return release
  }

  let turnedAway = { count: 0, saidAt: Number.NEGATIVE_INFINITY }
  const crowded = (address: string | undefined): void => {
    turnedAway.count++
    const now = ports.now()
    if (now - turnedAway.saidAt < 1_000) return
    log.warn({ address, turnedAway: turnedAway.count, connections: open.size }, 'no room for a connection')
    turnedAway = { count: 0, saidAt: now }
  }

  const arrived = (socket: Socket): void => {
    const leavePlace = admit(socket)
    if (leavePlace === null) {
      socket.destroy()
      return
    }
    const guard = new FrameGuard(socket, {
      publish: (publish) => {
        const deviceId = session.line?.deviceId
        return deviceId === undefined
          ? Promise.reject(new Error('not signed in'))
          : keeping.keep(deviceId, publish, false)
      },
      lost: (error) => {
        log.error({ err: error, deviceId: session.line?.deviceId }, 'a message could not be kept: not acknowledged')
        session.dropped = true
        // After the acknowledgements of what came before it.
        guard.giveUp()
      },
      inTurn,
    })
    const session = createSession(guard, networkOf(socket.remoteAddress))
    open.add(session)
    const deadline = setTimeout(() => guard.destroy(new Violation('not signed in in time')), limits.signInWithinMs)
    const settle = (): void => {
      clearTimeout(deadline)
      leavePlace()
    }
    guard.once('open', settle)
    sessions.add(broker.handle(guard), session)
    guard.once('close', () => {
      open.delete(session)
      // A stranger can't shorten the wait after a wrong secret by hanging up.
      void (session.penalty ?? Promise.resolve()).then(settle)
      const gone = sessions.leave(session)
      if (session.line === null) return
      commands.left(session.line)
      if (session.announced) counters.connections--
      if (gone && !closing) ports.disconnected(session.line.deviceId, ports.now())
    })
  }

  const plain = plainListener(arrived)
  const encrypted = (tls: Certificate): Server =>
    tlsListener(tls, limits.signInWithinMs, admit, arrived, (error) =>
      log.debug({ reason: error.message }, 'a TLS handshake failed'),
    )
  const tls = options.tls === undefined ? null : { server: encrypted(options.tls), port: options.tls.port }
  const servers = tls === null ? [plain] : [plain, tls.server]

  return {
    async listen() {
      await broker.listen()
      const port = await listenOn(plain, limits.port, limits.host, limits.sharePort)
      const tlsPort = tls === null ? null : await listenOn(tls.server, tls.port, limits.host, limits.sharePort)
      for (const server of servers)
        server.on('error', (error) => log.error({ err: error }, 'a listener reported an error'))
      return { port, tlsPort }
    },

    send: (deviceId, command) => commands.send(deviceId, command),
    disconnect(deviceId) {
      sessions.currentOf(deviceId)?.guard.destroy()
    },
    replaced(deviceId) {
      const session = sessions.currentOf(deviceId)
      if (session === null) return
      session.dropped = true
      session.guard.destroy()
    },
    connections: () => counters.connections,
    arriving: () => places.taken(),
    counters,

    async close() {
      closing = true
      const stopped = Promise.all(servers.map(stopListening))
      const ended = [...open].map(({ guard }) => new Promise<void>((resolve) => guard.once('close', () => resolve())))
      for (const { guard } of open) guard.finish()
      await within(limits.closeWithinMs, Promise.all([...ended, keeping.whenIdle()]))
      for (const { guard } of open) guard.destroy()
      await new Promise<void>((resolve) => broker.close(resolve))
      await stopped
    },
  }
}

const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, late])
  clearTimeout(timer)
}
