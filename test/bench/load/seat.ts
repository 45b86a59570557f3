import { connect, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type TLSSocket } from 'node:tls'
import type { Secret, Target } from './orders.ts'
import { connectPacket } from './packets.ts'

/** One device: where it comes from, its connection while it has one, and what it has sent and heard on it. */
export type Seat = {
  device: Secret
  from: string
  socket: Socket | TLSSocket | null
  /** The TCP connection under it. */
  line: Socket | null
  /** What it resumes its TLS session with, from the last connection it had. */
  ticket: Buffer | null
  resumed: boolean
  /** Bytes since the CONNACK. A PUBACK is four, and a device that measures a rate is sent nothing else. */
  heard: number
  onHeard: (() => void) | null
  sent: number
}

export const newSeat = (device: Secret, from: string): Seat => ({
  device,
  from,
  socket: null,
  line: null,
  ticket: null,
  resumed: false,
  heard: 0,
  onHeard: null,
  sent: 0,
})

/** All sockets read into this one: what was said is not kept. */
const scratch = Buffer.allocUnsafe(64 * 1024)
const attemptWithinMs = 30_000
/**
 * One for all: made for each, it would be read and parsed each time, and the generator be what is measured. The curves are
 * those that devices have; two Nodes among themselves would take one with a key exchange of a kilobyte.
 */
const trustsAnybody = createSecureContext({ ecdhCurve: 'X25519:P-256' })

/** Connects and signs in. Rejects when it is refused, closed, or not answered in time. */
export function signIn(seat: Seat, target: Target, keepaliveSeconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let signedIn = false
    const take = (bytes: Buffer) => {
      if (signedIn) {
        seat.heard += bytes.length
        seat.onHeard?.()
      } else if (bytes[0] === 0x20 && bytes[3] === 0) {
        signedIn = true
        seat.socket = socket
        seat.line = line
        seat.resumed = 'isSessionReused' in socket && socket.isSessionReused()
        seat.heard = bytes.length - 4
        seat.sent = 0
        socket.setTimeout(0)
        resolve()
      } else {
        reject(new Error(`refused with ${bytes.subarray(0, 4).toString('hex')}`))
        socket.destroy()
      }
    }
    const where = { host: '127.0.0.1', port: target.port, localAddress: seat.from, noDelay: true }
    const onread = {
      buffer: scratch,
      callback: (length: number, buffer: Uint8Array) => {
        take(Buffer.from(buffer.buffer, buffer.byteOffset, length))
        return true
      },
    }
    const line = target.tls === false ? connect({ ...where, onread }) : connect(where)
    const socket = target.tls === false ? line : encrypted(line, target.tls === 'resumed' ? seat : null, take)
    line.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code ?? error.message)))
    socket.setTimeout(attemptWithinMs, () => socket.destroy(new Error('no answer in time')))
    socket.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code ?? error.message)))
    socket.on('close', () => {
      reject(new Error('closed'))
      if (seat.socket !== socket) return
      seat.socket = null
      seat.onHeard?.()
    })
    socket.write(connectPacket(seat.device, keepaliveSeconds))
  })
}

function encrypted(line: Socket, resumes: Seat | null, take: (bytes: Buffer) => void): TLSSocket {
  const session = resumes?.ticket ?? null
  const socket = connectTls({
    socket: line,
    secureContext: trustsAnybody,
    rejectUnauthorized: false,
    ...(session !== null && { session }),
  })
  socket.on('data', take)
  if (resumes !== null)
    socket.on('session', (ticket) => {
      resumes.ticket = ticket
    })
  return socket
}
