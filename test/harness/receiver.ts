import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'

export type Received = { headers: IncomingHttpHeaders; body: string }
export type Receiver = { url: string; port: number; got: Received[]; close(): Promise<void> }

/** A real receiver of webhooks, as a centre's SMS gateway would be; `answer` decides about each call. */
export async function openReceiver(
  answer: (nth: number) => { status: number; body: string } | 'hang' = () => ({ status: 202, body: 'sms 4711' }),
  port = 0,
): Promise<Receiver> {
  const got: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    got.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
    const said = answer(got.length)
    if (said === 'hang') return
    response.writeHead(said.status, { location: '/elsewhere' }).end(said.body)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/tell`,
    port: address.port,
    got,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
