import pg from 'pg'
import { v7 as newId } from 'uuid'
import { emptyBatch } from '../../server/ingest/build.ts'
import type { ReadingRow } from '../../server/store/commit/batch.ts'
import { commitBatch, type ReadingsTo } from '../../server/store/commit/commit.ts'
import { type Connections, connect } from '../../server/store/database.ts'
import { createPartitionKeeper } from '../../server/store/series/partition-keeper.ts'
import { startDatabase } from './database.ts'
import { furnish, oneArea, oneResident } from './ingest.ts'

/** A database with devices, and readings committed as the hub commits them. */
export type SeriesRig = Connections & {
  url: string
  /** A device that nobody has used before, not in any store. */
  addDevice(): Promise<{ id: string; no: number }>
  commit(readingsTo: ReadingsTo, readings: ReadingRow[]): Promise<void>
  stop(): Promise<void>
}

export async function seriesRig(): Promise<SeriesRig> {
  const database = await startDatabase()
  await furnish(database.url, {})
  const connections = connect(database.url, { max: 6, onError: () => undefined })
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const partitions = createPartitionKeeper(connections.db)
  return {
    ...connections,
    url: database.url,
    async addDevice() {
      const id = `Test.${newId()}`
      const { no } = await connections.db
        .insertInto('device')
        .values({
          id,
          kind: 'bed',
          resident_id: oneResident,
          area_id: oneArea,
          model: '',
          location: '',
          gateway_id: null,
          power: 'mains',
          beat_seconds: 60,
          enabled: true,
          secret_salt: Buffer.alloc(16),
          secret_hash: Buffer.alloc(32),
        })
        .returning('no')
        .executeTakeFirstOrThrow()
      return { id, no }
    },
    async commit(readingsTo, readings) {
      const batch = { ...emptyBatch(), readings }
      if (readingsTo === 'table') await partitions.forBatch(batch)
      await commitBatch(client, batch, readingsTo)
    },
    async stop() {
      await client.end()
      await connections.close()
      await database.stop()
    },
  }
}
