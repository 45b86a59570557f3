import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadRegistered } from '../../server/registered.ts'
import { eventually } from '../harness/eventually.ts'
import { type IngestRig, startIngest } from '../harness/ingest.ts'

let rig: IngestRig

beforeAll(async () => {
  rig = await startIngest({ bed: 3, fall: 2 })
})
afterAll(() => rig?.close())

describe('an edit of a device', () => {
  it('that could not be read is read again until it holds, and those that follow with it', async () => {
    const failed: string[] = []
    const registered = await loadRegistered(rig.db, {
      pause: () => new Promise((resolve) => setTimeout(resolve, 20)),
      stopped: () => false,
      failed: (error) => failed.push(error.message),
      setAside: () => undefined,
      now: () => rig.clock.now,
    })
    await rig.db.updateTable('device').set({ beat_seconds: 77 }).where('id', '=', 'fall-1').execute()
    await rig.pool.query('alter table device rename to device_away')
    const first = registered.devices(['fall-1'])
    const second = registered.devices(['fall-2'])
    await eventually(() => expect(failed.length).toBeGreaterThan(1))
    await rig.pool.query('alter table device_away rename to device')
    await rig.db.updateTable('device').set({ beat_seconds: 78 }).where('id', '=', 'fall-2').execute()
    await Promise.all([first, second])
    expect(['fall-1', 'fall-2'].map((id) => registered.registry.get(id)?.facts.beatMs)).toEqual([77_000, 78_000])
  })

  it('that can never be read is set aside by itself and told; those before, beside and after it hold', async () => {
    const told: string[] = []
    const load = () =>
      loadRegistered(rig.db, {
        pause: async () => undefined,
        stopped: () => false,
        failed: () => undefined,
        setAside: ({ about, id }) => told.push(`${about} ${id}`),
        now: () => rig.clock.now,
      })
    const registered = await load()
    const beats = (seconds: number) =>
      rig.pool.query(`update device set beat_seconds = $1 where id like 'bed-%'`, [seconds])
    const known = (from: typeof registered) =>
      ['bed-1', 'bed-2', 'bed-3'].map((id) => (from.registry.get(id)?.facts.beatMs ?? 0) / 1000)
    const before = known(registered)[1]
    await beats(81)
    // No instant that the hub can make anything of.
    await rig.pool.query(`update device set maintenance_until = 'infinity' where id = 'bed-2'`)
    await registered.devices(['bed-1', 'bed-2', 'bed-3'])
    expect(known(registered)).toEqual([81, before, 81])
    expect(registered.unread()).toMatchObject([{ about: 'device', id: 'bed-2', since: rig.clock.now }])
    await beats(82)
    await Promise.all([registered.devices(['bed-2']), registered.devices(['bed-3'])])
    expect(known(registered)).toEqual([81, before, 82])
    expect(told).toEqual(['device bed-2'])

    // Nor does it keep a hub from starting.
    expect(known(await load())).toEqual([82, 0, 82])
    await rig.pool.query(`update device set maintenance_until = null where id = 'bed-2'`)
    await registered.devices(['bed-2'])
    expect([known(registered)[1], registered.unread()]).toEqual([82, []])
  })
})
