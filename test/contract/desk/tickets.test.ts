import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../server/core/access/roles.ts'
import { advisoryLocks } from '../../../server/store/advisory-locks.ts'
import * as queries from '../../../server/store/queries.ts'
import { eventually } from '../../harness/eventually.ts'
import { type House, home, openHouse } from './house.ts'

let house: House
let operator: Actor
let near: Actor
let far: Actor
beforeAll(async () => {
  house = await openHouse()
  operator = await house.person('陈静', 'operator')
  near = await house.person('张师傅', 'worker', 'street', { lat: home.lat + 0.005, lon: home.lon })
  far = await house.person('刘师傅', 'worker', 'city', { lat: home.lat + 0.05, lon: home.lon })
  await house.person('徐汇的', 'worker', 'elsewhere', home)
})
afterAll(() => house?.stop())

async function claimed() {
  const alertId = await house.raise()
  await house.desk.claim(operator, alertId)
  return alertId
}
const ticketTypes = async (alertId: string) =>
  (await house.story(alertId)).map(({ type }) => type).filter((type) => type.startsWith('ticket.'))

describe('help', () => {
  it('for a home that nobody can place is asked of its own area, of the least busy there: not of the first 200 by their ids', async () => {
    // Of the street two hundred who have something in hand, and one who hasn't; of the whole city one more who hasn't.
    await house.pool.query(
      `insert into "user" (id, name, email, role, area_id) select i, i, i || '@example.org', 'worker', $1
        from (select 'a' || n as i from generate_series(1, 200) n union all select 'zz') w`,
      [near.areaId],
    )
    await house.pool.query(
      `insert into "user" (id, name, email, role, area_id) values ('a0', 'a0', 'a0@example.org', 'worker', $1)`,
      [far.areaId],
    )
    await house.pool.query(
      `insert into ticket (id, kind, state, area_id, worker_id, requested_at)
        select gen_random_uuid(), 'service', 'accepted', area_id, id, now() from "user" where id ~ '^a[1-9]'`,
    )
    const place = { lat: home.lat, lon: home.lon }
    const residents = house.db.updateTable('resident').where('id', '=', house.residentId)
    await residents.set({ lat: null, lon: null }).execute()
    try {
      const alertId = await claimed()
      const all = await house.desk.candidates(operator, alertId)
      const own = all.map(({ worker }) => worker.id).filter((id) => id !== near.id && id !== far.id)
      expect(own[0]).toBe('zz')
      expect(all.length).toBe(200)
      await house.desk.resolve(operator, alertId, { outcome: 'reassured' })
    } finally {
      await residents.set(place).execute()
      await house.pool.query(`delete from ticket where worker_id ~ '^(a[0-9]|zz)'`)
      await house.pool.query(`delete from "user" where id ~ '^(a[0-9]|zz)'`)
    }
  })

  it('is offered to the nearest worker of the area, who goes to the door and closes it there', async () => {
    const alertId = await claimed()
    expect((await house.desk.candidates(operator, alertId)).map(({ worker, metres }) => [worker.name, metres])).toEqual(
      [
        ['张师傅', 556],
        ['刘师傅', 5560],
      ],
    )
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response' })
    expect(await queries.tickets.get(house.db, id)).toMatchObject({ state: 'offered', worker: { name: '张师傅' } })
    await expect(house.desk.resolve(operator, alertId, { outcome: 'reassured' })).rejects.toMatchObject({
      code: 'ticket_open',
    })
    await expect(house.desk.accept(far, id, {})).rejects.toMatchObject({ code: 'not_found' })
    await expect(house.desk.travel(near, id, {})).rejects.toMatchObject({ code: 'illegal_transition' })

    await house.desk.accept(near, id, { place: { lat: home.lat + 0.004, lon: home.lon } })
    await house.desk.travel(near, id, {})
    await expect(
      house.desk.arrive(near, id, { place: { lat: home.lat + 0.004, lon: home.lon } }),
    ).rejects.toMatchObject({ code: 'invalid' })
    const there = await house.desk.arrive(near, id, { place: { lat: home.lat + 0.0005, lon: home.lon } })
    expect(there.arrivalMetres).toBeCloseTo(55.6, 0)
    // The press that called for help proves no visit, nor does the bed; one beside the worker does.
    const device = await house.db
      .selectFrom('device')
      .select('no')
      .where('resident_id', '=', house.residentId)
      .limit(1)
      .executeTakeFirstOrThrow()
    const says = (type: string, afterMs: number) => {
      const at = new Date(house.clock.now + afterMs)
      const event = { device_no: device.no, event_id: `${type}${afterMs}`, type, at, received_at: at, data: '{}' }
      return house.db.insertInto('event').values(event).execute()
    }
    const pressed = () => house.desk.done(near, id, { note: '扶起，无伤', proof: 'resident_button' })
    await says('call', -60_000)
    await says('bed.enter', 1_000)
    await expect(pressed()).rejects.toMatchObject({ code: 'invalid', fields: [{ field: 'proof' }] })
    await says('test', 2_000)
    expect(await pressed()).toMatchObject({ state: 'done', doneNote: '扶起，无伤', proof: 'resident_button' })
    expect(await house.desk.confirm(operator, id, {})).toMatchObject({ state: 'confirmed' })
    expect(await ticketTypes(alertId)).toEqual([
      'ticket.requested',
      'ticket.offered',
      'ticket.accepted',
      'ticket.travelling',
      'ticket.arrived',
      'ticket.done',
      'ticket.confirmed',
    ])
    const alert = await house.desk.resolve(operator, alertId, { outcome: 'worker_attended' })
    const commands = await queries.commands.pending(house.db, alert.device?.id ?? '', house.clock.now)
    expect(commands.map(({ type }) => type)).toEqual(['call.claimed', 'help.sent', 'call.closed'])
    expect((await queries.workers.get(house.db, near.id))?.place).toEqual({ lat: home.lat + 0.0005, lon: home.lon })
  })

  it('is chosen before the lock for which presses wait, and again if whoever was chosen went elsewhere meanwhile', async () => {
    const send = async (meanwhile: () => Promise<unknown>) => {
      const alertId = await claimed()
      const holder = await house.pool.connect()
      await holder.query('begin')
      await holder.query('select pg_advisory_xact_lock($1)', [advisoryLocks.timeline])
      const sent = house.desk.sendHelp(operator, alertId, { kind: 'response' })
      try {
        const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory'`
        await eventually(async () => expect((await house.pool.query(waits)).rowCount).toBeGreaterThan(0))
        await meanwhile()
      } finally {
        await holder.query('commit')
        holder.release()
      }
      const { id, worker } = await sent
      await house.desk.cancel(operator, id, { reason: '试验' })
      return worker?.name
    }
    const at = (worker: Actor, degrees: number) =>
      queries.workers.seenAt(house.db, worker.id, { lat: home.lat + degrees, lon: home.lon })
    expect(await send(() => at(far, 0.001))).toBe('张师傅')
    await at(far, 0.05)
    const gone = (active: boolean) => house.db.updateTable('user').set({ active }).where('id', '=', near.id).execute()
    expect(await send(() => gone(false))).toBe('刘师傅')
    await gone(true)
  })

  it('is chosen among the nearest of those at work, however many volunteers a city has', async () => {
    const many = await house.pool.query<{ id: string }>(
      `with closed as (insert into provider (id, area_id, name, kind, hours)
          select gen_random_uuid(), area_id, '晚上关门', 'station', '[{"days":[1],"fromMinute":0,"untilMinute":1}]' from "user" where id = $1 returning id)
        insert into "user" (id, name, email, role, area_id, lat, lon, provider_id)
        select gen_random_uuid()::text, '志愿者' || n, 'v' || n || '@example.org', 'worker', u.area_id,
          case when n % 4 > 0 then $2 + n * 0.0001 end, $3, case when n % 2 = 0 then closed.id end
        from generate_series(1, 900) n, closed, "user" u where u.id = $1 returning id`,
      [far.id, home.lat, home.lon],
    )
    const alertId = await claimed()
    const found = await house.desk.candidates(operator, alertId)
    const volunteers = many.rows.map(({ id }) => id)
    await house.db.deleteFrom('user').where('id', 'in', volunteers).execute()
    expect(found).toHaveLength(200)
    expect(found.slice(0, 2).map(({ worker }) => worker.name)).toEqual(['志愿者1', '志愿者3'])
    expect(found.every(({ atWork, metres }) => atWork && metres !== null)).toBe(true)
  })

  it('declined, then not answered in time, goes to the next, and again to who did not answer when nobody else is left', async () => {
    const alertId = await claimed()
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response' })
    const again = await house.desk.decline(near, id, { reason: '车坏了' })
    expect(again).toMatchObject({ state: 'offered', worker: { name: '刘师傅' } })
    house.clock.now += 121_000
    await house.runDue()
    const ticket = await queries.tickets.get(house.db, id)
    expect(ticket).toMatchObject({ state: 'offered', worker: { name: '刘师傅' } })
    // Whoever sent is told so until somebody goes.
    expect(again.nobodySince).toBe(null)
    expect(ticket?.nobodySince).toBe(new Date(house.clock.now).toISOString())
    const story = await house.story(alertId)
    expect(
      story.find(({ type, data }) => type === 'alert.escalated' && data.reason === 'nobody_available')?.data,
    ).toMatchObject({
      missing: 'none_answered',
      level: 1,
    })

    // Somebody new comes on shift: the hub finds them by itself, without a second lament.
    const fresh = await house.person('周师傅', 'worker', 'street', home)
    house.clock.now += 61_000
    await house.runDue()
    expect(await queries.tickets.get(house.db, id)).toMatchObject({ state: 'offered', worker: { name: '周师傅' } })
    expect((await house.story(alertId)).filter(({ data }) => data.reason === 'nobody_available')).toHaveLength(1)
    // Asked is not gone.
    expect((await queries.tickets.get(house.db, id))?.nobodySince).toBe(ticket?.nobodySince)
    expect(await house.desk.accept(fresh, id, {})).toMatchObject({ nobodySince: null })
    await house.desk.cancel(operator, id, { reason: '家人到了' })
    await house.desk.resolve(operator, alertId, { outcome: 'family_attends' })
    await house.db.updateTable('user').set({ active: false }).where('id', '=', fresh.id).execute()
  })

  it('that is no emergency is looked for again every ten minutes, when nobody can', async () => {
    const alertId = await house.raise('bed_exit', 3)
    await house.desk.claim(operator, alertId)
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'visit' })
    for (const worker of [near, far]) await house.desk.decline(worker, id, { reason: '忙' })
    const again = (await house.waitingJobs()).find(({ key }) => key === `offer:${id}`)
    expect(again?.at).toBe(house.clock.now + 10 * 60_000)
    await house.desk.cancel(operator, id, { reason: '家人去了' })
    await house.desk.resolve(operator, alertId, { outcome: 'family_attends' })
  })

  it('can be offered to somebody named, but not to somebody who does not work there', async () => {
    const alertId = await claimed()
    const stranger = await house.person('徐汇的', 'worker', 'elsewhere', home)
    await expect(
      house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: stranger.id }),
    ).rejects.toMatchObject({ code: 'invalid', fields: [{ field: 'workerId' }] })
    expect(await ticketTypes(alertId)).toEqual([])
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: far.id })
    expect(await queries.tickets.get(house.db, id)).toMatchObject({ state: 'offered', worker: { name: '刘师傅' } })
    expect(await house.desk.offer(operator, id, { workerId: near.id })).toMatchObject({ worker: { name: '张师傅' } })
    await expect(house.desk.accept(far, id, {})).rejects.toMatchObject({ code: 'not_found' })
    // The first offer's time was nearly up; a job that was due for it doesn't cost the second its own.
    await house.desk.offerExpired({ ticketId: id })
    await house.desk.accept(near, id, {})
    await expect(house.desk.offer(operator, id, { workerId: far.id })).rejects.toMatchObject({
      code: 'illegal_transition',
    })
    expect(await house.desk.fail(near, id, { reason: '没人开门' })).toMatchObject({ state: 'failed' })
    const closed = await house.desk.resolve(operator, alertId, { outcome: 'police_fire' })
    expect(closed.openTickets).toBe(0)
    await expect(house.desk.sendHelp(operator, alertId, { kind: 'response' })).rejects.toMatchObject({
      code: 'illegal_transition',
    })
  })

  it('for a device is one maintenance ticket at a time', async () => {
    const alertId = await house.raise('battery_low', 4)
    const alert = await queries.alerts.get(house.db, alertId)
    const deviceId = alert?.device?.id ?? ''
    await house.desk.maintenance({ deviceId, reason: '电量低' })
    await house.desk.maintenance({ deviceId, reason: '电量低' })
    const { items } = await queries.tickets.list(
      house.db,
      { residentId: house.residentId, states: ['requested'] },
      { limit: 10 },
    )
    expect(items).toMatchObject([{ kind: 'maintenance', reason: '电量低', alertId: null }])
  })
})
