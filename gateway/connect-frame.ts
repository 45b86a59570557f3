import { readText } from './frames.ts'

/** What a CONNECT says, as far as the gateway decides on it before the broker sees it. */
export type ConnectVerdict =
  | { ok: true; deviceId: string }
  /** `answer` is the CONNACK to send before closing; null where the protocol wants none. */
  | { ok: false; answer: Buffer | null; reason: string }

const connack = (returnCode: number): Buffer => Buffer.from([0x20, 0x02, 0x00, returnCode])
/** MQTT 5 has another CONNACK: reason code 0x84, unsupported protocol version, no properties. */
const connack5 = Buffer.from([0x20, 0x03, 0x00, 0x84, 0x00])

const refused = (returnCode: number, reason: string): ConnectVerdict => ({
  ok: false,
  answer: connack(returnCode),
  reason,
})
const malformed = (reason: string): ConnectVerdict => ({ ok: false, answer: null, reason: `CONNECT ${reason}` })

/** The CONNECT whose variable header and payload are `body`. MQTT 3.1.1, and 3.1 because modules of that age are about. */
export const readConnect = (body: Buffer): ConnectVerdict => {
  let at = 0
  const next = (): Buffer | null => {
    if (at + 2 > body.length) return null
    const length = body.readUInt16BE(at)
    if (at + 2 + length > body.length) return null
    at += 2 + length
    return body.subarray(at - length, at)
  }

  const protocol = next()?.toString('latin1')
  const level = body[at]
  if (protocol === undefined || level === undefined) return malformed('that ends within its header')
  if (protocol !== 'MQTT' && protocol !== 'MQIsdp') return malformed('of another protocol')
  if (level === 5) return { ok: false, answer: connack5, reason: 'MQTT 5 is not spoken here' }
  if (level !== 4 && level !== 3) return refused(1, `protocol level ${level} is not spoken here`)

  const flags = body[at + 1]
  if (flags === undefined || at + 4 > body.length) return malformed('that ends within its header')
  at += 4
  const has = { will: (flags & 0x04) !== 0, password: (flags & 0x40) !== 0, userName: (flags & 0x80) !== 0 }
  const willQos = (flags >> 3) & 0x03
  if ((flags & 0x01) !== 0) return malformed('with its reserved flag set')
  if (willQos === 3) return malformed('with a last will of QoS 3')
  if (!has.will && (flags & 0x38) !== 0) return malformed('with flags for a last will it has not got')
  if (has.password && !has.userName) return malformed('with a password and no user name')

  const clientIdBytes = next()
  if (clientIdBytes === null) return malformed('without a client id')
  if (has.will) {
    const topic = next()
    const payload = next()
    if (topic === null || payload === null) return malformed('that ends within its last will')
    if (topic.length === 0 || readText(topic) === null) return malformed('with a last will to no readable topic')
  }
  const userNameBytes = has.userName ? next() : Buffer.alloc(0)
  const password = has.password ? next() : Buffer.alloc(0)
  if (userNameBytes === null || password === null) return malformed('that ends within user name or password')
  if (at !== body.length) return malformed('with bytes left over')

  const clientId = readText(clientIdBytes)
  const userName = readText(userNameBytes)
  if (clientId === null || clientId === '') return refused(2, 'no readable client id')
  if (userName === null || userName === '' || password.length === 0) return refused(4, 'no user name or no password')
  if (clientId !== userName) return refused(2, 'the client id is not the device id given as user name')
  return { ok: true, deviceId: userName }
}
