import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { KpiCases, KpiReport, Wall } from '../../../server/contract/kpi.ts'
import { MapAlerts, MapAreas, MapHomes, MapResidents } from '../../../server/contract/map.ts'
import { dayAt } from '../../../server/core/calendar.ts'
import { type Person, startApi, type TestApi } from '../../harness/api.ts'
import { alertOf, ticketOf } from './records.ts'

const KpiId = z.object({ id: z.string() })
const zone = 'Asia/Shanghai'
const noon = Date.parse('2026-03-14T04:00:00Z')

let api: TestApi
let boss: Person
let operator: Person
let colleague: Person
let administrator: Person
let city: { id: string; path: string }
let east: { id: string; path: string }
let west: { id: string; path: string }
beforeAll(async () => {
  api = await startApi()
  city = await api.area('示范城市')
  east = await api.area('东区', city)
  west = await api.area('西区', city)
  boss = await api.person('supervisor', city)
  operator = await api.person('operator', city)
  colleague = await api.person('operator', city)
  administrator = await api.person('administrator', city)
})
afterAll(() => api?.close())

const march = 'from=2026-03-01&to=2026-03-31'
const reportOf = async (query: string) => KpiReport.parse((await boss.get(`/kpi?${query}`)).body)
const figure = (report: KpiReport, name: string) => report.total.figures.find((one) => one.figure === name)
const casesOf = async (query: string) => KpiCases.parse((await boss.get(`/kpi/cases?${query}`)).body).items

describe('what was written down of tickets', () => {
  it('is how long from the door to inside, whether visits were on time, how satisfied people were', async () => {
    expect(figure(await reportOf(march), 'satisfaction')?.status).toBe('not_recorded')
    const ticket = { area: east, by: operator, at: noon, state: 'done' as const }
    await ticketOf(api, { ...ticket, arrivedAfter: 20, insideAfter: 25, stars: 5 })
    await ticketOf(api, { ...ticket, arrivedAfter: 20, insideAfter: 26, stars: 3 })
    // Nobody said when they were inside, and nobody wanted to rate it.
    await ticketOf(api, { ...ticket, arrivedAfter: 20, stars: null })
    await ticketOf(api, { ...ticket, kind: 'visit', arrivedAfter: 24 * 60 })
    await ticketOf(api, { ...ticket, kind: 'visit', arrivedAfter: 24 * 60 + 1 })
    await ticketOf(api, { ...ticket, kind: 'visit', state: 'failed' })
    await ticketOf(api, { ...ticket, kind: 'visit', state: 'cancelled' })
    const report = await reportOf(march)
    expect(figure(report, 'door_to_inside')).toMatchObject({ status: 'known', hits: 1, cases: 2 })
    expect(figure(report, 'satisfaction')).toMatchObject({ hits: 1, cases: 2, value: 0.5 })
    expect(figure(report, 'visits_on_time')).toMatchObject({ hits: 1, cases: 3 })
    expect(await casesOf(`${march}&count=visit_late`)).toHaveLength(2)
  })

  it('counts what is planned on its day, not on the day before, when it became a ticket', async () => {
    const at = Date.parse('2026-05-31T04:00:00Z')
    const visit = { area: east, by: operator, kind: 'visit' as const, state: 'done' as const, at }
    const residentId = newId()
    await api.db
      .insertInto('resident')
      .values({ id: residentId, name: '何秀兰', area_id: city.id, address: '' })
      .execute()
    const turn = async (due: string) => {
      const planId = newId()
      await sql`insert into visit_plan (id, resident_id, service, every, begins_on, changed_by, changed_at, created_at)
        values (${planId}, ${residentId}, 'cleaning', 'month', '2026-06-01', 'x', now(), now())`.execute(api.db)
      return { planned: { planId, on: '2026-06-01', by: Date.parse(due) }, residentId }
    }
    // Any time of 1 June, which ends at 16:00 UTC; and 23:30 of that day, with its hour.
    await ticketOf(api, { ...visit, ...(await turn('2026-06-01T16:00:00Z')), arrivedAfter: 24 * 60, expired: true })
    await ticketOf(api, { ...visit, ...(await turn('2026-06-01T16:30:00Z')), arrivedAfter: 40 * 60 })
    expect(figure(await reportOf('from=2026-05-01&to=2026-05-31'), 'visits_on_time')).toMatchObject({ cases: 0 })
    expect(figure(await reportOf('from=2026-06-02&to=2026-06-30'), 'visits_on_time')).toMatchObject({ cases: 0 })
    const day = await reportOf('from=2026-06-01&to=2026-06-01')
    expect(figure(day, 'visits_on_time')).toMatchObject({ hits: 1, cases: 2 })
    // The offer that ran out did so before the day began.
    expect(figure(day, 'accepted_in_time')).toMatchObject({ hits: 1, cases: 2 })
    expect(await casesOf('from=2026-06-01&to=2026-06-01&count=visit_late')).toHaveLength(1)
  })
})

