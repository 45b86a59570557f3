import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from './open.ts'

const quiet = { info: () => undefined, error: () => undefined }

describe('a database that cannot be used', () => {
  it.each(['localhost', '127.0.0.1'])('names DATABASE_URL when nobody answers on %s', async (host) => {
    const databaseUrl = `postgres://somebody:something@${host}:${await closedPort()}/carebell`
    await expect(openStore({ databaseUrl, dataDir: '/nowhere' }, quiet)).rejects.toThrow(
      /^DATABASE_URL: connect ECONNREFUSED .+$/,
    )
  })

  it('names HUB_DATA_DIR when that is a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'carebell-open-'))
    try {
      const dataDir = join(directory, 'file')
      await writeFile(dataDir, '')
      await expect(openStore({ databaseUrl: null, dataDir }, quiet)).rejects.toThrow(/^HUB_DATA_DIR: .+$/)
      await expect(openStore({ databaseUrl: null, dataDir: join(dataDir, 'below') }, quiet)).rejects.toThrow(
        /^HUB_DATA_DIR: .+$/,
      )
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
