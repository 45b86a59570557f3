import pg from 'pg'

/**
 * Makes sure that the server at the URL, `postgres://user:password@host:port/name`, lets us in and has the database.
 * Rejects when it refuses the password.
 */
export async function openDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  try {
    await ask(url, 'select 1')
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '3D000') throw error
    const maintenance = new URL(url)
    maintenance.pathname = '/postgres'
    await ask(maintenance.href, `create database ${pg.escapeIdentifier(name)}`)
  }
}

async function ask(url: string, query: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query(query)
  } finally {
    await client.end()
  }
}
