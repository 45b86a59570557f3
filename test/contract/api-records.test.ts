import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { page } from '../../server/contract/common.ts'
import { Device, DeviceWithSecret, Series } from '../../server/contract/devices.ts'
import { Contact, Resident, Staff } from '../../server/contract/people.ts'
import { verifySecret } from '../../server/store/device-secrets.ts'
import { loadDevices } from '../../server/store/registry.ts'
import { metricNumber } from '../../server/store/series/metrics.ts'
import { createPartitions, dayOf } from '../../server/store/series/partitions.ts'
import { type Person, settle, startApi, type TestApi } from '../harness/api.ts'
import { alertOf } from './kpi/records.ts'

const Items = z.object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().nullable() })

describe('residents, contacts, devices, areas and staff', () => {
  let api: TestApi
  let admin: Person
  let city: { id: string; path: string }
  const resident = (change: object = {}) => settle(admin, city.id, change)
  const stored = (id: string) => api.db.selectFrom('device').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  beforeAll(async () => {
    api = await startApi()
    city = await api.area('示范城市')
    admin = await api.person('administrator', city)
  })
  afterAll(() => api.close())

  it('a resident is created with defaults, read as created, and changed in part', async () => {
    const answer = await admin.post('/residents', {
      name: ' 李秀兰 ',
      address: '幸福路 1 号',
      areaId: city.id,
      bornOn: '1938-02-28',
    })
    expect(answer.status).toBe(201)
    const made = Resident.parse(answer.body)
    expect(made).toMatchObject({
      name: '李秀兰',
      careLevel: 'independent',
      mode: 'home',
      bornOn: '1938-02-28',
      hasKeySafe: false,
    })
    expect(answer.headers.get('location')).toBe(`/api/v1/residents/${made.id}`)
    expect((await admin.get(`/residents/${made.id}`)).body).toEqual(made)

    const limits = { heart_rate_urgent_below_bpm: 50 }
    expect((await admin.patch(`/residents/${made.id}`, { limits })).body, 'limits change with a reason').toMatchObject({
      errors: [{ field: 'limits' }],
    })
    const changed = await admin.patch(`/residents/${made.id}`, {
      keySafe: '4711',
      place: { lat: 39.9, lon: 116.4 },
    })
    expect(changed.body).toMatchObject({
      ...made,
      hasKeySafe: true,
      recordVersion: 1,
      place: { lat: 39.9, lon: 116.4 },
      updatedAt: expect.any(String),
    })
    expect(api.told.residents).toContain(made.id)
  })

  it('refuses limits that no rule has, or that make no sense', async () => {
    const { id } = await resident()
    for (const limits of [
      { heart_rate: 50 },
      { heart_rate_urgent_below_bpm: 5 },
      { heart_rate_urgent_below_bpm: 100, heart_rate_urgent_above_bpm: 101 },
    ]) {
      const answer = await admin.patch(`/residents/${id}`, { limits })
      expect(answer.status).toBe(422)
      expect(answer.body).toMatchObject({ errors: [{ field: expect.stringMatching(/^limits\./) }] })
    }
  })

  it('every mode but home has an end, and its change is in the timeline', async () => {
    const { id } = await resident()
    const modeUntil = new Date(Date.now() + 86_400_000).toISOString()
    expect((await admin.patch(`/residents/${id}`, { mode: 'hospital' })).status).toBe(422)
    expect(
      (await admin.patch(`/residents/${id}`, { mode: 'hospital', modeUntil: '2020-01-01T00:00:00Z' })).status,
    ).toBe(422)
    expect((await admin.patch(`/residents/${id}`, { mode: 'hospital', modeUntil })).body).toMatchObject({
      mode: 'hospital',
      modeUntil,
    })
    expect(api.told.seqs.length, 'browsers hear of it').toBeGreaterThan(0)
    expect((await admin.patch(`/residents/${id}`, { mode: 'home' })).body).toMatchObject({
      mode: 'home',
      modeUntil: null,
    })
    expect((await admin.get(`/residents/${id}/timeline`)).body).toMatchObject({
      items: [
        { type: 'resident.mode_changed', data: { from: 'hospital', to: 'home' } },
        { type: 'resident.mode_changed', data: { from: 'home', to: 'hospital', until: modeUntil } },
      ],
    })
  })

  it('a list goes on where it stopped, each once, also when names are alike', async () => {
    const area = await api.area('翻页区', city)
    for (let i = 0; i < 7; i += 1) await resident({ areaId: area.id, name: i < 4 ? '同名' : `不同 ${i}` })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const from: string = cursor === null ? '' : `&cursor=${cursor}`
      const { body } = await admin.get(`/residents?areaId=${area.id}&limit=2${from}`)
      const part = Items.parse(body)
      expect(part.items.length).toBeLessThanOrEqual(2)
      seen.push(...part.items.map(({ id }) => id))
      cursor = part.nextCursor
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(7)
    expect(seen).toHaveLength(7)
    const found = Items.parse((await admin.get(`/residents?areaId=${area.id}&q=${encodeURIComponent('同名')}`)).body)
    expect(found.items).toHaveLength(4)
    expect(Items.parse((await admin.get('/residents?q=%25')).body).items, 'a percent sign is a percent sign').toEqual(
      [],
    )
  })

  it('lists sort Chinese by pinyin and numbers by their value, page by page', async () => {
    const area = await api.area('排序区', city)
    for (const name of ['赵敏', '王芳', '安平', '李娜', '陈静', '沈佩玉', '曾国强'])
      await resident({ areaId: area.id, name })
    for (const id of ['sorted-10', 'sorted-2', 'sorted-1'])
      await admin.post('/devices', { id, kind: 'call_button', areaId: area.id })
    const inPages = async (path: string, key: 'name' | 'id') => {
      const read: unknown[] = []
      let cursor: string | null = null
      do {
        const from: string = cursor === null ? '' : `&cursor=${cursor}`
        const part = Items.parse((await admin.get(`${path}?areaId=${area.id}&limit=2${from}`)).body)
        read.push(...part.items.map((item) => item[key]))
        cursor = part.nextCursor
      } while (cursor !== null)
      return read
    }
    expect(await inPages('/residents', 'name')).toEqual(['安平', '陈静', '李娜', '沈佩玉', '王芳', '曾国强', '赵敏'])
    expect(await inPages('/devices', 'id')).toEqual(['sorted-1', 'sorted-2', 'sorted-10'])
  })

  it('contacts are told in their order and can be removed', async () => {
    const { id } = await resident()
    const first = Contact.parse(
      (await admin.post(`/residents/${id}/contacts`, { name: '女儿', phone: '139 0000 1111' })).body,
    )
    const second = Contact.parse((await admin.post(`/residents/${id}/contacts`, { name: '邻居' })).body)
    expect([first.position, second.position]).toEqual([1, 2])
    expect(first).toMatchObject({ language: 'zh', consent: { alerts: true, readings: false }, userId: null })
    const told = async () =>
      page(Contact)
        .parse((await admin.get(`/residents/${id}/contacts`)).body)
        .items.map(({ name, position }) => `${position} ${name}`)
    await admin.patch(`/contacts/${second.id}`, { position: 1 })
    expect(await told()).toEqual(['1 邻居', '2 女儿'])
    await admin.post(`/residents/${id}/contacts`, { name: '儿子', position: 1 })
    await admin.post(`/residents/${id}/contacts`, { name: '侄子', position: 9 })
    expect(await told()).toEqual(['1 儿子', '2 邻居', '3 女儿', '9 侄子'])
    expect((await admin.delete(`/contacts/${first.id}`)).status).toBe(200)
    expect((await admin.get(`/contacts/${first.id}`)).status).toBe(404)
    expect((await admin.post(`/residents/${id}/contacts`, { name: 'x', userId: admin.id })).status).toBe(422)
  })

  it('a device has the promises of its kind, is where its resident lives, and shows its secret once', async () => {
    const home = await api.area('家', city)
    const { id: residentId } = await resident({ areaId: home.id })
    const answer = await admin.post('/devices', { id: 'k3-1', kind: 'call_button', residentId })
    expect(answer.status).toBe(201)
    const { device, secret } = DeviceWithSecret.parse(answer.body)
    expect(device).toMatchObject({
      areaId: home.id,
      power: 'battery',
      beatSeconds: 86_400,
      online: false,
      enabled: true,
    })
    expect(secret).toMatch(/^[0-9A-Za-z]{32}$/)
    expect(api.told.devices).toContain('k3-1')
    expect(JSON.stringify((await admin.get('/devices/k3-1')).body)).not.toContain(secret)
    const row = await stored('k3-1')
    expect(verifySecret(secret, { salt: row.secret_salt, hash: row.secret_hash })).toBe(true)
    expect(verifySecret(`${secret.slice(0, -1)}!`, { salt: row.secret_salt, hash: row.secret_hash })).toBe(false)

    const rotated = DeviceWithSecret.parse((await admin.post('/devices/k3-1/secret')).body).secret
    const after = await stored('k3-1')
    expect(verifySecret(secret, { salt: after.secret_salt, hash: after.secret_hash })).toBe(false)
    expect(verifySecret(rotated, { salt: after.secret_salt, hash: after.secret_hash })).toBe(true)

    const promises = { bed: 60, gateway: 60, fall_sensor: 300, sensor: 3600 }
    for (const [kind, beatSeconds] of Object.entries(promises)) {
      const made = await admin.post('/devices', { id: `kind-${kind}`, kind, secret: 'sixteen letters!' })
      expect(made.body).toMatchObject({ device: { beatSeconds, areaId: city.id }, secret: 'sixteen letters!' })
    }
    expect((await admin.post('/devices', { id: 'weak', kind: 'bed', secret: 'short' })).status).toBe(422)
  })

  it('a device moves with its resident, and keeps no area of its own beside theirs', async () => {
    const [east, west] = [await api.area('东', city), await api.area('西', city)]
    const { id: residentId } = await resident({ areaId: east.id })
    await admin.post('/devices', { id: 'moves', kind: 'bed', areaId: west.id })
    expect((await admin.patch('/devices/moves', { residentId, areaId: west.id })).status).toBe(422)
    expect((await admin.patch('/devices/moves', { residentId })).body).toMatchObject({ areaId: east.id })
    await admin.patch(`/residents/${residentId}`, { areaId: west.id })
    expect((await admin.get('/devices/moves')).body).toMatchObject({ areaId: west.id })
    expect(Device.parse((await admin.patch('/devices/moves', { residentId: null })).body).residentId).toBeNull()
  })

  it('areas lie in each other from city to community, with a zone that exists', async () => {
    const district = await admin.post('/areas', { name: '朝阳区', level: 'district', parentId: city.id })
    expect(district.body).toMatchObject({
      parentId: city.id,
      timezone: 'Asia/Shanghai',
      path: expect.stringContaining(city.path),
    })
    const { id } = z.object({ id: z.string() }).parse(district.body)
    expect((await admin.post('/areas', { name: 'x', level: 'city', parentId: id })).status).toBe(422)
    expect((await admin.patch(`/areas/${id}`, { timezone: 'Mars/Olympus' })).status).toBe(422)
    const { id: living } = await resident({ areaId: id })
    api.told.residents.length = 0
    expect((await admin.patch(`/areas/${id}`, { timezone: 'Asia/Urumqi', name: '新名' })).body).toMatchObject({
      timezone: 'Asia/Urumqi',
      name: '新名',
    })
    expect(api.told.residents).toEqual([living])
  })

  it('are read anew in any number: an edit that could not be read would hold up all that come after it', async () => {
    const none = Array.from({ length: 70_000 }, (_, n) => `none-${n}`)
    expect(await loadDevices(api.db, none)).toEqual([])
  })

  it('staff are listed by role, without anything of their password', async () => {
    const made = await admin.post('/staff', {
      name: '小李',
      email: 'li@hub.test',
      password: 'long enough',
      role: 'worker',
      areaId: city.id,
      skills: ['助浴'],
    })
    expect(Staff.parse(made.body)).toMatchObject({ role: 'worker', skills: ['助浴'], active: true, place: null })
    const list = await admin.get('/staff?role=worker')
    expect(list.body).toMatchObject({ items: [{ email: 'li@hub.test' }] })
    expect(JSON.stringify(list.body)).not.toMatch(/password/i)
  })

  it('alerts of a name are looked for in the last 92 days, earlier when asked, and always while they are open', async () => {
    const { id: residentId } = await resident({ name: '查无此人' })
    const daysAgo = (days: number) => Date.now() - days * 86_400_000
    const happened = async (days: number, outcome?: 'reassured') => {
      const alert = { area: city, at: daysAgo(days), ...(outcome && { outcome }) }
      const id = await alertOf(api, alert)
      await api.db.updateTable('alert').set({ resident_id: residentId }).where('id', '=', id).execute()
      return id
    }
    const open = await happened(300)
    const [old, lately] = [await happened(200, 'reassured'), await happened(2, 'reassured')]
    const q = encodeURIComponent('查无此')
    const found = async (query: string) => {
      const { items } = Items.parse((await admin.get(`/alerts?q=${q}${query}`)).body)
      return items.map(({ id }) => id)
    }
    expect(await found('')).toEqual([lately])
    expect(await found(`&from=${new Date(daysAgo(400)).toISOString()}`)).toEqual([lately, old, open])
    expect(await found(`&to=${new Date(daysAgo(150)).toISOString()}`)).toEqual([old])
    expect(await found('&state=open,claimed')).toEqual([open])
    expect(await found(`&residentId=${residentId}`)).toEqual([lately, old, open])
  })

  describe('readings', () => {
    const at = Date.parse('2026-11-21T22:00:00Z')
    beforeAll(async () => {
      await admin.post('/devices', { id: 'bed-9', kind: 'bed' })
      const { no } = await stored('bed-9')
      await createPartitions(api.db, [dayOf(at), dayOf(at) + 1])
      // Put there past the commit, which would have marked their hours: so no hour may be closed.
      await api.db
        .updateTable('series_state')
        .set({ rolled_to: new Date(0), closed_to: new Date(0) })
        .execute()
      await api.db
        .insertInto('reading')
        .values(
          [60, 62, 64, 70].map((value, i) => ({
            device_no: no,
            metric: metricNumber.heart_rate,
            at: new Date(at + i * 30_000),
            value,
          })),
        )
        .execute()
    })
    const read = async (query: string) =>
      Series.parse((await admin.get(`/devices/bed-9/readings?metric=heart_rate&${query}`)).body)
    const hour = 'from=2026-11-21T22:00:00Z&to=2026-11-21T23:00:00Z'

    it('come one by one, or by bucket with mean, least and most', async () => {
      const every = await read(hour)
      expect(every).toMatchObject({ unit: '1/min', resolution: 0, truncated: false })
      expect(every.points.map(({ mean }) => mean)).toEqual([60, 62, 64, 70])
      const minutes = await read(`${hour}&resolution=60`)
      expect(minutes.points).toEqual([
        { at, mean: 61, min: 60, max: 62, count: 2 },
        { at: at + 60_000, mean: 67, min: 64, max: 70, count: 2 },
      ])
      expect(
        (await read('from=2026-11-21T22:00:30Z&to=2026-11-21T22:01:30Z')).points,
        'the end is not in',
      ).toHaveLength(2)
      expect((await read('from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z')).points).toEqual([])
      expect((await read(`from=${at}&to=${at + 30_001}`)).points, 'asked for as points tell it').toHaveLength(2)
      expect((await admin.get(`/devices/bed-9/readings?metric=heart_rate&from=now&to=${at}`)).body).toMatchObject({
        errors: [{ field: 'from' }],
      })
    })

    it('are cut at 20,000 points, and say so', async () => {
      const { no } = await stored('bed-9')
      const many = Array.from({ length: 20_100 }, (_, i) => ({
        device_no: no,
        metric: metricNumber.movement,
        at: new Date(at + i * 100),
        value: 0.5,
      }))
      for (let from = 0; from < many.length; from += 5_000)
        await api.db
          .insertInto('reading')
          .values(many.slice(from, from + 5_000))
          .execute()
      const answer = await admin.get(`/devices/bed-9/readings?metric=movement&${hour}`)
      const series = Series.parse(answer.body)
      expect(series.truncated).toBe(true)
      expect(series.points).toHaveLength(20_000)
    })
  })
})
