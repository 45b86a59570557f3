import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type Answers, createAnswers } from './answers.ts'
import { type Backlog, createBacklog } from './backlog.ts'
import { readConnect } from './connect-frame.ts'
import { type FixedHeader, isFromDevice, packetTypes, readFixedHeader, sizes } from './frames.ts'
import { type Publish, readPublish } from './publish-frame.ts'

/** More than this from one device waiting for the disk, and the gateway stops reading from it. */
const underWay = { messages: 1_000, bytes: 2 * 1024 * 1024 }
/** How long the other side may take to read our last bytes and close. */
const lingerMs = 2_000

export type GuardHooks = {
  /** Called at once for each PUBLISH; it is acknowledged after this resolved and all before it are. */
  publish(publish: Publish): Promise<void>
  /** A PUBLISH that was not kept; nothing after it is acknowledged either. */
  lost(error: unknown): void
  /** The other side is gone: what follows from that may wait its turn. */
  inTurn(work: () => void): void
}

/** The device broke the protocol, or a limit that is not forgiven. */
export class Violation extends Error {}

type Skipping = { left: number; beginning: Buffer[]; kept: number; publish: Omit<Publish, 'payload'>; standIn: Buffer }

/**
 * What stands between a socket and aedes. It lets whole, well-formed packets through and nothing else: first one CONNECT,
 * and what follows only once that device has signed in, so that a stranger never occupies more than one small packet.
 *
 * A PUBLISH is taken out here. When it is durable, an empty stand-in with the same message id goes on to aedes, which
 * answers that. aedes itself would stop reading while two messages wait, and the third, or a ping, would wait for them.
 *
 * DISCONNECT and the end of the stream are held until everything before them is answered: a button that wakes, sends
 * and sleeps puts CONNECT, PUBLISH, DISCONNECT and FIN into one segment.
 */
export class FrameGuard extends Duplex {
  readonly #socket: Socket
  readonly #hooks: GuardHooks
  readonly #answers: Answers
  #phase: 'arriving' | 'signing_in' | 'open' | 'leaving' | 'dropped' | 'over' = 'arriving'
  #rest: Backlog | null = null
  /** How many bytes the packet at the head of the rest takes, as far as that is known. */
  #needed = 0
  #skipping: Skipping | null = null
  #wanted = true
  #inputEnded = false
  #stopped = false
  #unanswered = 0
  /** Stand-ins the broker has and has not answered. */
  #handedOn = 0
  /** Bytes of payload that are being written. */
  #underWay = 0

