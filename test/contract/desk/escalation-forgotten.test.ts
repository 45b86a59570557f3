import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../server/core/access/roles.ts'
import { failedJobs } from '../../../server/store/failed-jobs.ts'
import { levelsOf } from './heard.ts'
import type { House } from './house.ts'
import { forgetWhatIsDue, openStaffedHouse, pass } from './staffed.ts'

let house: House
let operator: Actor
beforeAll(async () => {
  ;({ house, operator } = await openStaffedHouse())
})
afterAll(() => house?.stop())
afterEach(() => forgetWhatIsDue(house))

const seconds = 1_000
const after = (ms: number) => pass(house, ms)
const levels = (alertId: string) => levelsOf(house, alertId)

describe('an emergency whose clock is gone', () => {
  it('is found, whether it waits, is claimed or help was asked for; one that is looked after is left alone', async () => {
    const over = { state: 'resolved', outcome: 'test', resolved_at: new Date(house.clock.now) } as const
    await house.db.updateTable('alert').set(over).where('state', '<>', 'resolved').execute()
    await house.db.updateTable('ticket').set({ state: 'cancelled' }).execute()
    await house.desk.watchStaffing()
    const [open, failed, claimed, well] = [
      await house.raise(),
      await house.raise(),
      await house.raise(),
      await house.raise(),
    ]
    await house.raise('battery_low', 4)
    await house.desk.claim(operator, claimed)
    const { id } = await house.desk.sendHelp(operator, claimed, { kind: 'response' })
    await house.pool.query(`delete from graphile_worker._private_jobs where key = any($1)`, [
      [`escalate:${open}`, `claim_idle:${claimed}`, `offer:${id}`],
    ])
    await house.pool.query(`update graphile_worker._private_jobs set attempts = max_attempts where key = $1`, [
      `escalate:${failed}`,
    ])
    expect(await house.desk.findForgotten()).toBe(4)
    expect(await house.desk.findForgotten()).toBe(0)
    await after(45 * seconds)
    for (const alertId of [open, failed, well]) expect(await levels(alertId)).toEqual([['supervisor']])
    const keys = (await house.waitingJobs()).map(({ key }) => key)
    expect(keys).toContain(`claim_idle:${claimed}`)
    expect(keys).toContain(`offer:${id}`)
  })

  it('has it soon when it failed, however often: the longer waits are not for an emergency', async () => {
    const [failing, well] = [await house.raise(), await house.raise()]
    const key = `escalate:${failing}`
    await house.pool.query(
      `update graphile_worker._private_jobs set attempts = 9, last_error = 'no', run_at = now() + interval '2 hours' where key = $1`,
      [key],
    )
    const wait = async (of: string) => {
      const { rows } = await house.pool.query(
        `select extract(epoch from run_at - now())::float8 as seconds, run_at from graphile_worker._private_jobs where key = $1`,
        [of],
      )
      return rows[0]
    }
    const before = await wait(`escalate:${well}`)
    await house.desk.hasten()
    expect((await wait(key)).seconds).toBeLessThanOrEqual(5)
    // One that waits for its own time goes on doing so.
    expect((await wait(`escalate:${well}`)).run_at).toEqual(before.run_at)
  })

  it('is none whose job was replaced while it ran and then failed: that gave up nothing, and is cleared away', async () => {
    // Those of the stories before have theirs again.
    await house.desk.findForgotten()
    const alertId = await house.raise()
    const key = `escalate:${alertId}`
    const { rows } = await house.pool.query(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a hub' where key = $1 returning id`,
      [key],
    )
    // The step that runs gives the plan its next one, under the same key; then its hub is gone.
    await house.pool.query(
      `select graphile_worker.add_job('escalate', json_build_object('alertId', $1::text, 'step', 2), job_key := $2)`,
      [alertId, key],
    )
    await house.pool.query(`select graphile_worker.force_unlock_workers(array['a hub'])`)
    expect(await failedJobs(house.db)).toEqual([])
    expect(await house.desk.findForgotten()).toBe(0)
    const left = await house.pool.query('select from graphile_worker._private_jobs where id = $1', [rows[0].id])
    expect(left.rowCount).toBe(0)
    expect((await house.waitingJobs()).map((job) => job.key)).toContain(key)
  })

  it('has it again though another, found before it, can not be given one', async () => {
    await house.desk.watchStaffing()
    const [bad, good] = [await house.raise(), await house.raise()]
    await house.pool.query(`delete from graphile_worker._private_jobs where key = any($1)`, [
      [`escalate:${bad}`, `escalate:${good}`],
    ])
    await house.pool.query(
      `alter table graphile_worker._private_jobs add constraint bad check (key <> 'escalate:${bad}')`,
    )
    await expect(house.desk.findForgotten()).rejects.toThrow('1 of those forgotten still are')
    expect((await house.waitingJobs()).map(({ key }) => key)).toContain(`escalate:${good}`)
    await house.pool.query('alter table graphile_worker._private_jobs drop constraint bad')
    expect(await house.desk.findForgotten()).toBe(1)
  })
})
