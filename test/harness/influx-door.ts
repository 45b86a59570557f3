import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** What the door does with a write: lets it through, answers in InfluxDB's place, or says nothing at all. */
export type Says =
  | { pass: true; after?: () => Promise<void> }
  | { status: number; body?: string; headers?: Record<string, string> }
  | { hang: true }

export type InfluxDoor = {
  url: string
  /** Decides about every write from now on, by its lines. */
  onWrite(decide: (lines: string[]) => Says): void
  /** The lines of the writes that went through, in order. */
  passed: string[]
  /** How many writes came. */
  writes(): number
  close(): Promise<void>
}

/** Stands before InfluxDB and can be slow, out of order, or picky about points. Reads go through. */
export async function openDoor(behind: string): Promise<InfluxDoor> {
  let decide: (lines: string[]) => Says = () => ({ pass: true })
  let writes = 0
  const passed: string[] = []

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const sent = Buffer.concat(chunks)
    const isWrite = request.method === 'POST'
    const lines = isWrite
      ? (request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString().split('\n')
      : []
    if (isWrite) writes += 1
    const says: Says = isWrite ? decide(lines) : { pass: true }
    if ('hang' in says) return
    if ('status' in says) {
      response.writeHead(says.status, { 'content-type': 'application/json', ...says.headers }).end(says.body ?? '')
      return
    }
    const { authorization, 'content-encoding': encoding } = request.headers
    const answer = await fetch(new URL(request.url ?? '/', behind), {
      method: request.method ?? 'GET',
      headers: { ...(authorization && { authorization }), ...(encoding && { 'content-encoding': encoding }) },
      ...(isWrite && { body: new Uint8Array(sent) }),
    })
    const body = await answer.text()
    if (isWrite && answer.status === 204) passed.push(...lines)
    await says.after?.()
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
    response.end(body)
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    onWrite: (next) => {
      decide = next
    },
    passed,
    writes: () => writes,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