  constructor(socket: Socket, hooks: GuardHooks) {
    super()
    this.#socket = socket
    this.#hooks = hooks
    this.#answers = createAnswers(hooks.lost)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    // Also when it broke: what had arrived by then is still worth keeping.
    for (const event of ['end', 'error', 'close']) socket.on(event, () => this.#isOver())
  }

  /** The device has signed in and the broker is ready: what it sent after its CONNECT may pass. */
  open(): void {
    if (this.#phase !== 'signing_in') return
    this.#phase = 'open'
    this.emit('open')
    this.#run()
  }

  /** It has sent more than its CONNECT already: a button that wakes to be heard. */
  get hasMore(): boolean {
    return this.#phase === 'signing_in' && this.#rest !== null
  }

  /** The broker has answered the oldest stand-in. Its bytes leave in the next tick. */
  answered(): void {
    const full = this.#full()
    this.#unanswered--
    this.#handedOn--
    if (this.#phase === 'dropped') this.#finishDropping()
    else if (this.#unanswered === 0 && this.#stopped) setImmediate(() => this.destroy())
    else if (this.#unanswered === 0 && (this.#phase === 'leaving' || this.#inputEnded)) setImmediate(() => this.#run())
    else if (full && !this.#full()) this.#run()
  }

  /** Ends the connection once what was kept is answered. */
  giveUp(): void {
    if (this.#phase === 'over') return
    this.#phase = 'dropped'
    this.#finishDropping()
  }

  /** Takes nothing more in, and ends the connection once what was taken in is answered. */
  finish(): void {
    this.#stopped = true
    this.#socket.pause()
    if (this.#unanswered === 0) this.destroy()
  }

  override _read(): void {
    this.#wanted = true
    this.#run()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A broken socket ends the input as well; an error here would cut off what has still to be read.
    if (this.#socket.writable) this.#socket.write(chunk, () => done())
    else done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#phase = 'over'
    this.#rest = null
    this.#skipping = null
    const socket = this.#socket
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

  #finishDropping(): void {
    if (this.#handedOn === 0) setImmediate(() => this.destroy())
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

  #isOver(): void {
    if (this.#inputEnded) return
    this.#inputEnded = true
    this.#hooks.inTurn(() => this.#run())
  }

  #full(): boolean {
    return this.#unanswered >= underWay.messages || this.#underWay >= underWay.bytes
  }

  #mayRead(): boolean {
    return this.#wanted && !this.#stopped && !this.#full()
  }

  /** Lets pass what may pass now, and reads on or doesn't. */
  #run(): void {
    const rest = this.#rest
    if (rest !== null && rest.bytes.length >= this.#needed) {
      const bytes = rest.bytes
      let offset = 0
      while (offset < bytes.length && this.#mayRead()) {
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
    const reads = this.#mayRead() && (this.#phase === 'arriving' || this.#phase === 'open')
    if (this.#phase === 'leaving' && this.#unanswered === 0) {
      this.#phase = 'over'
      this.push(Buffer.from([packetTypes.disconnect << 4, 0]))
    } else if (this.#inputEnded && reads && this.#unanswered === 0) {
      // What is left is no whole packet.
      this.#phase = 'over'
      this.push(null)
    } else if (reads) this.#socket.resume()
    else this.#socket.pause()
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
      if (verdict.answer !== null) this.#socket.write(verdict.answer)
      this.#violation(verdict.reason)
      return 0
    }
    this.#phase = 'signing_in'
    this.#pass(frame)
    return frame.length
  }

  #publish(header: FixedHeader, bytes: Buffer, offset: number): number {
    const read = readPublish(header, bytes, offset)
    if (read === null) return 0
    if (typeof read === 'string') {
      this.#violation(read)
      return 0
    }
    const { publish, payloadAt, payloadSize, standIn } = read
    if (publish.refusal !== null) {
      const skipping = { left: payloadSize, beginning: [], kept: 0, publish, standIn }
      this.#skipping = skipping
      return payloadAt + this.#skip(skipping, bytes, offset + payloadAt)
    }
    const size = payloadAt + payloadSize
    if (!this.#has(size, bytes, offset)) return 0
    this.#keep({ ...publish, payload: bytes.subarray(offset + payloadAt, offset + size) }, standIn)
    return size
  }

  #skip(skipping: Skipping, bytes: Buffer, offset: number): number {
    const used = Math.min(skipping.left, bytes.length - offset)
    const keep = Math.min(used, sizes.beginning - skipping.kept)
    if (keep > 0) skipping.beginning.push(Buffer.from(bytes.subarray(offset, offset + keep)))
    skipping.kept += Math.max(keep, 0)
    skipping.left -= used
    if (skipping.left === 0) {
      this.#skipping = null
      this.#keep({ ...skipping.publish, payload: Buffer.concat(skipping.beginning) }, skipping.standIn)
    }
    return used
  }

  #keep(publish: Publish, answer: Buffer): void {
    const size = publish.payload.length
    this.#unanswered++
    this.#underWay += size
    this.#answers.after(this.#hooks.publish(publish), () => {
      this.#underWay -= size
      if (this.#phase === 'over') return
      this.#handedOn++
      this.#pass(answer)
    })
  }

  #pass(frame: Buffer): void {
    this.#wanted = this.push(frame)
  }
}