describe('supervision in the past', () => {
  it('is told from comings and goings; what was never plugged in is no gap', async () => {
    const device = async (id: string, area: { id: string }) => {
      expect((await administrator.post('/devices', { id, kind: 'bed', areaId: area.id })).status).toBe(201)
      await sql`update device set created_at = '2026-02-28T16:00:00Z' where id = ${id}`.execute(api.db)
      const { no } = await api.db.selectFrom('device').select('no').where('id', '=', id).executeTakeFirstOrThrow()
      await api.db
        .insertInto('device_state')
        .values({ device_no: no, state: '{}', online: true, last_seen_at: new Date() })
        .execute()
      return no
    }
    await device('steady', east)
    await device('lost', east)
    const late = await device('late', west)
    const flip = (id: string, type: 'device.offline' | 'device.online', at: string) =>
      api.db
        .insertInto('timeline')
        .values({
          at: new Date(at),
          type,
          actor: JSON.stringify({ kind: 'hub', id: 'hub', name: 'hub' }),
          area_path: east.path,
          alert_id: null,
          ticket_id: null,
          resident_id: null,
          device_id: id,
          data: '{}',
        })
        .execute()
    // From noon of the 14th to noon of the 15th there.
    await flip('lost', 'device.offline', '2026-03-14T04:00:00Z')
    await flip('lost', 'device.online', '2026-03-15T04:00:00Z')
    const missed = await alertOf(api, { area: west, at: noon, priority: 4 })
    await api.db
      .updateTable('alert')
      .set({
        kind: 'device_offline',
        device_no: late,
        why: JSON.stringify({ rule: 'offline', ruleVersion: 2, limits: {}, seen: [{ what: 'registered' }] }),
      })
      .where('id', '=', missed)
      .execute()
    // Other years change nothing.
    await flip('steady', 'device.offline', '2024-01-01T00:00:00Z')
    await flip('steady', 'device.online', '2024-01-02T00:00:00Z')
    await flip('late', 'device.offline', new Date(noon).toISOString())
    await flip('late', 'device.online', '2026-03-20T04:00:00Z')

    const report = await reportOf(`${march}&by=day`)
    expect(figure(report, 'supervised_time')).toMatchObject({ status: 'known', cases: 1 })
    expect(figure(report, 'supervised_time')?.value).toBeCloseTo(1 - 1 / 93)
    const on = (day: string) =>
      report.groups.find(({ key }) => key === day)?.figures.find((one) => one.figure === 'supervised_time')
    expect([on('2026-03-13')?.value, on('2026-03-14')?.value]).toEqual([1, 1 - 0.5 / 3])
    expect([on('2026-03-14')?.cases, on('2026-03-15')?.cases]).toEqual([1, 0])
    expect(on('2026-03-15')?.value).toBeCloseTo(1 - 0.5 / 3)
    const [gap] = await casesOf(`${march}&count=gaps`)
    expect(gap).toMatchObject({ of: 'gap', person: 'lost', seconds: 86_400, areaName: '东区' })
    const { groups } = await reportOf(`${march}&by=area`)
    const of = (area: { id: string }) =>
      groups.find(({ key }) => key === area.id)?.figures.find((one) => one.figure === 'supervised_time')
    expect([of(east)?.value, of(west)?.value]).toEqual([1 - 1 / 62, 1])
    // A gap that began the day before, and one that ended the day after.
    expect(figure(await reportOf('from=2026-03-15&to=2026-03-15'), 'supervised_time')?.value).toBeCloseTo(1 - 0.5 / 3)
    expect(await casesOf('from=2026-03-14&to=2026-03-14&count=gaps')).toMatchObject([
      { person: 'lost', seconds: 86_400 },
    ])
    // How devices are now says nothing of March.
    expect(figure(report, 'supervised')?.status).toBe('not_recorded')
  })
})

