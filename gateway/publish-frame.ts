import type { DecodeError } from '../devices/codec.ts'
import { type FixedHeader, readText, sizes } from './frames.ts'

/** A PUBLISH as it came. */
export type Publish = {
  topic: string
  /** All of it, or the beginning of one that is refused. */
  payload: Buffer
  qos: number
  retain: boolean
  dup: boolean
  /** It is well-formed and still not to be used. `size` is the payload's in bytes. */
  refusal: { code: DecodeError['code']; reason: string; size: number } | null
}

export type PublishHead = {
  publish: Omit<Publish, 'payload'>
  /** Where the payload begins, counted from the first byte of the packet. */
  payloadAt: number
  payloadSize: number
  /** What the broker answers in its place: the same message id, nothing in it. */
  standIn: Buffer
}

/**
 * The PUBLISH at `offset` up to its payload: null while that much is not there, a string that says what is wrong when it
 * breaks the protocol.
 */
export const readPublish = (header: FixedHeader, bytes: Buffer, offset: number): PublishHead | string | null => {
  const { flags, headerSize, remaining } = header
  const qos = (flags >> 1) & 0x03
  if (qos === 3) return 'PUBLISH with QoS 3'
  if (remaining < 2) return 'PUBLISH without a topic'
  const at = offset + headerSize
  if (bytes.length - at < 2) return null
  const topicLength = bytes.readUInt16BE(at)
  const size = 2 + topicLength + (qos > 0 ? 2 : 0)
  if (size > remaining) return 'PUBLISH that ends within its header'
  if (bytes.length - at < size) return null
  const topicEnd = at + 2 + topicLength
  const messageId = qos > 0 ? bytes.readUInt16BE(topicEnd) : 0
  if (qos > 0 && messageId === 0) return 'PUBLISH with message id 0'
  const topic = readText(bytes.subarray(at + 2, topicEnd))
  if (topic === null) return 'PUBLISH to a topic that is no text'
  const payloadSize = remaining - size
  const publish = {
    topic: topic.slice(0, sizes.topic),
    qos,
    retain: (flags & 0x01) !== 0,
    dup: (flags & 0x08) !== 0,
    refusal: refuse(topic, payloadSize),
  }
  return { publish, payloadAt: headerSize + size, payloadSize, standIn: standIn(flags, messageId) }
}

/** Why a well-formed PUBLISH is not to be used, decided before its payload is read. */
const refuse = (topic: string, size: number): Publish['refusal'] => {
  if (size > sizes.payload)
    return { code: 'too_large', reason: `payload of ${size} bytes; ${sizes.payload} are allowed`, size }
  if (topic === '') return { code: 'topic_unknown', reason: 'an empty topic', size }
  if (/[+#]/.test(topic)) return { code: 'topic_unknown', reason: 'a wildcard in the topic of a message', size }
  if (topic.length > sizes.topic)
    return { code: 'topic_unknown', reason: `a topic of ${topic.length} characters`, size }
  return null
}

const standInTopic = Buffer.from('taken')

const standIn = (flags: number, messageId: number): Buffer => {
  const id = messageId > 0 ? [messageId >> 8, messageId & 0xff] : []
  const remaining = 2 + standInTopic.length + id.length
  return Buffer.from([0x30 | flags, remaining, 0, standInTopic.length, ...standInTopic, ...id])
}
