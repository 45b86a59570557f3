import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A line between two programs that a test can spoil. */
export type Line = {
  port: number
  /** What the listening side says stays on the way; what it is told still arrives. */
  holdReplies(): void
  /** Nothing arrives any more, in either direction, and nobody hears of it. Connections made later are as good as new. */
  fallSilent(): void
  /** What was held arrives, and all is as before. Of what fell silent nothing comes back. */
  pass(): void
  /** Both ends of every connection are gone. */
  cut(): void
  close(): Promise<void>
}

export async function startProxy(to: number): Promise<Line> {
  const pairs = new Set<{ near: Socket; far: Socket; held: Buffer[]; silent: boolean }>()
  let holding = false
  const server = createServer({ noDelay: true, allowHalfOpen: false }, (near) => {
    const far = connect({ port: to, host: '127.0.0.1', noDelay: true })
    const pair = { near, far, held: [] as Buffer[], silent: false }
    pairs.add(pair)
    near.on('data', (chunk: Buffer) => {
      if (!pair.silent) far.write(chunk)
    })
    far.on('data', (chunk: Buffer) => {
      if (holding) pair.held.push(chunk)
      else if (!pair.silent) near.write(chunk)
    })
    const ended = () => {
      if (pair.silent) return
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', () => undefined).on('close', ended)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = () => {
    for (const { near, far } of pairs) {
      near.destroy()
      far.destroy()
    }
    pairs.clear()
  }
  return {
    port: address.port,
    holdReplies() {
      holding = true
    },
    fallSilent() {
      for (const pair of pairs) pair.silent = true
    },
    pass() {
      holding = false
      for (const { near, held } of pairs) for (const chunk of held.splice(0)) near.write(chunk)
    },
    cut,
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