describe('messages to people', () => {
  it('are counted once, by what became of them in the end', async () => {
    const alertId = await alertOf(api, { area: east, at: noon })
    const said = (type: 'notice.sent' | 'notice.failed', data: object) =>
      api.db
        .insertInto('timeline')
        .values({
          at: new Date(noon),
          type,
          actor: JSON.stringify({ kind: 'hub', id: 'hub', name: 'hub' }),
          area_path: east.path,
          alert_id: alertId,
          ticket_id: null,
          resident_id: null,
          device_id: null,
          data: JSON.stringify({ contactName: '李娜', channel: 'email', ...data }),
        })
        .execute()
    await said('notice.sent', { attempt: 1 })
    await said('notice.failed', { attempt: 1, willRetry: true })
    await said('notice.sent', { attempt: 2 })
    await said('notice.failed', { attempt: 8, willRetry: false })
    const report = await reportOf(`${march}&by=kind`)
    expect(figure(report, 'first_attempt')).toMatchObject({ hits: 1, cases: 3 })
    expect(report.groups.find(({ key }) => key === 'call')?.counts.later_attempt).toBe(2)
    expect(await casesOf(`${march}&count=later_attempt&by=kind&key=call`)).toMatchObject([
      { of: 'notice', alertId, person: '李娜 · email' },
      {},
    ])
  })
})

describe('the map', () => {
  it('has every home of one’s own area as columns, apart from the areas, and is not sent twice', async () => {
    const home = { address: '永安里 3 号', place: { lat: 31.2345678, lon: 121.4 } }
    for (const area of [west, east])
      expect((await administrator.post('/residents', { ...home, name: '王桂芬', areaId: area.id })).status).toBe(201)
    const nowhere = { name: '李秀兰', address: '无', areaId: east.id }
    expect((await administrator.post('/residents', nowhere)).status).toBe(201)
    const { items } = MapAreas.parse((await boss.get('/map/areas')).body)
    const of = (id: string) => items.find((area) => area.id === id)
    expect([of(east.id)?.residents, of(east.id)?.placed, of(west.id)?.placed]).toEqual([2, 1, 1])
    expect(items.map(({ path }) => path)).toEqual(items.map(({ path }) => path).sort())
    expect(of(east.id)?.middle).toEqual(home.place)
    // From east by north to west and south: how far the one home there is.
    const [toEast, toNorth, toWest, toSouth] = [0, 4, 8, 12].map((n) => of(east.id)?.reach?.[n] ?? 0)
    expect(toEast).toBeCloseTo(121.4, 5)
    expect(toNorth).toBeCloseTo(31.2345678, 5)
    expect([toWest, toSouth].map((far) => (far ?? 0) < 0)).toEqual([true, true])

    const answer = await boss.get('/map/homes')
    const homes = MapHomes.parse(answer.body)
    expect(homes).toEqual({ lat: [3123457, 3123457], lon: [12140000, 12140000], state: [0, 0] })
    const here = await boss.get('/map/residents?lat=3123457&lon=12140000')
    expect(MapResidents.parse(here.body).items).toHaveLength(2)
    expect((await boss.get('/map/residents?lat=x&lon=12140000')).status).toBe(422)

    const known = answer.headers.get('etag') ?? ''
    const ask = (etag: string) =>
      api.app.request('http://hub.test/api/v1/map/homes', {
        headers: { authorization: `Bearer ${boss.token}`, 'if-none-match': etag },
      })
    expect((await ask(known)).status).toBe(304)
    expect((await administrator.post('/residents', { ...home, name: '新来的', areaId: east.id })).status).toBe(201)
    expect((await ask(known)).status).toBe(200)

    const there = await api.person('operator', west)
    expect(MapHomes.parse((await there.get('/map/homes')).body).lat).toHaveLength(1)
    expect(MapResidents.parse((await there.get('/map/residents?lat=3123457&lon=12140000')).body).items).toHaveLength(1)
  })

  it('has the open alerts of people who have a place, and no others', async () => {
    const before = MapAlerts.parse((await boss.get('/map/alerts')).body)
    const id = await alertOf(api, { area: east, at: Date.now() - 5_000 })
    expect(MapAlerts.parse((await boss.get('/map/alerts')).body)).toEqual(before)
    const [resident_id] = MapResidents.parse((await boss.get('/map/residents?lat=3123457&lon=12140000')).body).items
    await api.db.updateTable('alert').set({ resident_id }).where('id', '=', id).execute()
    const marks = MapAlerts.parse((await boss.get('/map/alerts')).body)
    const n = marks.id.indexOf(id)
    expect([marks.priority[n], marks.lat[n], marks.lon[n]]).toEqual([1, 3123457, 12140000])
    expect(marks.id).toHaveLength(before.id.length + 1)
  })
})

