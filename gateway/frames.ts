/** Reading MQTT 3.1.1 control packets as bytes, just far enough to decide whether the broker may see them. Pure. */

export const packetTypes = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const

const fromDevices: ReadonlySet<number> = new Set(Object.values(packetTypes))
export const isFromDevice = (type: number): boolean => fromDevices.has(type)

export type FixedHeader = { type: number; flags: number; headerSize: number; remaining: number }

/** `bytes` from `offset` to `end`: the fixed header, null while it is incomplete, 'malformed' after 4 length bytes. */
export const readFixedHeader = (bytes: Buffer, offset: number, end: number): FixedHeader | 'malformed' | null => {
  const first = bytes[offset]
  if (first === undefined || offset >= end) return null
  let remaining = 0
  for (let index = 1; index <= 4; index++) {
    const byte = bytes[offset + index]
    if (byte === undefined || offset + index >= end) return null
    remaining += (byte & 0x7f) * 128 ** (index - 1)
    if (byte < 0x80) return { type: first >> 4, flags: first & 0x0f, headerSize: index + 1, remaining }
  }
  return 'malformed'
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/

/** An MQTT string: UTF-8 without surrogates, NUL or other control characters. Null when it is not one. */
export const readText = (bytes: Buffer): string | null => {
  try {
    const text = utf8.decode(bytes)
    return controlCharacters.test(text) ? null : text
  } catch {
    return null
  }
}

export type PublishHeader = { topicBytes: Buffer; qos: number; messageId: number; payloadAt: number }

/**
 * The variable header of the PUBLISH at `offset`; null while it is incomplete, or a string that says what is wrong.
 * `payloadAt` counts from `offset`. The topic is not checked yet.
 */
export const readPublishHeader = (
  bytes: Buffer,
  offset: number,
  end: number,
  header: FixedHeader,
): PublishHeader | string | null => {
  const qos = (header.flags >> 1) & 0x03
  if (qos === 3) return 'PUBLISH with QoS 3'
  const at = offset + header.headerSize
  if (header.remaining < 2) return 'PUBLISH without a topic'
  if (end - at < 2) return null
  const topicLength = bytes.readUInt16BE(at)
  const size = 2 + topicLength + (qos > 0 ? 2 : 0)
  if (size > header.remaining) return 'PUBLISH that ends within its header'
  if (end - at < size) return null
  const messageId = qos > 0 ? bytes.readUInt16BE(at + 2 + topicLength) : 0
  if (qos > 0 && messageId === 0) return 'PUBLISH with message id 0'
  return {
    topicBytes: bytes.subarray(at + 2, at + 2 + topicLength),
    qos,
    messageId,
    payloadAt: header.headerSize + size,
  }
}

/** A PUBLISH the broker can acknowledge in place of one it must not see: same message id, nothing in it. */
export const standIn = (flags: number, messageId: number): Buffer => {
  const topic = Buffer.from('refused')
  const id = messageId > 0 ? [messageId >> 8, messageId & 0xff] : []
  return Buffer.from([0x30 | flags, 2 + topic.length + id.length, 0, topic.length, ...topic, ...id])
}
