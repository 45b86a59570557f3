import { type Connections, connect } from './database.ts'
import { startEmbedded } from './embedded/start.ts'
import { migrate } from './migrate.ts'

export type OpenStore = Connections & {
  url: string
  /** Closes the pool, and the embedded server where there is one. */
  close(): Promise<void>
}

/** The database that DATABASE_URL names, or one of the hub's own; brought to this version's schema. */
export async function openStore(
  options: { databaseUrl: string | null; dataDir: string },
  log: { info(line: string): void; error(error: Error): void },
): Promise<OpenStore> {
  const embedded =
    options.databaseUrl === null
      ? await startEmbedded({ dataDir: options.dataDir, log: (line) => log.info(line) })
      : null
  const url = embedded?.url ?? options.databaseUrl ?? ''
  const connections = connect(url, { max: 16, onError: (error) => log.error(error) })
  const close = async () => {
    await connections.close()
    await embedded?.stop()
  }
  try {
    await migrate(connections.db)
  } catch (error) {
    await close()
    throw error
  }
  return { ...connections, url, close }
}