describe('the plans’ indicators', () => {
  it('are communities near a station, and residents for each bed, as they are now', async () => {
    const today = dayAt(Date.now(), zone)
    const now = `from=${today}&to=${today}`
    const street = await administrator.post('/areas', { name: '永安街道', level: 'street', parentId: east.id })
    const community = async (name: string, lat: number) => {
      const made = await administrator.post('/areas', { name, level: 'community', parentId: idOf(street) })
      const home = { address: '1 号', place: { lat, lon: 121.4 }, careLevel: 'dementia', areaId: idOf(made) }
      const resident = await administrator.post('/residents', { name: '王桂芬', ...home })
      expect(resident.status).toBe(201)
      return idOf(resident)
    }
    // A thousandth of a degree of latitude is some 111 m.
    const near = await community('近', 31.2 + 0.0089)
    const outside = await community('远', 31.2 + 0.0091)
    await administrator.post('/areas', { name: '空', level: 'community', parentId: idOf(street) })
    expect(figure(await reportOf(now), 'residents_per_bed_dementia')?.status).toBe('not_recorded')
    const station = { kind: 'station', name: '永安驿站', areaId: east.id, place: { lat: 31.2, lon: 121.4 } }
    const made = await administrator.post('/providers', { ...station, beds: { dementia: 4 } })
    expect(made.body).toMatchObject({ beds: { dementia: 4 } })
    const report = await reportOf(`${now}&by=area`)
    expect(figure(report, 'near_station')).toMatchObject({ hits: 1, cases: 2 })
    expect(figure(report, 'residents_per_bed_dementia')).toMatchObject({ status: 'known', value: 0.5, cases: 2 })
    expect(figure(report, 'residents_per_bed_dependent')?.status).toBe('not_recorded')
    const [far] = await casesOf(`${now}&count=far_from_station`)
    expect([far?.name, Math.round(far?.metres ?? 0)]).toEqual(['远', 1012])
    expect(await casesOf(`${now}&count=residents_dementia&by=area&key=${east.id}`)).toHaveLength(2)
    expect(figure(await reportOf(march), 'near_station')?.status).toBe('not_recorded')

    // In the circle a quarter of an hour counts; outside, and where nobody knows the home, it is no question.
    expect(figure(await reportOf(march), 'door_15')).toMatchObject({ status: 'no_cases', cases: 0 })
    const ticket = { area: east, by: operator, at: noon, state: 'done' as const }
    for (const arrivedAfter of [15, 16, 50]) await ticketOf(api, { ...ticket, residentId: near, arrivedAfter })
    await ticketOf(api, { ...ticket, residentId: near, state: 'cancelled' })
    await ticketOf(api, { ...ticket, residentId: outside, arrivedAfter: 10 })
    await ticketOf(api, { ...ticket, arrivedAfter: 10 })
    expect(figure(await reportOf(march), 'door_15')).toMatchObject({ status: 'known', hits: 1, cases: 3 })
    expect(await casesOf(`${march}&count=late_15`)).toHaveLength(2)
  })
  const idOf = ({ body }: { body: unknown }): string => KpiId.parse(body).id
})

describe('the wall', () => {
  it('shows today and this month, who is signed in, and the devices out of supervision', async () => {
    const before = Wall.parse((await boss.get('/wall')).body)
    expect((await boss.get('/wall')).status).toBe(200)
    expect(before.area.timezone).toBe(zone)
    expect(before.people.operators.map(({ id }) => id)).toEqual(
      expect.arrayContaining([boss.id, operator.id, colleague.id]),
    )
    await alertOf(api, { area: east, at: Date.now() - 2_000, claims: [{ after: 1, by: operator }] })
    await alertOf(api, { area: east, at: Date.now() - 1_000 })
    const after = Wall.parse((await boss.get('/wall')).body)
    const answered = (wall: Wall) => wall.today.figures.find((one) => one.figure === 'answered_60')
    // The one that still has its sixty seconds is no case yet.
    expect(answered(after)?.cases).toBe((answered(before)?.cases ?? 0) + 1)
    expect((await administrator.post('/devices', { id: 'silent-1', kind: 'bed', areaId: east.id })).status).toBe(201)
    // Registered and never plugged in: told apart, and not out of supervision.
    const { unsupervised, neverHeard } = before.devices
    const now = async () => Wall.parse((await boss.get('/wall')).body).devices
    expect(await now()).toMatchObject({ unsupervised, neverHeard: neverHeard + 1 })
    await api.db
      .insertInto('device_state')
      .columns(['device_no', 'state', 'online', 'last_seen_at'])
      .expression((eb) =>
        eb
          .selectFrom('device')
          .select([
            'no',
            sql`'{}'::jsonb`.as('state'),
            sql<boolean>`false`.as('online'),
            sql<Date>`now() - interval '1 day'`.as('at'),
          ])
          .where('id', '=', 'silent-1'),
      )
      .execute()
    expect(await now()).toMatchObject({ unsupervised: unsupervised + 1, neverHeard })
  })
})
