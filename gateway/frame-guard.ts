import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { DecodeError } from '../devices/codec.ts'
import { type Backlog, createBacklog } from './backlog.ts'
import { readConnect } from './connect-frame.ts'
import {
  type FixedHeader,
  isFromDevice,
  packetTypes,
  readFixedHeader,
  readPublishHeader,
  readText,
  standIn,
} from './frames.ts'

const kib = 1024
export const sizes = {
  /** A CONNECT, whole. */
  connect: 16 * kib,
  payload: 256 * kib,
  /** Any packet after sign-in. A payload between the two is refused, acknowledged and skipped unbuffered. */
  packet: 1024 * kib,
  /** What is kept of a payload that is skipped. */
  beginning: 4 * kib,
  topic: 1024,
} as const
const topicLevels = 32
/** How long the other side may take to read our last bytes and close. */
const lingerMs = 2_000

/** A PUBLISH the broker sees only a stand-in of. */
export type Refusal = {
  topic: string
  /** All of it, or its beginning. */
  payload: Buffer
  size: number
  code: DecodeError['code']
  reason: string
}

/** The device broke the protocol, or a limit that is not forgiven. */
export class Violation extends Error {}

type Skipping = { left: number; kept: Buffer[]; keptSize: number; refusal: Omit<Refusal, 'payload'>; standIn: Buffer }

/**
 * What stands between a socket and aedes. It lets whole, well-formed packets through and nothing else: first one CONNECT,
 * and what follows only once that device has signed in, so that a stranger never occupies more than one small packet.
 * A PUBLISH the broker must not see is replaced by an empty stand-in with the same message id, so that it is acknowledged.
 * DISCONNECT and the end of the stream wait until everything before them is answered: a button that wakes, sends and
 * sleeps puts CONNECT, PUBLISH, DISCONNECT and FIN into one segment.
 */
export class FrameGuard extends Duplex {
  readonly socket: Socket
  /** Refusals by the number of their PUBLISH, counted from 0 as they pass. */
  readonly refusals = new Map<number, Refusal>()
  #phase: 'arriving' | 'signing_in' | 'open' | 'leaving' | 'over' = 'arriving'
  #rest: Backlog | null = null
  /** How many bytes the packet at the head of the rest takes, as far as that is known. */
  #needed = 0
  #skipping: Skipping | null = null
  #wanted = true
  #inputEnded = false
  #stopped = false
  #published = 0
  #answered = 0

