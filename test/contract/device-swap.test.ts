import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Device, type DeviceWithSecret, Series } from '../../server/contract/devices.ts'
import type { Resident } from '../../server/contract/people.ts'
import { newDeviceState } from '../../server/core/rules/device.ts'
import { enqueue, jobKey } from '../../server/store/jobs.ts'
import { metricNumber } from '../../server/store/series/metrics.ts'
import { createPartitions, dayOf } from '../../server/store/series/partitions.ts'
import * as timeline from '../../server/store/timeline.ts'
import { type Person, settle, startApi, type TestApi } from '../harness/api.ts'
import { eventually } from '../harness/eventually.ts'

describe('a device is swapped and retired', () => {
  let api: TestApi
  let boss: Person
  let resident: Resident

  beforeAll(async () => {
    api = await startApi()
    const city = await api.area('示范城市')
    boss = await api.person('administrator', city)
    const answer = await boss.post('/residents', { name: '王桂芬', areaId: city.id, address: '永安里 3 号' })
    resident = answer.body as Resident
  })
  afterAll(() => api.close())

  const register = async (id: string, more: object = {}) =>
    (
      (await boss.post('/devices', { id, kind: 'call_button', residentId: resident.id, ...more }))
        .body as DeviceWithSecret
    ).device
  const get = async (id: string) => (await boss.get(`/devices/${id}`)).body as Device
  const numberOf = async (id: string) =>
    (await api.db.selectFrom('device').select('no').where('id', '=', id).executeTakeFirstOrThrow()).no
  const alertOf = async (id: string, deviceId: string, kind: 'battery_low' | 'call') =>
    api.db
      .insertInto('alert')
      .values({
        id,
        kind,
        priority: kind === 'call' ? 1 : 4,
        area_id: resident.areaId,
        resident_id: resident.id,
        device_no: await numberOf(deviceId),
        happened_at: new Date(),
        received_at: new Date(),
        late: false,
        why: JSON.stringify({ rule: kind, ruleVersion: 1, limits: {}, seen: [] }),
      })
      .execute()

  it('is given to nobody else while a fall it saw waits to be confirmed', async () => {
    await register('pendant-1', { kind: 'fall_sensor' })
    const other = await boss.post('/residents', { name: '李建国', areaId: resident.areaId, address: '永安里 5 号' })
    const { id } = other.body as Resident
    const state = { ...newDeviceState, timers: { fall: Date.now() + 60_000 } }
    const device_no = await numberOf('pendant-1')
    await api.db
      .insertInto('device_state')
      .values({ device_no, state: JSON.stringify(state), online: true })
      .execute()
    const give = () => boss.patch('/devices/pendant-1', { residentId: id })
    expect(await give()).toMatchObject({ status: 409, body: { code: 'illegal_transition' } })
    await api.db
      .updateTable('device_state')
      .set({ state: JSON.stringify(newDeviceState) })
      .where('device_no', '=', device_no)
      .execute()
    expect((await give()).status).toBe(200)
  })

  it('the new one takes over whom it is for, where it is and what it is; the old one keeps its history', async () => {
    await register('gw-1', { kind: 'gateway' })
    await register('old-1', { location: '床头', model: 'K3', beatSeconds: 3600, gatewayId: 'gw-1' })
    const answer = await boss.post('/devices/old-1/swap', { id: 'new-1', note: '电池鼓包' })
    expect(answer.status).toBe(201)
    const { device, secret } = answer.body as DeviceWithSecret
    expect(secret).toHaveLength(32)
    expect(device).toMatchObject({
      id: 'new-1',
      residentId: resident.id,
      location: '床头',
      model: 'K3',
      beatSeconds: 3600,
      gatewayId: 'gw-1',
      enabled: true,
      retiredAt: null,
    })
    expect(await get('old-1')).toMatchObject({ enabled: false, replacedBy: 'new-1', residentId: resident.id })
    expect((await get('old-1')).retiredAt).not.toBeNull()
    expect(api.told.devices).toEqual(expect.arrayContaining(['old-1', 'new-1']))

    const inUse = (await boss.get(`/devices?residentId=${resident.id}`)).body as { items: Device[] }
    expect(inUse.items.map(({ id }) => id)).toEqual(['gw-1', 'new-1'])
    const over = (await boss.get(`/devices?residentId=${resident.id}&retired=true`)).body as { items: Device[] }
    expect(over.items.map(({ id }) => id)).toEqual(['old-1'])

    const story = (await boss.get(`/residents/${resident.id}/timeline`)).body as { items: { type: string }[] }
    expect(story.items).toContainEqual(
      expect.objectContaining({
        type: 'device.swapped',
        deviceId: 'new-1',
        data: { from: 'old-1', kind: 'call_button', note: '电池鼓包' },
      }),
    )
  })

  it('rules that people made for the old one hold for the new one, as a version of their own', async () => {
    await register('old-7')
    const id = '0196f000-0000-7000-8000-000000000007'
    await api.pool.query(
      `insert into own_rule (id, resident_id, device_id, enabled, version, sentence, created_at) values ($1, $2, 'old-7', true, 1, '{}', now())`,
      [id, resident.id],
    )
    expect((await boss.post('/devices/old-7/swap', { id: 'new-7' })).status).toBe(201)
    const rule = await api.pool.query('select device_id, version from own_rule where id = $1', [id])
    expect(rule.rows).toEqual([{ device_id: 'new-7', version: 2 }])
    const versions = await api.pool.query('select device_id, by_name from own_rule_version where rule_id = $1', [id])
    expect(versions.rows).toEqual([{ device_id: 'new-7', by_name: 'administrator 1' }])
  })

  it('goes to nobody else while somebody waits who called with it: their alert is not that of the next', async () => {
    await register('old-8')
    const id = '0196f000-0000-7000-8000-000000000008'
    await alertOf(id, 'old-8', 'call')
    const other = (await boss.post('/residents', { name: '李桂芬', areaId: resident.areaId, address: '永安里 4 号' }))
      .body as Resident
    const refused = await boss.patch('/devices/old-8', { residentId: other.id })
    expect(refused).toMatchObject({ status: 409, body: { code: 'illegal_transition' } })
    expect((await boss.patch('/devices/old-8', { location: '客厅' })).status).toBe(200)
    await api.db
      .updateTable('alert')
      .set({ state: 'resolved', outcome: 'reassured', resolved_at: new Date() })
      .where('id', '=', id)
      .execute()
    expect(await boss.patch('/devices/old-8', { residentId: other.id })).toMatchObject({
      status: 200,
      body: { residentId: other.id },
    })
  })

  it('comes to somebody else without what it measured and said of the last person', async () => {
    await register('bed-1', { kind: 'bed' })
    const no = await numberOf('bed-1')
    const old = Date.now() - 20 * 60_000
    await createPartitions(api.db, [dayOf(old), dayOf(old) + 1])
    const said = async (at: number, value: number, id: string) => {
      const time = new Date(at)
      await api.db
        .insertInto('reading')
        .values({ device_no: no, metric: metricNumber.heart_rate, at: time, value })
        .execute()
      // As the hub marks what comes for an hour that is rolled up already.
      const hour = new Date(at - (at % 3_600_000))
      await api.db
        .insertInto('reading_late')
        .values({ device_no: no, hour })
        .onConflict((it) => it.doNothing())
        .execute()
      const event = { device_no: no, event_id: id, type: 'bed.exit', at: time, received_at: time, data: '{}' }
      await api.db.insertInto('event').values(event).execute()
    }
    await said(old, 55, 'of-the-last')
    const latest = { heart_rate: { at: old, value: 55 } }
    const state = JSON.stringify({ ...newDeviceState, latest })
    await api.db
      .insertInto('device_state')
      .values({ device_no: no, state, online: true, last_seen_at: new Date() })
      .execute()
    expect(await get('bed-1')).toMatchObject({ latest: { heart_rate: { value: 55 } } })

    const next = await settle(boss, resident.areaId, { name: '赵秀英' })
    const daughter = await api.person('family', { id: resident.areaId })
    const consent = { alerts: true, readings: true }
    await boss.post(`/residents/${next.id}/contacts`, { name: '赵敏', consent, userId: daughter.id })
    expect((await boss.patch('/devices/bed-1', { residentId: next.id })).status).toBe(200)

    const span = `from=${new Date(old - 3_600_000).toISOString()}&to=${new Date(Date.now() + 3_600_000).toISOString()}`
    const read = async (resolution: number) =>
      Series.parse(
        (await daughter.get(`/devices/bed-1/readings?metric=heart_rate&${span}&resolution=${resolution}`)).body,
      )
    for (const resolution of [0, 60, 3600]) expect((await read(resolution)).points).toEqual([])
    expect((await daughter.get('/devices/bed-1/events')).body).toMatchObject({ items: [] })
    expect((await daughter.get('/devices/bed-1')).body).toMatchObject({ latest: {} })
    expect((await daughter.get('/devices')).body).toMatchObject({ items: [{ id: 'bed-1', latest: {} }] })
    const trial = { from: new Date(old - 3_600_000).toISOString(), to: new Date().toISOString(), limits: {} }
    const tried = await boss.post(`/residents/${next.id}/limits/try`, trial)
    expect(tried).toMatchObject({ status: 200, body: { messages: 0 } })

    await said(Date.now() + 1, 66, 'of-the-next')
    expect((await read(0)).points.map(({ mean }) => mean)).toEqual([66])
    expect((await daughter.get('/devices/bed-1/events')).body).toMatchObject({ items: [{ id: 'of-the-next' }] })

    // On the page of whom it was for stands what was theirs, and nothing of the next.
    const of = (residentId: string, resolution: number) =>
      `/devices/bed-1/readings?metric=heart_rate&${span}&resolution=${resolution}&residentId=${residentId}`
    const before = await boss.get(`/residents/${resident.id}/devices-before`)
    expect(before).toMatchObject({
      status: 200,
      body: {
        items: expect.arrayContaining([expect.objectContaining({ deviceId: 'bed-1', kind: 'bed', from: null })]),
      },
    })
    const theirs = async (resolution: number) => Series.parse((await boss.get(of(resident.id, resolution))).body).points
    expect((await theirs(0)).map(({ mean }) => mean)).toEqual([55])
    expect((await theirs(60)).map(({ mean }) => mean)).toEqual([55])
    expect(Series.parse((await daughter.get(of(next.id, 0))).body).points.map(({ mean }) => mean)).toEqual([66])
    expect((await daughter.get(of(resident.id, 0))).status).toBe(404)
    expect((await daughter.get(`/residents/${resident.id}/devices-before`)).status).toBe(404)
    expect((await boss.get(`/residents/${next.id}/devices-before`)).body).toMatchObject({ items: [] })
    // Back again: each span is asked for by itself.
    expect((await boss.patch('/devices/bed-1', { residentId: resident.id })).status).toBe(200)
    expect((await theirs(0)).map(({ mean }) => mean)).toEqual([])
    const early = `/devices/bed-1/readings?metric=heart_rate&from=${new Date(old - 60_000).toISOString()}&to=${new Date(old + 60_000).toISOString()}&residentId=${resident.id}`
    expect(Series.parse((await boss.get(early)).body).points.map(({ mean }) => mean)).toEqual([55])
    expect(Series.parse((await daughter.get(of(next.id, 0))).body).points.map(({ mean }) => mean)).toEqual([66])
  })

  it('comes to one of two to whom it is given in the same moment, and whoever gave it to the other hears of that', async () => {
    await register('bed-2', { kind: 'bed' })
    const homes = [await settle(boss, resident.areaId), await settle(boss, resident.areaId)]
    const press = await api.db.startTransaction().execute()
    await timeline.lock(press)
    const given = homes.map(({ id }) => boss.patch('/devices/bed-2', { residentId: id }))
    // Both have seen whose it is, and wait for their turn.
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`
    await eventually(async () => expect((await api.pool.query(waiting)).rowCount).toBeGreaterThanOrEqual(2))
    await press.commit().execute()
    const answers = await Promise.all(given)
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'changed_meanwhile' })
    const winner = homes[answers.findIndex(({ status }) => status === 200)]
    expect((await get('bed-2')).residentId).toBe(winner?.id)
    const held = await api.db
      .selectFrom('device_held')
      .select('resident_id')
      .where('device_no', '=', await numberOf('bed-2'))
      .execute()
    expect(held).toEqual([{ resident_id: resident.id }])
  })

  it('what stood behind a gateway stands behind the new one', async () => {
    await register('gw-2', { kind: 'gateway' })
    await register('behind-2', { gatewayId: 'gw-2' })
    expect((await boss.post('/devices/gw-2/swap', { id: 'gw-3' })).status).toBe(201)
    expect(await get('behind-2')).toMatchObject({ gatewayId: 'gw-3' })
    expect(api.told.devices).toContain('behind-2')
  })

  it('ends the supervision of the old one and nothing about the person', async () => {
    await register('old-4')
    const [low, call] = ['0196f000-0000-7000-8000-000000000001', '0196f000-0000-7000-8000-000000000002']
    await alertOf(low, 'old-4', 'battery_low')
    await alertOf(call, 'old-4', 'call')
    const ticketId = '0196f000-0000-7000-8000-000000000003'
    await api.db
      .insertInto('ticket')
      .values({
        id: ticketId,
        kind: 'maintenance',
        state: 'requested',
        area_id: resident.areaId,
        resident_id: resident.id,
        device_id: 'old-4',
        reason: 'battery_low',
        alert_id: null,
        worker_id: null,
        requested_at: new Date(),
        offered_at: null,
        accepted_at: null,
        travelling_at: null,
        arrived_at: null,
        done_at: null,
        closed_at: null,
        arrival_metres: null,
        arrival_reason: null,
        done_note: null,
        proof: null,
      })
      .execute()
    const state = { online: true, timers: { offline: Date.now() + 60_000 }, rules: {}, latest: {} }
    await api.db
      .insertInto('device_state')
      .values({ device_no: await numberOf('old-4'), state: JSON.stringify(state), online: true, last_seen_at: null })
      .execute()
    const key = jobKey.deviceTimer('old-4', 'offline')
    await enqueue(api.db, {
      name: 'device_timer',
      payload: { deviceId: 'old-4', name: 'offline', due: state.timers.offline },
      key,
      at: state.timers.offline,
    })

    expect((await boss.post('/devices/old-4/retire', {})).body).toMatchObject({ enabled: false, online: false })
    expect((await boss.get(`/alerts/${low}`)).body).toMatchObject({ state: 'resolved', outcome: 'technical_fixed' })
    expect((await boss.get(`/alerts/${call}`)).body).toMatchObject({ state: 'open' })
    expect((await boss.get(`/tickets/${ticketId}`)).body).toMatchObject({ state: 'cancelled', deviceId: 'old-4' })
    const { rowCount } = await api.pool.query('select from graphile_worker.jobs where key = $1', [key])
    expect(rowCount).toBe(0)
  })

  it('is over with a retired device: nothing of it changes any more', async () => {
    await register('old-5')
    expect((await boss.post('/devices/old-5/retire', {})).status).toBe(200)
    for (const again of [
      boss.post('/devices/old-5/retire', {}),
      boss.post('/devices/old-5/swap', { id: 'new-5' }),
      boss.patch('/devices/old-5', { enabled: true }),
      boss.post('/devices/old-5/secret'),
    ])
      expect((await again).body).toMatchObject({ code: 'illegal_transition' })
  })

  it('is no device to make a rule about once it is retired', async () => {
    await register('old-gone')
    expect((await boss.post('/devices/old-gone/retire', {})).status).toBe(200)
    const sentence = { metric: 'battery', is: 'not_seen', value: null, forSeconds: 600, between: null }
    const rule = {
      deviceId: 'old-gone',
      reason: 'a try',
      sentence: { ...sentence, kind: 'no_activity', priority: 3, message: 'silent' },
    }
    const refused = await boss.post(`/residents/${resident.id}/rules`, rule)
    expect(refused.body).toMatchObject({
      errors: [{ field: 'deviceId', message: 'is retired: it says nothing any more' }],
    })
  })

  it('leaves everything as it was when the new id is taken', async () => {
    await register('old-6')
    await register('taken-6')
    expect((await boss.post('/devices/old-6/swap', { id: 'taken-6' })).body).toMatchObject({ code: 'duplicate' })
    expect(await get('old-6')).toMatchObject({ enabled: true, retiredAt: null })
  })
})
