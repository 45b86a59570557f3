import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createJobs, type Jobs, type Tasks } from '../../../server/jobs/jobs.ts'
import { freeJobsNobodyBegan, freeJobsOfTheDead, freeJobsOfTheGiven } from '../../../server/jobs/liveness.ts'
import { connect } from '../../../server/store/database.ts'
import { failedJobs } from '../../../server/store/failed-jobs.ts'
import { clearReplaced, hasten } from '../../../server/store/forgotten.ts'
import { buildIndexes } from '../../../server/store/indexes-beside.ts'
import * as queries from '../../../server/store/queries.ts'
import { eventually } from '../../harness/eventually.ts'
import { noTasks } from '../../harness/no-tasks.ts'
import { type House, openHouse } from './house.ts'

let house: House
const running: Jobs[] = []
beforeAll(async () => {
  house = await openHouse()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop()))
  await house.pool.query('delete from graphile_worker._private_jobs')
})
afterAll(() => house?.stop())

async function work(escalate: Tasks['escalate'], pool = house.pool, others: Partial<Tasks> = {}) {
  const errors: string[] = []
  const tasks: Tasks = { ...noTasks, escalate, ...others }
  const jobs = createJobs({
    pool,
    tasks,
    onError: (error, about) => errors.push(`${about.task ?? 'worker'}: ${error.message}`),
  })
  await jobs.start()
  running.push(jobs)
  return errors
}
const due = (alertId: string, at?: number) =>
  queries.jobs.enqueue(house.db, {
    name: 'escalate',
    payload: { alertId, step: 1 },
    key: queries.jobs.jobKey.escalate(alertId),
    at,
  })

