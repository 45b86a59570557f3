import type { DecodeError } from '../devices/codec.ts'

/** One message a device sent, or left as its last will, before anybody has looked inside. */
export type InboundMessage = {
  /** The device that signed in on this connection. */
  signedInAs: string
  /** The device the topic speaks of: the same, or one behind this gateway. For a topic that names none: `signedInAs`. */
  deviceId: string
  topic: string
  payload: Uint8Array
  qos: 0 | 1
  retained: boolean
  /** The sender says it sent this before. */
  duplicate: boolean
  will: boolean
  /** Epoch ms. */
  receivedAt: number
  /**
   * Set when it may not be used: a forbidden or unknown topic, or too large. It is acknowledged all the same once it is
   * kept, so that the device does not send it for ever. `size` is the payload's in bytes; of one that is too large
   * `payload` holds the beginning only.
   */
  refused?: { code: DecodeError['code']; reason: string; size: number }
}

/** What the hub has to say to a device; sent as JSON on `care/v1/{device}/command`. */
export type Command = {
  id: string
  type: string
  /** Epoch ms. */
  at: number
  data: Readonly<Record<string, unknown>>
}

/** What pino and its like offer. */
export type Log = {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** What the gateway needs of the hub. */
export type GatewayPorts = {
  /** Who that is, or null when the secret is wrong. Rejects when it can't be found out now: the device is told to retry. */
  signIn(deviceId: string, secret: string): Promise<{ deviceId: string } | null>
  /** May the device that signed in speak for this other one (a home gateway for what is registered behind it)? */
  maySpeakFor(signedInId: string, deviceId: string): boolean
  /** May it hear the commands of this other one? Where this is not given, whoever may speak for it may. */
  mayListenFor?(signedInId: string, deviceId: string): Promise<boolean>
  /**
   * Resolves when the message is durable: only then is it acknowledged. Called at once for every message that arrives,
   * while earlier ones are still being written. Rejects when it can't be kept: it stays unacknowledged and that
   * connection is closed.
   */
  accept(message: InboundMessage): Promise<void>
  /** A device signed in. Said again, with no `disconnected` between, when a newer connection took over. */
  connected(deviceId: string, at: number): void
  /** Its one connection is gone. Not said when a newer one took over, nor when the gateway itself closes. */
  disconnected(deviceId: string, at: number): void
  /** What this device has still to hear, oldest first; asked for when it subscribes to its command topic. */
  pendingCommands(deviceId: string): Promise<readonly Command[]>
  /** The device acknowledged it. */
  commandDelivered(commandId: string): void
  /** Epoch ms. */
  now(): number
  log: Log
}
