import type { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Aedes, type Client, type PublishPacket, type Subscription } from 'aedes'
import { type Commands, createLine } from './commands.ts'
import { Violation } from './frame-guard.ts'
import { isStateTopic } from './inbound.ts'
import type { GatewayCounters, Keeping } from './keeping.ts'
import type { Penalties } from './limits.ts'
import type { GatewayPorts } from './ports.ts'
import type { Session, Sessions } from './session.ts'
import { sessionless, unrouted } from './sessionless.ts'
import { maySubscribe, parseTopic } from './topics.ts'

export type BrokerLimits = {
  subscriptionsPerConnection: number
  keepaliveAtMostSeconds: number
  signInWithinMs: number
  drainWithinMs: number
}

type Parts = {
  ports: GatewayPorts
  limits: BrokerLimits
  sessions: Sessions
  commands: Commands
  keeping: Keeping
  penalties: Penalties
  counters: GatewayCounters
  isClosing(): boolean
  /** Letting somebody in may wait its turn. */
  inTurn(work: () => void): void
}

const connackError = (returnCode: 3 | 4, message: string) => Object.assign(new Error(message), { returnCode })
type ConnackError = ReturnType<typeof connackError>

/** aedes as the state machine of the protocol. It decides nothing: who, what and when are answered here. */
export const createBroker = (parts: Parts): Aedes => {
  const { ports, limits, sessions, commands, keeping, penalties, counters } = parts
  const { log } = ports

  /** "I am offline" of a connection that a newer one replaced, or that the hub itself ended, is not true. */
  const lastWill = async (session: Session, deviceId: string, packet: PublishPacket): Promise<void> => {
    const isGone = sessions.isCurrent(session) && !session.dropped
    if (parts.isClosing() || (isStateTopic(packet.topic) && !isGone)) return
    const { topic, qos, retain } = packet
    try {
      const payload = Buffer.from(packet.payload)
      await keeping.keep(deviceId, { topic, payload, qos, retain, dup: false, refusal: null }, true)
    } catch (error) {
      log.error({ err: error, deviceId }, 'a last will could not be kept')
    }
  }

  const signIn = async (session: Session, userName: string, secret: string): Promise<ConnackError | null> => {
    const signedIn = await ports.signIn(userName, secret)
    // Hundreds are answered at the same moment when a city comes back: who is there, or has something to say, is heard.
    if (!session.guard.hasMore) await new Promise<void>(parts.inTurn)
    if (session.guard.destroyed) return connackError(3, 'gone before it was signed in')
    if (signedIn !== null) {
      session.line = createLine(signedIn.deviceId, (frame) => session.guard.write(frame))
      sessions.takeOver(session)
      return null
    }
    counters.signInFailures++
    const delayMs = penalties.failed(session.address, userName, ports.now())
    log.warn({ deviceId: userName, address: session.address, delayMs }, 'sign-in with a wrong secret')
    session.penalty = delayMs > 0 ? wait(delayMs, undefined, { ref: false }) : null
    await session.penalty
    return connackError(4, 'bad user name or password')
  }

  const broker = new Aedes({
    mq: unrouted(),
    persistence: sessionless(),
    connectTimeout: limits.signInWithinMs,
    drainTimeout: limits.drainWithinMs,
    keepaliveLimit: limits.keepaliveAtMostSeconds,
    maxClientsIdLength: 64,
    queueLimit: 1_000,

    preConnect(client, packet, done) {
      // Clean sessions only: what a device has still to hear is kept by the hub.
      packet.clean = true
      packet.keepalive = Math.min(packet.keepalive || limits.keepaliveAtMostSeconds, limits.keepaliveAtMostSeconds)
      const session = sessions.of(client)
      if (session !== null) session.will = packet.will
      done(null, true)
    },

    authenticate(client, userName, password, done) {
      const session = sessions.of(client)
      if (session === null || userName === undefined || password === undefined)
        return done(connackError(4, 'no user name or no password'), false)
      signIn(session, userName, password.toString('utf8')).then(
        (refused) => done(refused, refused === null),
        (error: unknown) => {
          log.error({ err: error, deviceId: userName }, 'sign-in could not be checked')
          done(connackError(3, 'sign-in could not be checked'), false)
        },
      )
    },

    // What the guard lets through to here is durable, or a last will. aedes sends the PUBACK, or the PUBREC of QoS 2,
    // once `done` is called.
    authorizePublish(client, packet, done) {
      const session = sessions.of(client)
      if (session === null || session.line === null) return done(new Error('nobody who signed in said this'))
      if (packet === session.will) {
        lastWill(session, session.line.deviceId, packet).then(() => done())
        return
      }
      if (packet.qos > 0) counters.acknowledged++
      done()
      session.guard.answered()
    },

    authorizeSubscribe(client, subscription, done) {
      const session = sessions.of(client)
      const deviceId = session?.line?.deviceId
      if (session === null || deviceId === undefined) return done(null, null)
      const { topic } = subscription
      const speaksFor = (other: string): boolean =>
        ports.mayListenFor !== undefined || ports.maySpeakFor(deviceId, other)
      const of = maySubscribe(topic, deviceId, speaksFor)
      const decide = (may: boolean): void => {
        const room = session.granted.has(topic) || session.granted.size < limits.subscriptionsPerConnection
        if (may && room) session.granted.add(topic)
        done(null, may && room ? subscription : null)
      }
      if (of === null || of === deviceId || ports.mayListenFor === undefined) decide(of !== null)
      else
        ports.mayListenFor(deviceId, of).then(decide, (error: unknown) => {
          log.error({ err: error, deviceId }, 'a subscription could not be checked')
          decide(false)
        })
    },

    // Nothing a device says is ever routed to another.
    authorizeForward: () => null,
  })

  broker.on('subscribe', (subscriptions: Subscription[], client: Client) => {
    const session = sessions.of(client)
    if (session === null || session.line === null) return
    for (const { topic, qos } of subscriptions) {
      const deviceId = session.granted.has(topic) ? parseTopic(topic)?.deviceId : undefined
      if (deviceId !== undefined) commands.subscribed(session.line, deviceId, qos === 0 ? 0 : 1)
    }
  })
  broker.on('unsubscribe', (topics: string[], client: Client) => {
    const session = sessions.of(client)
    if (session !== null) for (const topic of topics) unsubscribe(session, topic)
  })
  const unsubscribe = (session: Session, topic: string): void => {
    const deviceId = session.granted.delete(topic) ? parseTopic(topic)?.deviceId : undefined
    if (session.line !== null && deviceId !== undefined) commands.unsubscribed(session.line, deviceId)
  }
  broker.on('ack', (packet, client) => {
    const line = sessions.of(client)?.line ?? null
    if (line !== null && packet?.messageId !== undefined) commands.acknowledged(line, packet.messageId)
  })

  // Registered only now, after it closed an older connection of the same device.
  broker.on('client', (client: Client) => {
    const session = sessions.of(client)
    if (session !== null) sessions.takeOver(session)
  })
  broker.on('clientReady', (client: Client) => {
    const session = sessions.of(client)
    if (session === null || session.line === null || session.guard.destroyed) return
    sessions.announce(session)
    counters.connections++
    ports.connected(session.line.deviceId, ports.now())
    session.guard.open()
  })

  const ended = (client: Client, error: Error): void => {
    const session = sessions.of(client)
    const about = { deviceId: client.id, address: session?.address, reason: error.message }
    // What strangers send may not fill the log.
    if (error instanceof Violation && session?.announced === true)
      log.warn(about, 'a device broke the protocol or a limit')
    else log.debug(about, 'a connection ended with an error')
  }
  broker.on('clientError', ended)
  broker.on('connectionError', ended)
  // The types of aedes leave this event out.
  const emitter: EventEmitter = broker
  emitter.on('error', (error: Error) => log.error({ err: error }, 'the broker reported an error'))
  return broker
}
