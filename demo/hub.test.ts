import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startHub, withoutService } from './hub.ts'

const host = '127.0.0.1'

/** A port that is taken until it is released. */
const takePort = async () => {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const release = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { port: address.port, release }
}

it('inherits nothing of a real service: not its database, nor whom it rings', () => {
  const real = { DATABASE_URL: 'a', HUB_DATA_DIR: 'b', INFLUX_URL: 'c', INFLUX_TOKEN: 'd', HUB_WEBHOOK_URL: 'e' }
  const kept = { PATH: '/bin', HUB_LOG_LEVEL: 'warn', HUB_SMTP_URL: 'smtp://own' }
  expect(withoutService({ ...real, HUB_WEBHOOK_SECRET: 'f', ...kept })).toEqual(kept)
})

describe('a hub that can not start', () => {
  it('names the port that somebody else holds', async () => {
    const { port, release } = await takePort()
    const wish = { dataDir: '/nowhere', host, httpPort: port, mqttPort: port, environment: {} }
    await expect(startHub(wish)).rejects.toThrow(
      `HUB_HTTP_PORT: port ${port} of 127.0.0.1 can not be used (EADDRINUSE)`,
    )
    await release()
  })

  it('says why, in its own words, at once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'carebell-demo-'))
    const { port: httpPort, release } = await takePort()
    await release()
    const environment = { HUB_LOG_LEVEL: 'loud' }
    await expect(startHub({ dataDir, host, httpPort, mqttPort: httpPort, environment })).rejects.toThrow(
      /^the hub did not start \(status 1: .*HUB_LOG_LEVEL/,
    )
    rmSync(dataDir, { recursive: true })
  }, 30_000)
})
