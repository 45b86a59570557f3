import { type Connections, connect } from './database.ts'
import { startEmbedded } from './embedded/start.ts'
import { migrate } from './migrate.ts'
import { becomeOnlyHub, type OnlyHub } from './only-hub.ts'

export type OpenStore = Connections & {
  url: string
  /**
   * Connections of their own for what people ask for over the API: however much that is, escalations, live events and the
   * desk are not kept waiting for one.
   */
  asked: Connections
  /** Resolves with one line when another hub has the database. */
  lost: OnlyHub['lost']
  /** Closes the pool, and the embedded server where there is one. */
  close(): Promise<void>
}

/**
 * The database that DATABASE_URL names, or one of the hub's own; brought to this version's schema. Rejects with one line
 * that names the variable when that database can't be used, or the data directory can't be written.
 */
export async function openStore(
  options: { databaseUrl: string | null; dataDir: string },
  log: { info(line: string): void; error(error: Error): void },
): Promise<OpenStore> {
  const embedded =
    options.databaseUrl === null
      ? await startEmbedded({ dataDir: options.dataDir, log: (line) => log.info(line) }).catch(asDataDirectory)
      : null
  const url = embedded?.url ?? options.databaseUrl ?? ''
  const connections = connect(url, { max: 20, onError: (error) => log.error(error) })
  const asked = connect(url, { max: 16, statementMs: 10_000, onError: (error) => log.error(error) })
  let only: OnlyHub | null = null
  const close = async () => {
    await Promise.all([connections.close(), asked.close()])
    await only?.release()
    await embedded?.stop()
  }
  try {
    // Before anything is changed there: another hub may run on it.
    only = await becomeOnlyHub(url, log)
    await broughtUp(url, log)
    return { ...connections, asked, url, lost: only.lost, close }
  } catch (error) {
    await close()
    if (embedded !== null) throw error
    throw new Error(`DATABASE_URL: ${inOneLine(error)}`, { cause: error })
  }
}

async function broughtUp(url: string, log: { error(error: Error): void }): Promise<void> {
  const { db, close } = connect(url, { max: 2, onError: (error) => log.error(error), unhurried: true })
  await migrate(db).finally(close)
}

/** What the operating system refused while the directory was made and locked; anything else says by itself what it is. */
const asDataDirectory = (error: unknown): never => {
  const refused = error instanceof Error && 'syscall' in error && 'path' in error
  throw refused ? new Error(`HUB_DATA_DIR: ${error.message}`, { cause: error }) : error
}

/** A name with several addresses fails with one error for each, and no message of its own. */
const inOneLine = (error: unknown): string => {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error ? first.message : String(first)
}
