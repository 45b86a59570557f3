import { once } from 'node:events'
import type { Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { PortTaken } from './port-taken.ts'

/** Binds the port; requests wait in the kernel until `serve`. Rejects with PortTaken naming the variable and the port. */
export async function listenHttp(server: Server, at: { host: string; port: number }): Promise<number> {
  server.listen(at.port, at.host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw PortTaken.from(error, 'HUB_HTTP_PORT', at.port)
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : at.port
}

/** Answers with the API. The peer's address goes beside the request: nothing a client sends can stand for it. */
export function serve(
  server: Server,
  fetch: (request: Request, bindings: object) => Response | Promise<Response>,
  peerHeader: string,
): void {
  const listener = getRequestListener(fetch)
  server.on('request', (request, response) => {
    // socket.io answers its own path.
    if (request.url?.startsWith('/socket.io/') === true) return
    request.headers[peerHeader] = request.socket.remoteAddress ?? ''
    request.rawHeaders = request.rawHeaders.filter((_, i, all) => all[i - (i % 2)]?.toLowerCase() !== peerHeader)
    request.rawHeaders.push(peerHeader, request.socket.remoteAddress ?? '')
    void listener(request, response)
  })
  // Anything that wants to upgrade elsewhere than to socket.io would otherwise hang for ever.
  server.on('upgrade', (request, socket) => {
    if (request.url?.startsWith('/socket.io/') !== true) socket.destroy()
  })
}

const closeWithinMs = 3_000

/** Lets what is being answered finish, within three seconds; keep-alive connections that idle are ended at once. */
export async function closeHttp(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const deadline = setTimeout(() => server.closeAllConnections(), closeWithinMs)
  await closed
  clearTimeout(deadline)
}
