import pg from 'pg'
import { expect } from 'vitest'
import type { PersistentDevice } from './persistent-device.ts'

/** Looks into a hub's database from the side. */
export const lookInto = <R extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []) =>
  withClient(url, async (client) => (await client.query<R>(text, values)).rows)

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined) // its query says so
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * What was acknowledged is there, and once: an event is a row, a reading is a row, and all calls of a device that nobody
 * attended to are one open alert whose repeats count every call that is stored.
 */
export async function expectExactlyOnce(url: string, devices: readonly PersistentDevice[]): Promise<void> {
  const ids = devices.map(({ id }) => id)
  const { events, readings, alerts } = await withClient(url, async (client) => {
    // One moment for all of it: the hub may still be at work on what is not acknowledged.
    await client.query('begin isolation level repeatable read')
    const events = await client.query<{ id: string; said: string; type: string }>(
      `select d.id, e.event_id as said, e.type from event e join device d on d.no = e.device_no where d.id = any($1)`,
      [ids],
    )
    const readings = await client.query<{ id: string; said: string }>(
      `select d.id, (extract(epoch from r.at) * 1000)::bigint::text as said
        from reading r join device d on d.no = r.device_no where d.id = any($1) and r.metric = 1`,
      [devices.filter(({ says }) => says === 'telemetry').map(({ id }) => id)],
    )
    const alerts = await client.query<{ id: string; times: number }>(
      `select d.id, a.repeats + 1 as times from alert a join device d on d.no = a.device_no
        where d.id = any($1) and a.kind = 'call'`,
      [ids],
    )
    return { events: events.rows, readings: readings.rows, alerts: alerts.rows }
  })
  const stored = new Set([...events, ...readings].map(({ id, said }) => `${id} ${said}`))
  expect(stored.size, 'what was said is one fact').toBe(events.length + readings.length)
  const lost = devices.flatMap(({ id, acknowledged }) =>
    [...acknowledged].map((said) => `${id} ${said}`).filter((key) => !stored.has(key)),
  )
  expect(lost, 'acknowledged and not stored').toEqual([])

  const calls = new Map<string, number>()
  for (const { id, type } of events) if (type === 'call') calls.set(id, (calls.get(id) ?? 0) + 1)
  expect(inOrder(alerts), 'one alert a device, that counts each call once').toEqual(
    inOrder([...calls].map(([id, times]) => ({ id, times }))),
  )
}

const inOrder = <T extends { id: string }>(rows: T[]): T[] => rows.sort((a, b) => a.id.localeCompare(b.id))
