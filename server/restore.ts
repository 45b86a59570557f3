import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { readConfig } from './config.ts'
import { openBackup, readBackup } from './store/backup/read.ts'
import { connect, type Database } from './store/database.ts'
import { startEmbedded } from './store/embedded/start.ts'
import { migrate, migrateTo } from './store/migrate.ts'
import { createPartition, type Partition, partitionNamed } from './store/series/partitions.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm run restore -- FILE`: a backup into the embedded database of HUB_DATA_DIR, which must have nobody in it yet. */
async function main(path: string | undefined): Promise<void> {
  if (path === undefined) throw new Error('which backup? npm run restore -- FILE')
  const config = readConfig()
  if (config.databaseUrl !== null)
    throw new Error("DATABASE_URL is set: that database's own tools restore it. Unset it to restore into HUB_DATA_DIR")
  const backup = await openBackup(path)
  const { manifest } = backup
  say(`${path}: taken at ${manifest.takenAt} by version ${manifest.version}, ${manifest.tables.length} tables`)

  const embedded = await startEmbedded({ dataDir: config.dataDir, log: say })
  const connections = connect(embedded.url, { max: 2, onError: (error) => say(error.message), unhurried: true })
  try {
    const { db, pool } = connections
    if (await hasPeople(db))
      throw new Error(`HUB_DATA_DIR: ${config.dataDir} has a database with people in it. Move it away, or name another`)
    // As the database was, so that every column is where the backup has it; then to this version.
    await migrateTo(db, manifest.migrations)
    await runMigrations({ pgPool: pool })
    for (const { name, partitions } of manifest.tables)
      for (const partition of partitions) await createPartition(db, partitionNamed(partitionedTable(name), partition))
    const client = new pg.Client({ connectionString: embedded.url })
    await client.connect()
    try {
      const { rows } = await readBackup(client, backup)
      say(`${rows} rows restored`)
    } finally {
      await client.end()
    }
    await migrate(db)
    say(`${config.dataDir} is ready: start the hub with it`)
  } finally {
    await connections.close()
    await embedded.stop()
  }
}

async function hasPeople(db: Database): Promise<boolean> {
  const tables = await db.introspection.getTables()
  if (!tables.some(({ name }) => name === 'user')) return false
  return (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined
}

function partitionedTable(name: string): Partition['of'] {
  if (name === 'reading' || name === 'reading_minute' || name === 'reading_hour') return name
  throw new Error(`${name} is kept by time in the backup, and not here`)
}

await main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`carebell: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
