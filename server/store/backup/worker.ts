import { setPriority } from 'node:os'
import pg from 'pg'
import { z } from 'zod'
import { writeBackup } from './write.ts'

/** What the hub asks this process for; a password is in the address, so it comes by message and not as an argument. */
const Asked = z.object({
  url: z.string(),
  path: z.string(),
  version: z.string(),
  now: z.number(),
  bytesPerSecond: z.number(),
})

/**
 * A process of its own for a backup: what it packs takes no turn of the hub's, and the system lets everybody else go
 * first. It says `{ bytes, rows }` or `{ error }`, and ends.
 */
async function answer(asked: unknown): Promise<object> {
  const { url, path, ...how } = Asked.parse(asked)
  const client = new pg.Client({ connectionString: url, application_name: 'carebell backup', keepAlive: true })
  await client.connect()
  try {
    return await writeBackup(client, path, how)
  } finally {
    await client.end()
  }
}

setPriority(19)
process.once('message', (asked) => {
  answer(asked)
    .catch((error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }))
    .then((said) => process.send?.(said, () => process.disconnect()))
})
// The hub is gone: nobody waits for this any more.
process.once('disconnect', () => process.exit(0))
