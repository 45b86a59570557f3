import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** Takes a socket in, or null when there is no room: then it is closed at once. */
export type Arrival = (socket: Socket) => void

const common = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const

export const plainListener = (arrived: Arrival): Server => createServer(common, arrived)

export type Certificate = { key: string | Buffer; cert: string | Buffer }

/** MQTT over TLS. `admit` holds the place of a handshake under way and gives it back through what it returns. */
export const tlsListener = (
  { key, cert }: Certificate,
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
  const server = createTlsServer({ ...common, key, cert, handshakeTimeout, minVersion: 'TLSv1.2' }, (socket) => {
    finished(nameOf(socket))
    arrived(socket)
  })
  server.prependListener('connection', (socket: Socket) => {
    const release = admit(socket)
    if (release === null) return socket.destroy()
    const name = nameOf(socket)
    shaking.set(name, release)
    socket.once('close', () => finished(name))
  })
  server.on('tlsClientError', failed)
  return server
}

/** The port it got. Rejects with the system's error, which names the address when the port is taken. */
export const listenOn = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: 4_096 }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

export const stopListening = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
  })