  constructor(socket: Socket) {
    super()
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('end', () => this.#end())
    socket.on('error', () => this.#end())
    // What had arrived before the connection broke is still worth keeping.
    socket.on('close', () => this.#end())
  }

  /** The device has signed in and the broker is ready: what it sent after its CONNECT may pass. */
  open(): void {
    if (this.#phase !== 'signing_in') return
    this.#phase = 'open'
    this.emit('open')
    this.#run()
  }

  /** Nothing more is taken in; what was is still answered. */
  stopReading(): void {
    this.#stopped = true
    this.socket.pause()
  }

  /** The oldest PUBLISH without an answer got it: its write is done and the broker told. */
  answered(): void {
    this.#answered++
    // After the broker has written the acknowledgement, which it does in the next tick.
    if (this.#answered === this.#published && (this.#phase === 'leaving' || this.#inputEnded))
      setImmediate(() => this.#run())
  }

  override _read(): void {
    this.#wanted = true
    this.#run()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.socket.writable) done()
    // A broken socket ends the input as well; an error here would cut off what has still to be read.
    else this.socket.write(chunk, () => done())
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#phase = 'over'
    this.#rest = null
    this.#skipping = null
    const { socket } = this
    if (!socket.destroyed) {
      // Not destroyed at once: unread input would make that a reset, and the last CONNACK or PUBACK be lost with it.
      socket.end()
      socket.resume()
      const timer = setTimeout(() => socket.destroy(), lingerMs)
      timer.unref()
      socket.once('close', () => clearTimeout(timer))
    }
    done(error)
  }

  #violation(reason: string): void {
    this.destroy(new Violation(reason))
  }

  #take(chunk: Buffer): void {
    if (this.#phase === 'over') return
    this.#rest ??= createBacklog()
    this.#rest.append(chunk)
    this.#run()
  }

  #end(): void {
    if (this.#inputEnded) return
    this.#inputEnded = true
    this.#run()
  }

  /** Lets pass what may pass now, and reads on or doesn't. */
  #run(): void {
    const rest = this.#rest
    if (rest !== null && rest.bytes.length >= this.#needed) {
      const bytes = rest.bytes
      let offset = 0
      while (this.#wanted && !this.#stopped && offset < bytes.length) {
        this.#needed = 0
        const used = this.#step(bytes, offset)
        if (used === 0) break
        offset += used
      }
      rest.consume(offset)
      if (offset === bytes.length) this.#rest = null
    }
    this.#steer()
  }

  #steer(): void {
    if (this.#phase === 'over') return
    const idle = this.#answered === this.#published
    if (this.#phase === 'leaving' && idle) {
      this.#phase = 'over'
      this.push(Buffer.from([packetTypes.disconnect << 4, 0]))
      return
    }
    const stuck = this.#rest === null || (this.#phase === 'open' && this.#wanted) || this.#phase === 'arriving'
    if (this.#inputEnded && stuck && idle && this.#phase !== 'signing_in' && this.#phase !== 'leaving') {
      this.#phase = 'over'
      this.push(null)
      return
    }
    if (this.#wanted && !this.#stopped && (this.#phase === 'arriving' || this.#phase === 'open')) this.socket.resume()
    else this.socket.pause()
  }

  /** Handles what begins at `offset`; how many bytes it used up, 0 when it has to wait. */
  #step(bytes: Buffer, offset: number): number {
    if (this.#phase !== 'arriving' && this.#phase !== 'open') return 0
    if (this.#skipping !== null) return this.#skip(this.#skipping, bytes, offset)
    const header = readFixedHeader(bytes, offset, bytes.length)
    if (header === null) return 0
    if (header === 'malformed') {
      this.#violation('a packet length of more than four bytes')
      return 0
    }
    const wrong = this.#forbids(header)
    if (wrong !== null) {
      this.#violation(wrong)
      return 0
    }
    if (header.type === packetTypes.publish) return this.#publish(header, bytes, offset)
    const size = header.headerSize + header.remaining
    if (!this.#has(size, bytes, offset)) return 0
    const frame = bytes.subarray(offset, offset + size)
    if (header.type === packetTypes.connect) return this.#connect(header, frame)
    if (header.type === packetTypes.disconnect) {
      this.#phase = 'leaving'
      return size
    }
    this.#pass(frame)
    return size
  }

  #has(size: number, bytes: Buffer, offset: number): boolean {
    if (bytes.length - offset >= size) return true
    this.#needed = size
    return false
  }

  #forbids({ type, remaining }: FixedHeader): string | null {
    if (this.#phase === 'arriving') {
      if (type !== packetTypes.connect) return 'the first packet is no CONNECT'
      return remaining > sizes.connect ? `a CONNECT of ${remaining} bytes` : null
    }
    if (type === packetTypes.connect) return 'a second CONNECT'
    if (!isFromDevice(type)) return `packet type ${type} is not for a device to send`
    return remaining > sizes.packet ? `a packet of ${remaining} bytes` : null
  }

  #connect(header: FixedHeader, frame: Buffer): number {
    const verdict = readConnect(frame.subarray(header.headerSize))
    if (!verdict.ok) {
      if (verdict.answer !== null) this.socket.write(verdict.answer)
      this.#violation(verdict.reason)
      return 0
    }
    this.#phase = 'signing_in'
    this.#pass(frame)
    return frame.length
  }

  #publish(header: FixedHeader, bytes: Buffer, offset: number): number {
    const publish = readPublishHeader(bytes, offset, bytes.length, header)
    if (publish === null) return 0
    if (typeof publish === 'string') {
      this.#violation(publish)
      return 0
    }
    const size = header.headerSize + header.remaining
    const payloadSize = size - publish.payloadAt
    const topic = readText(publish.topicBytes)
    if (topic === null) {
      this.#violation('PUBLISH to a topic that is no text')
      return 0
    }
    const refusal = refuse(topic, payloadSize)
    if (refusal !== null) {
      this.#skipping = {
        left: payloadSize,
        kept: [],
        keptSize: 0,
        refusal,
        standIn: standIn(header.flags, publish.messageId),
      }
      return publish.payloadAt + this.#skip(this.#skipping, bytes, offset + publish.payloadAt)
    }
    if (!this.#has(size, bytes, offset)) return 0
    this.#published++
    this.#pass(bytes.subarray(offset, offset + size))
    return size
  }

  #skip(skipping: Skipping, bytes: Buffer, offset: number): number {
    const used = Math.min(skipping.left, bytes.length - offset)
    const keep = Math.min(used, sizes.beginning - skipping.keptSize)
    if (keep > 0) {
      skipping.kept.push(Buffer.from(bytes.subarray(offset, offset + keep)))
      skipping.keptSize += keep
    }
    skipping.left -= used
    if (skipping.left === 0) {
      this.#skipping = null
      this.refusals.set(this.#published, { ...skipping.refusal, payload: Buffer.concat(skipping.kept) })
      this.#published++
      this.#pass(skipping.standIn)
    }
    return used
  }

  #pass(frame: Buffer): void {
    this.#wanted = this.push(frame)
  }
}

/** What a PUBLISH is refused for though it is well-formed, decided before its payload is read. */
const refuse = (topic: string, size: number): Omit<Refusal, 'payload'> | null => {
  const because = (code: DecodeError['code'], reason: string) => ({
    topic: topic.slice(0, sizes.topic),
    size,
    code,
    reason,
  })
  if (size > sizes.payload) return because('too_large', `payload of ${size} bytes; ${sizes.payload} are allowed`)
  if (topic === '') return because('topic_unknown', 'an empty topic')
  if (/[+#]/.test(topic)) return because('topic_unknown', 'a wildcard in the topic of a message')
  if (topic.length > sizes.topic || topic.split('/').length > topicLevels)
    return because('topic_unknown', 'a topic too long')
  return null
}
