import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LiveEvent } from '../../server/contract/alerts.ts'
import type { ServerToBrowser } from '../../server/contract/live.ts'
import type { Actor } from '../../server/core/access/roles.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { createJobs, type Tasks } from '../../server/jobs/jobs.ts'
import { createLive, type Live } from '../../server/live/live.ts'
import { type Connections, connect } from '../../server/store/database.ts'
import * as queries from '../../server/store/queries.ts'
import { startDatabase, type TestDatabase } from '../harness/database.ts'
import { furnish, type IngestRig, ingestRig, oneArea } from '../harness/ingest.ts'
import { noTasks } from '../harness/no-tasks.ts'

const count = 10_000
const presses = 40

let database: TestDatabase
let rig: IngestRig
let live: Live
let connections: Connections
let stopJobs: () => Promise<void>
const server = createServer()
const seen: { event: LiveEvent; at: number }[] = []
let closeBrowser: () => void

beforeAll(async () => {
  database = await startDatabase()
  await furnish(database.url, { bed: count, button: presses })
  rig = await ingestRig(database.url, { now: () => Date.now(), announce: () => void live.publish([]) })
  const operator: Actor = {
    id: 'operator',
    name: '陈静',
    role: 'operator',
    areaId: oneArea,
    areaPath: `/${oneArea}/`,
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  live = createLive({
    server,
    actorOf: async () => operator,
    db: rig.db,
    queries,
    residentsOf: async () => [],
    log: { info: () => undefined, warn: () => undefined },
  })
  const announce = () => void live.publish([])
  const desk = createDesk({
    db: rig.db,
    queries,
    now: () => Date.now(),
    newId,
    announce,
    commands: { send: () => undefined },
  })
  const tasks: Tasks = { ...noTasks, watch_incident: desk.watchIncident }
  connections = connect(database.url, { max: 10, onError: () => undefined })
  const jobs = createJobs({ pool: connections.pool, tasks, onError: (error) => console.error(error) })
  await jobs.start()
  stopJobs = jobs.stop
  const browser: Socket<ServerToBrowser> = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    reconnection: false,
  })
  closeBrowser = () => void browser.disconnect()
  browser.on('live', (event) => seen.push({ event, at: performance.now() }))
  await new Promise<void>((resolve) => browser.on('hello', () => resolve()))
}, 120_000)
afterAll(async () => {
  closeBrowser?.()
  await live?.close()
  await stopJobs?.()
  await connections?.close()
  server.close()
  await rig?.close()
  await database?.stop()
})

describe('10,000 devices that go offline at once, with presses in the middle', () => {
  it('every press reaches the browser meanwhile; of the 10,000 it hears once a second at most', async () => {
    // Heard long ago, and their timers are due now.
    const beds = [...rig.registry.all()].filter(({ facts }) => facts.kind === 'bed')
    const due = Date.now()
    for (const bed of beds)
      rig.registry.setState(bed.id, {
        ...bed.state,
        online: true,
        lastSeenAt: due - 600_000,
        timers: { offline: due },
      })
    const startedAt = performance.now()
    const storm = Promise.all(beds.map(({ id }) => rig.ingest.input(id, { kind: 'timer', name: 'offline', due })))
    let over = false
    const stored = storm.then(() => {
      over = true
      return performance.now() - startedAt
    })
    await vi.waitFor(() => expect(seen.map(({ event }) => event.entry.type)).toContain('incident.opened'), {
      timeout: 20_000,
      interval: 2,
    })
    // As long as the storm lasts, one press after the other, each at another button.
    const waits: { kept: number; shown: number }[] = []
    for (let i = 1; i <= presses && !over; i++) {
      const pressedAt = performance.now()
      await rig.say(`button-${i}`, 'event', { id: 'press', type: 'call' })
      const kept = performance.now() - pressedAt
      const shown = await vi.waitFor(
        () => {
          const event = seen.find(({ event }) => event.alert?.device?.id === `button-${i}`)
          expect(event).toBeDefined()
          return event
        },
        { timeout: 20_000, interval: 1 },
      )
      waits.push({ kept, shown: (shown?.at ?? 0) - pressedAt })
    }
    const storedAfter = await stored
    await vi.waitFor(() => expect(seen.findLast(({ event }) => event.incident)?.event.incident?.members).toBe(count), {
      timeout: 20_000,
    })
    const toldAfter = performance.now() - startedAt
    const most = (which: 'kept' | 'shown') => Math.round(Math.max(...waits.map((wait) => wait[which])))
    const told = seen.filter(({ event }) => event.alert === null).length
    console.info(
      `${count} offline in ${Math.round(storedAfter)} ms; ${waits.length} presses meanwhile: acknowledged within ${most('kept')} ms, shown within ${most('shown')} ms; ${told} live events of the outage`,
    )
    const alerts = await rig.pool.query(
      `select kind, count(*)::int, count(distinct incident_id)::int as incidents, count(incident_id)::int as folded from alert group by kind order by kind`,
    )
    expect(alerts.rows).toEqual([
      { kind: 'call', count: waits.length, incidents: 0, folded: 0 },
      { kind: 'device_offline', count, incidents: 1, folded: count },
    ])
    // Once a second at most.
    expect(told).toBeLessThan(toldAfter / 1000 + 6)
    // The bench measures the figure of 500 ms on a machine of its own; here others work too. Behind the storm it would be all of it.
    expect(waits.length).toBeGreaterThan(3)
    const shown = waits.map((wait) => wait.shown).sort((a, b) => a - b)
    expect(shown[shown.length >> 1]).toBeLessThan(Math.max(1_500, storedAfter / 3))
  }, 150_000)
})
