import { Buffer } from 'node:buffer'

export type InfluxOptions = {
  url: string
  /** A token; or `name:password`, as version 1 has it. */
  token: string | null
  /** An organisation means the API of version 2; without one it is version 1's, which version 3 answers as well. */
  org: string | null
  /** The bucket; for version 1 the database, or `database/retention policy`. */
  bucket: string
}

export function authorization({ token }: InfluxOptions): Record<string, string> {
  if (token === null) return {}
  if (token.includes(':')) return { authorization: `Basic ${Buffer.from(token).toString('base64')}` }
  return { authorization: `Token ${token}` }
}

/** `db` and `rp` of the API of version 1. Version 2 takes a bucket's name for its database. */
export function database({ bucket }: InfluxOptions): Record<string, string> {
  const [db = bucket, rp] = bucket.split('/', 2)
  return rp === undefined ? { db } : { db, rp }
}

/** One measurement with a tag for the device and a field for each metric; a reading is one field at one millisecond. */
export const measurement = 'reading'
