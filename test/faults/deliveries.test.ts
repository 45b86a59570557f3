import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from '../harness/chance.ts'
import { startDatabase, type TestDatabase } from '../harness/database.ts'
import { furnish, type IngestRig, ingestRig } from '../harness/ingest.ts'

const runs = 60
let database: TestDatabase
let rig: IngestRig
let used = 0

beforeAll(async () => {
  database = await startDatabase()
  await furnish(database.url, { button: 3 * runs + 200 })
  rig = await ingestRig(database.url)
})
afterAll(async () => {
  await rig?.close()
  await database?.stop()
})

const minuteMs = 60_000
const types = ['call', 'fall', 'smoke', 'tamper', 'activity', 'door.open', 'test', 'mains.lost'] as const

type Event = { id: string; type: string; at: number }
/** What is known of a device in the end: its events, and which alerts are open and how often each was asked for. */
async function outcomeOf(deviceId: string) {
  const of = <T extends object>(rows: T[]) => rows
  const { rows: events } = await rig.pool.query(
    `select e.event_id as id, e.type, e.at from event e join device d on d.no = e.device_no where d.id = $1 order by 1`,
    [deviceId],
  )
  const { rows: alerts } = await rig.pool.query(
    `select a.kind, a.state, a.repeats from alert a join device d on d.no = a.device_no where d.id = $1 order by 1`,
    [deviceId],
  )
  return { events: of(events), alerts: of(alerts) }
}

/** Events of one device, and the order in which its deliveries arrive: each once or more, in groups that arrive together. */
const deliveries = fc
  .array(fc.record({ type: fc.constantFrom(...types), agoMs: fc.integer({ min: 0, max: 30 * minuteMs }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .chain((events) =>
    fc.record({
      events: fc.constant(events),
      again: fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 8 }),
      order: fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
      together: fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
      restarts: fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
    }),
  )

describe('deliveries that come twice and in any order', () => {
  it('are the same events and the same alerts as each once and in order', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ events, again, order, together, restarts }) => {
        const now = rig.clock.now
        const said: Event[] = events
          .map(({ type, agoMs }) => ({ type, at: now - agoMs }))
          .sort((a, b) => a.at - b.at)
          .map((event, i) => ({ id: `e${i}`, ...event }))
        const inOrder = `button-${++used}`
        const shuffled = `button-${++used}`
        for (const event of said) await rig.say(inOrder, 'event', event)

        const all = [...said, ...again.flatMap((index) => said[index] ?? [])]
        const arriving = all.map((event, i) => ({ event, key: order[i] ?? 0 })).sort((a, b) => a.key - b.key)
        let group: Promise<void>[] = []
        for (const [i, { event }] of arriving.entries()) {
          group.push(rig.say(shuffled, 'event', event))
          if (together[i] === true) continue
          await Promise.all(group)
          group = []
          // Now and then the hub forgets what it has in memory.
          if (restarts[i] === true && i % 5 === 0) {
            const clock = rig.clock.now
            rig = await rig.restart()
            rig.clock.now = clock
          }
        }
        await Promise.all(group)
        expect(await outcomeOf(shuffled)).toEqual(await outcomeOf(inOrder))
      }),
      { numRuns: runs },
    )
  })

  it('a call is never lost to its own cancel, whichever arrives first and however often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 0, 1, 0, 1], { minLength: 6 }), async (order) => {
        const device = `button-${++used}`
        const now = rig.clock.now
        const pair = [
          { id: 'c', type: 'call', at: now - 60_000 },
          { id: 'x', type: 'call.cancel', at: now - 30_000 },
        ]
        for (const index of order) await rig.say(device, 'event', pair[index])
        const { events, alerts } = await outcomeOf(device)
        expect(events).toHaveLength(2)
        expect(alerts).toEqual([{ kind: 'call', state: 'open', repeats: 0 }])
      }),
      { numRuns: 20 },
    )
  })
})
