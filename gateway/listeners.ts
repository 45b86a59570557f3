import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export type Arrival = (socket: Socket) => void

const tcp = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const

/** A listener without TLS that isn't listening yet; `arrived` gets every connection. */
export const plainListener = (arrived: Arrival): Server => createServer(tcp, arrived)

export type Certificate = {
  key: string | Buffer
  cert: string | Buffer
  /**
   * 48 bytes that seal the tickets devices resume with. The same in every process and after a restart, or a whole city
   * that comes back shakes hands at full price. Without it each listener makes its own.
   */
  ticketKeys?: Uint8Array
}

/** How long a ticket is good for: a battery button that wakes once a day still has one. */
const ticketSeconds = 26 * 3_600
/** Sessions of one listener are those of every other with the same keys; without a name they would be the process's own. */
const sessionsOf = 'carebell-mqtt'

/**
 * MQTT over TLS. A handshake under way holds a place of its address: `admit` gives it, or null when there is none, and
 * takes it back through what it returned.
 */
export const tlsListener = (
  { key, cert, ticketKeys }: Certificate,
  handshakeTimeout: number,
  admit: (socket: Socket) => (() => void) | null,
  arrived: Arrival,
  failed: (error: Error) => void,
): Server => {
  const shaking = new Map<string, () => void>()
  const nameOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`
  const finished = (name: string): void => {
    shaking.get(name)?.()
    shaking.delete(name)
  }
  const handshakes = createTlsServer(
    {
      allowHalfOpen: true,
      key,
      cert,
      handshakeTimeout,
      minVersion: 'TLSv1.2',
      sessionTimeout: ticketSeconds,
      sessionIdContext: sessionsOf,
      ...(ticketKeys && { ticketKeys: Buffer.from(ticketKeys) }),
    },
    (socket) => {
      finished(nameOf(socket))
      arrived(socket)
    },
  )
  handshakes.on('tlsClientError', (error, socket) => {
    // One that takes too long is reported and left open.
    socket.destroy()
    failed(error)
  })
  return createServer(tcp, (socket) => {
    const release = admit(socket)
    if (release === null) {
      socket.destroy()
      return
    }
    const name = nameOf(socket)
    shaking.set(name, release)
    socket.once('close', () => finished(name))
    handshakes.emit('connection', socket)
  })
}

/** The port it got. Rejects with the system's error, which names the address when the port is taken. */
export const listenOn = (server: Server, port: number, host: string, reusePort = false): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: 4_096, reusePort }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** Takes no more connections; resolves when those that are there have ended. */
export const stopListening = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
  })
