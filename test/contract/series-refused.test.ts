import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropRefused, lengths, oldest, settle } from '../../server/store/series/spool.ts'
import { type SeriesRig, seriesRig } from '../harness/series.ts'

const adr = new URL('../../docs/adr/0009-readings-over-years.md', import.meta.url)
const dayMs = 86_400_000
const start = Date.UTC(2026, 10, 21, 22)

describe('readings that InfluxDB refused', () => {
  let rig: SeriesRig
  beforeAll(async () => {
    rig = await seriesRig()
  })
  afterAll(() => rig?.stop())

  it('go back into the spool with the statement of the decision record, the same as they were', async () => {
    const [one, two] = [await rig.addDevice(), await rig.addDevice()]
    const readings = Array.from({ length: 2_500 }, (_, i) => ({
      deviceNo: (i % 2 === 0 ? one : two).no,
      metric: 'heart_rate' as const,
      at: start + i * 7 + 0.5,
      value: 60 + (i % 40),
    }))
    await rig.commit('spool', readings)
    const spooled = await oldest(rig.db, 5_000)
    if (spooled === null) throw new Error('nothing was spooled')
    await settle(
      rig.db,
      spooled.seqs,
      spooled.readings.map((reading) => ({ reading, reason: 'field type conflict' })),
    )
    expect(await lengths(rig.db)).toEqual({ waiting: 0, refused: 2_500 })

    const statement = /```sql\n([\s\S]+?)```/.exec(await readFile(adr, 'utf8'))?.[1]
    if (statement === undefined) throw new Error('the decision record has no statement')
    await sql.raw(statement).execute(rig.db)
    expect(await lengths(rig.db)).toEqual({ waiting: 2_500, refused: 0 })
    const again = await oldest(rig.db, 5_000)
    expect(again?.readings).toEqual(spooled.readings)
    await sql.raw(statement).execute(rig.db)
    expect(await lengths(rig.db)).toEqual({ waiting: 2_500, refused: 0 })
    await settle(rig.db, again?.seqs ?? [], [])
  })

  it('are forgotten after ninety days', async () => {
    const device = await rig.addDevice()
    const reading = { deviceNo: device.no, metric: 'spo2' as const, at: start, value: 97 }
    await settle(rig.db, [], [{ reading, reason: 'no' }])
    const now = Date.now()
    expect(await dropRefused(rig.db, now + 89 * dayMs)).toBe(0)
    expect(await dropRefused(rig.db, now + 91 * dayMs)).toBe(1)
  })
})