describe('what is due', () => {
  it('runs when it is due, in the transaction that asked for it or not at all', async () => {
    const ran: string[] = []
    await work(async ({ alertId }) => void ran.push(alertId))
    await expect(
      house.db.transaction().execute(async (trx) => {
        await queries.jobs.enqueue(trx, {
          name: 'escalate',
          payload: { alertId: 'undone', step: 1 },
          key: 'escalate:undone',
        })
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    await due('replaced', Date.now() + 60_000)
    await due('replaced')
    await due('cancelled', Date.now() + 3_600_000)
    await queries.jobs.cancel(house.db, 'escalate:cancelled')
    expect((await house.waitingJobs()).map(({ key }) => key)).not.toContain('escalate:cancelled')
    await due('later', Date.now() + 700)
    await eventually(() => expect(ran).toEqual(['replaced', 'later']))
  })

  it('is looked after every few seconds without reading all that waits: what runs, failed or gave up', async () => {
    const failed: string[] = []
    await buildIndexes(house.url, { lost: () => undefined, failed: (_, index) => failed.push(index) })
    expect(failed).toEqual([])
    await due('one')
    await house.pool.query(`insert into graphile_worker._private_jobs (task_id, key, run_at)
      select task_id, 'timer:' || n, now() + interval '1 day' from graphile_worker._private_jobs, generate_series(1, 5000) as n`)
    await house.pool.query('analyze graphile_worker._private_jobs')
    // A session of its own, and in it one transaction: nobody else's looks are counted.
    const { db, pool, close } = connect(house.url, { max: 1, onError: () => undefined })
    await pool.query('begin')
    await hasten(db)
    await failedJobs(db)
    await clearReplaced(db)
    await freeJobsOfTheDead(pool, 'another')
    await freeJobsOfTheGiven(pool, ['one given up'], [])
    await freeJobsNobodyBegan(pool, 'this', [])
    const { rows } = await pool.query(`select seq_scan::int as "readThrough", idx_scan::int as looks
      from pg_stat_xact_all_tables where relid = 'graphile_worker._private_jobs'::regclass`)
    await close()
    expect(rows[0].readThrough).toBe(0)
    expect(rows[0].looks).toBeGreaterThanOrEqual(6)
  })

  it('is done though the first look for it failed, as in a database that is read-only in that moment', async () => {
    await house.pool.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise 'cannot execute INSERT in a read-only transaction'; end $$`)
    // Of a statement: it is refused though there is nothing to insert.
    await house.pool.query(`create trigger refuse before insert on graphile_worker._private_tasks
      for each statement execute function refuse()`)
    const ran: string[] = []
    const errors = await work(async ({ alertId }) => void ran.push(alertId))
    await eventually(() => expect(errors.join()).toContain('another takes its place'))
    await house.pool.query('drop function refuse cascade')
    await due('pressed meanwhile')
    await eventually(() => expect(ran).toEqual(['pressed meanwhile']))
  })

  it('comes as long after as was meant when the clock is put back an hour, also while the hub is down', async () => {
    const ran: string[] = []
    await due('pressed', Date.now() + 500)
    await due('later', Date.now() + 600_000)
    // A fall that waits to be taken back is told all the same; other timers of devices go by the devices' own instants.
    for (const name of ['fall', 'bed_exit'])
      await queries.jobs.enqueue(house.db, {
        name: 'device_timer',
        payload: { deviceId: 'd', name, due: Date.now() + 3_600_500 },
        key: queries.jobs.jobKey.deviceTimer('d', name),
        at: Date.now() + 500,
      })
    await house.pool.query(
      "update graphile_worker._private_jobs set run_at = run_at + interval '1 hour', updated_at = updated_at + interval '1 hour'",
    )
    await work(async ({ alertId }) => void ran.push(alertId), house.pool, {
      device_timer: async ({ name }) => void ran.push(name),
    })
    await eventually(() => expect([...ran].sort()).toEqual(['fall', 'pressed']))
    const [later] = await house.waitingJobs()
    expect(later?.at).toBeLessThan(Date.now() + 601_000)
  })

  it('for an emergency runs before all that is due for the same time, of thousands of devices', async () => {
    const ran: string[] = []
    await house.pool.query(`select graphile_worker.add_job('device_timer', '{"deviceId":"d","name":"bed_exit","due":1}',
      run_at := now() - interval '1 minute') from generate_series(1, 300)`)
    await house.raise('vitals', 2)
    await house.raise('call', 1)
    await house.pool.query(`update graphile_worker._private_jobs set run_at = now() where key like 'escalate:%'`)
    const alertId = await house.raise('fall', 1)
    const operator = await house.person('陈静', 'operator')
    await house.desk.claim(operator, alertId)
    await house.pool.query(`update graphile_worker._private_jobs set run_at = now() where key like 'claim_idle:%'`)
    const { rows } = await house.pool.query<{ name: string }>(
      `select t.identifier as name from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where j.run_at <= now() order by j.priority, j.run_at limit 4`,
    )
    expect(rows.map(({ name }) => name)).toEqual(['escalate', 'claim_idle', 'escalate', 'device_timer'])
    await work(async () => void ran.push('escalate'), house.pool, {
      device_timer: async () => void ran.push('device_timer'),
      claim_idle: async () => void ran.push('claim_idle'),
    })
    await eventually(() => expect(ran).toHaveLength(303))
    expect(ran.slice(0, 20)).toEqual(expect.arrayContaining(['escalate', 'claim_idle']))
  })

  it('does not wait for a mail server that hangs, however many notices do; nor does word of an emergency', async () => {
    const ran: string[] = []
    let hangs = true
    const hanging: (() => void)[] = []
    const sent: string[] = []
    await work(async ({ alertId }) => void ran.push(alertId), house.pool, {
      tell: async ({ alertId }) => void ran.push(`tell ${alertId}`),
      send_notice: async ({ alertId, contactId }) => {
        if (alertId === 'emergency') return void ran.push('notice emergency')
        if (hangs) await new Promise<void>((resolve) => hanging.push(resolve))
        sent.push(contactId)
      },
    })
    for (let contact = 0; contact < 12; contact++)
      await queries.jobs.enqueue(house.db, {
        name: 'send_notice',
        payload: { alertId: 'unheard', contactId: `${contact}`, about: 'unclaimed' },
        key: queries.jobs.jobKey.notice('unheard', `${contact}`, 'unclaimed'),
      })
    await eventually(() => expect(hanging.length).toBeGreaterThan(0))
    await due('pressed')
    await queries.jobs.enqueue(house.db, {
      name: 'send_notice',
      payload: { alertId: 'emergency', contactId: 'c', about: 'unclaimed' },
      key: queries.jobs.jobKey.notice('emergency', 'c', 'unclaimed'),
      urgency: 1,
    })
    const to = { kind: 'staff' as const, id: 's' }
    await queries.jobs.enqueue(house.db, {
      name: 'tell',
      payload: { alertId: 'emergency', step: 1, since: 1, whom: 'supervisor', channel: 'email', to },
      key: queries.jobs.jobKey.tell('emergency', 1, 'email', 'staff:s'),
      urgency: 1,
    })
    try {
      const told = ['notice emergency', 'pressed', 'tell emergency']
      await eventually(() => expect(ran.toSorted()).toEqual(told))
    } finally {
      hangs = false
      for (const answer of hanging) answer()
    }
    await eventually(() => expect(sent).toHaveLength(12))
  })

  it('is tried again after a failure, and the failure is heard of', async () => {
    let tries = 0
    const errors = await work(async () => {
      tries += 1
      if (tries === 1) throw new Error('not yet')
    })
    await due('again')
    await eventually(() => expect(tries).toBe(2))
    expect(errors).toEqual(['escalate: not yet'])
  })

  it('goes on by itself when every connection was cut, with jobs running', async () => {
    const hub = connect(house.url, { max: 6, onError: () => undefined })
    try {
      const ran: string[] = []
      let cut: () => void = () => undefined
      const wasCut = new Promise<void>((resolve) => {
        cut = resolve
      })
      await work(async ({ alertId }) => {
        ran.push(alertId)
        if (alertId === 'during' && ran.length === 1) await wasCut
      }, hub.pool)
      await due('during')
      await eventually(() => expect(ran).toEqual(['during']))
      for (let i = 0; i < 3; i++) {
        await house.pool.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        )
        if (i === 0) cut()
      }
      await eventually(() => due('after'))
      await eventually(() => expect(ran).toContain('after'))
      await eventually(async () => expect(await house.waitingJobs()).toEqual([]))
    } finally {
      await Promise.all(running.splice(0).map((jobs) => jobs.stop()))
      await hub.close()
    }
  })

  it('goes on by itself when PostgreSQL itself was killed', async () => {
    const hub = connect(house.url, { max: 6, onError: () => undefined })
    try {
      const ran: string[] = []
      await work(async ({ alertId }) => void ran.push(alertId), hub.pool)
      await due('before')
      await eventually(() => expect(ran).toEqual(['before']))
      const postmaster = async (): Promise<number> => {
        const { rows } = await house.pool.query<{ pid: string }>(
          "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid",
        )
        return Number(rows[0]?.pid)
      }
      const killed = await postmaster()
      process.kill(killed, 'SIGKILL')
      // What it had started answers for a moment longer.
      await vi.waitFor(async () => expect(await postmaster()).not.toBe(killed), { timeout: 60_000, interval: 200 })
      await vi.waitFor(() => due('after'), { timeout: 30_000, interval: 200 })
      await eventually(() => expect(ran).toContain('after'))
    } finally {
      await Promise.all(running.splice(0).map((jobs) => jobs.stop()))
      await hub.close()
    }
  })

  it('goes on when the worker can not end, for one of its jobs hangs: all others, and in the end that one too', async () => {
    const ran: string[] = []
    const begun: string[] = []
    const { promise: hangs, resolve } = Promise.withResolvers<void>()
    const { promise: ends, resolve: end } = Promise.withResolvers<void>()
    const times = (alertId: string) => begun.filter((one) => one === alertId).length
    // What was run can not be put away: then the worker ends, once all that it runs has ended.
    await house.pool.query(
      `create function kept() returns trigger language plpgsql as $$ begin raise 'kept'; end $$;
        create trigger kept before delete on graphile_worker._private_jobs for each row
          when (old.key = 'escalate:kept') execute function kept()`,
    )
    const errors = await work(async ({ alertId }) => {
      begun.push(alertId)
      if (alertId === 'hangs' && times('hangs') === 1) await hangs
      if (alertId === 'renewed') await ends
      ran.push(alertId)
    })
    try {
      await due('hangs')
      await due('renewed')
      await eventually(() => expect(begun.toSorted()).toEqual(['hangs', 'renewed']))
      await due('kept')
      await eventually(() => expect(errors.join()).toContain('Failed to complete jobs'))
      await house.pool.query('drop trigger kept on graphile_worker._private_jobs')
      await due('after')
      // What has ended is anybody's at once. What still runs is not: the new time it sets itself would go as it ends.
      await eventually(() => expect(times('kept')).toBe(2))
      await eventually(() => expect(ran).toContain('after'))
      expect([times('hangs'), times('renewed')]).toEqual([1, 1])
      await due('renewed', Date.now() + 3_600_000)
      end()
      const keys = async () => (await house.pool.query('select key from graphile_worker.jobs order by key')).rows
      await eventually(async () =>
        expect(await keys()).toEqual([{ key: 'escalate:hangs' }, { key: 'escalate:renewed' }]),
      )
      await house.pool.query(
        "update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute' where key = 'escalate:hangs'",
      )
      await eventually(() => expect(ran).toContain('hangs'))
      expect(times('renewed')).toBe(1)
      expect(errors).toContain('worker: the worker does not end; another takes its place')
    } finally {
      resolve()
      end()
      await house.pool.query('drop trigger if exists kept on graphile_worker._private_jobs')
    }
  })

  it('is taken over within seconds when the hub that ran it was killed', async () => {
    await due('orphan')
    const child = spawn(process.execPath, [fileURLToPath(new URL('./hub-that-hangs.ts', import.meta.url)), house.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
    child.kill('SIGKILL')
    const ran: string[] = []
    await work(async ({ alertId }) => void ran.push(alertId))
    // The library alone would wait four hours.
    await eventually(() => expect(ran).toEqual(['orphan']))
  })

  it('is not taken from a hub that lives, however long it takes', async () => {
    const ran: string[] = []
    let finish: () => void = () => undefined
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    await work(async ({ alertId }) => {
      ran.push(`first ${alertId}`)
      if (alertId === 'slow') await finished
    })
    await due('slow')
    await eventually(() => expect(ran).toEqual(['first slow']))
    // By this the others know that it lives.
    const lives = 'select from pg_locks where classid = 20260002 and granted'
    await eventually(async () => expect((await house.pool.query(lives)).rowCount).toBeGreaterThan(0))
    const inHand = (alertId: string, by: string) =>
      house.pool.query(
        `update graphile_worker._private_jobs set run_at = now(), locked_at = now() - interval '6 seconds', locked_by = ${by}
          where key = 'escalate:${alertId}'`,
      )
    const first = `(select locked_by from graphile_worker.jobs where key = 'escalate:slow')`
    // As if the answer to "give me a job" had been lost with its connection; and for longer than the grace.
    await due('lost', Date.now() + 3_600_000)
    for (const alertId of ['lost', 'slow']) await inHand(alertId, first)
    const other = connect(house.url, { max: 6, onError: () => undefined })
    await work(async ({ alertId }) => void ran.push(`second ${alertId}`), other.pool)
    // Each look for the dead finds one more; three looks are not all of the same hub.
    for (const alertId of ['dead-1', 'dead-2', 'dead-3']) {
      await due(alertId, Date.now() + 3_600_000)
      await inHand(alertId, `'a hub that is gone'`)
      await eventually(() => expect(ran.join()).toContain(alertId))
    }
    await eventually(() => expect(ran.join()).toContain('lost'))
    expect(ran.filter((name) => name.endsWith('slow'))).toEqual(['first slow'])
    expect(ran.filter((name) => name.endsWith('lost'))).toHaveLength(1)
    finish()
    await eventually(async () => expect(await house.waitingJobs()).toEqual([]))
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()))
    await other.close()
  })
})
