import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { BlockList } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { peerAddress } from './peer-address.ts'
import { PortTaken } from './port-taken.ts'

type Fetch = (request: Request, bindings: object) => Response | Promise<Response>

export type Http = {
  /** For socket.io, which shares the port. */
  server: Server
  /** Binds the port, so that one that is taken is said early. Rejects with PortTaken naming the variable and the port. */
  listen(at: { host: string; port: number }): Promise<number>
  /** From now on it answers with the API; until then with 503, so that who asks early comes back. */
  serve(fetch: Fetch, peerHeader: string): void
  /** Lets what is being answered finish, within three seconds; keep-alive connections that idle are ended at once. */
  close(): Promise<void>
}

const closeWithinMs = 3_000
/** Whoever sends a byte a second holds a connection no longer than this; an import of a city over a poor line takes its time. */
const patience = { headersTimeout: 10_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 }

/** `proxies`: whose X-Forwarded-For is believed. */
export function createHttp(proxies: BlockList): Http {
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = starting
  const server = createServer(patience, (request, response) => {
    // socket.io answers its own path, once it is there.
    if (!isSocketIo(request) || answer === starting) answer(request, response)
  })
  // What nobody takes would otherwise hang: elsewhere for ever, and on socket.io's path, from before it listens too,
  // for the 20 s after which a browser tries again.
  server.on('upgrade', (request, socket) => {
    const isTaken = isSocketIo(request) && server.listenerCount('upgrade') > 1
    if (!isTaken) socket.destroy()
  })

  return {
    server,

    async listen({ host, port }) {
      server.listen(port, host)
      try {
        await once(server, 'listening')
      } catch (error) {
        throw PortTaken.from(error, 'HUB_HTTP_PORT', port)
      }
      const address = server.address()
      return typeof address === 'object' && address !== null ? address.port : port
    },

    serve(fetch, peerHeader) {
      const listener = getRequestListener(fetch)
      answer = (request, response) => {
        // Nothing that a client sends can stand for the address it comes from.
        request.rawHeaders = request.rawHeaders.filter((_, i, all) => all[i - (i % 2)]?.toLowerCase() !== peerHeader)
        const forwarded = request.headers['x-forwarded-for']
        const from = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
        const peer = peerAddress(request.socket.remoteAddress ?? '', from, proxies)
        request.rawHeaders.push(peerHeader, peer)
        request.headers[peerHeader] = peer
        return listener(request, response)
      }
    },

    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const deadline = setTimeout(() => server.closeAllConnections(), closeWithinMs)
      await closed
      clearTimeout(deadline)
    },
  }
}

function starting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' })
  response.end(JSON.stringify({ type: 'about:blank', title: 'the hub is starting', status: 503, code: 'unavailable' }))
}

const isSocketIo = (request: IncomingMessage): boolean => request.url?.startsWith('/socket.io/') === true
