import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A port on loopback that nothing listens on. Below the range from which systems take the ports of outgoing connections:
 * one of those must not sit on it, nor connect to itself there, while the server restarts.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = randomInt(15_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('no free port between 15000 and 32000')
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const probe = createServer()
  probe.once('error', () => resolve(false))
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  return promise
}
