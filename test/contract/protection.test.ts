import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Coverage } from '../../server/contract/coverage.ts'
import { Protection } from '../../server/contract/protection.ts'
import { newDeviceState } from '../../server/core/rules/device.ts'
import { type Person, settle, startApi, type TestApi } from '../harness/api.ts'

describe('protected now', () => {
  let api: TestApi
  let city: { id: string; path: string }
  let zhou: Person
  beforeAll(async () => {
    api = await startApi()
    city = await api.area('示范城市')
    zhou = await api.person('administrator', city)
    // Whom the plan reaches at last.
    await api.person('supervisor', city)
  })
  afterAll(() => api.close())
  const settled = (change: object = {}) => settle(zhou, city.id, change)

  const coverageOf = async (id: string) => Coverage.parse((await zhou.get(`/residents/${id}/coverage`)).body)
  const codes = ({ reasons }: Coverage) => reasons.map(({ code }) => code)
  const state = async (deviceId: string, online: boolean, change: object = {}) => {
    const { no } = await api.db.selectFrom('device').select('no').where('id', '=', deviceId).executeTakeFirstOrThrow()
    const row = {
      online,
      last_seen_at: new Date(),
      state: JSON.stringify({ ...newDeviceState, online, ...change }),
    }
    await api.db
      .insertInto('device_state')
      .values({ device_no: no, ...row })
      .onConflict((conflict) => conflict.column('device_no').doUpdateSet(row))
      .execute()
  }

  it('follows the device, the people and the plan', async () => {
    const area = await api.area('保障区', city)
    const { id } = await settled({ areaId: area.id, place: { lat: 39.9, lon: 116.4 } })
    expect(codes(await coverageOf(id))).toContain('no_device')
    await zhou.post('/devices', { id: 'cover-1', kind: 'call_button', power: 'mains', residentId: id })
    expect(await coverageOf(id)).toMatchObject({
      protected: 'no',
      reasons: [{ code: 'nothing_heard' }, {}, {}, {}, {}],
    })
    await state('cover-1', true, { battery: 84, rules: { test: { at: Date.now(), told: 0 } } })
    const partly = await coverageOf(id)
    expect(partly.protected).toBe('partly')
    expect(codes(partly)).toEqual(['no_operator', 'no_contact', 'no_responder', 'call_heard'])

    await api.person('operator', area)
    await zhou.post(`/residents/${id}/contacts`, { name: '女儿', phone: '13900001111' })
    await api.person('worker', area)
    const yes = await coverageOf(id)
    expect(codes(yes)).toEqual(['call_heard', 'operator_there', 'contact_told', 'responder_near'])
    expect(yes.protected).toBe('yes')

    // A battery button sleeps between its daily beats, and is counted on until it missed two.
    await zhou.post('/devices', {
      id: 'cover-2',
      kind: 'call_button',
      power: 'battery',
      beatSeconds: 86_400,
      areaId: area.id,
    })
    const other = await settled({ areaId: area.id, name: '李秀兰' })
    await zhou.patch('/devices/cover-2', { residentId: other.id })
    const dayAgo = new Date(Date.now() - 30 * 3_600_000)
    await state('cover-2', false)
    const { no } = await api.db.selectFrom('device').select('no').where('id', '=', 'cover-2').executeTakeFirstOrThrow()
    const seen = (at: Date) =>
      api.db.updateTable('device_state').set({ last_seen_at: at }).where('device_no', '=', no).execute()
    await seen(dayAgo)
    expect(codes(await coverageOf(other.id))).toContain('call_heard')
    expect((await zhou.get('/devices/cover-2')).body).toMatchObject({ online: false, inReach: true })
    await seen(new Date(Date.now() - 49 * 3_600_000))
    expect((await coverageOf(other.id)).protected).toBe('no')

    // What a census says of each is what a look at each says.
    const nobody = await settled({ areaId: area.id, name: '赵无', place: { lat: 39.9, lon: 116.4 } })
    const census = Protection.parse((await zhou.get(`/protection?areaId=${area.id}`)).body)
    expect(census).toMatchObject({ homes: 3, yes: 1, partly: 0, no: 2, areas: [{ id: area.id, no: 2 }] })
    for (const { resident, protected: how, reasons } of census.items) {
      const one = await coverageOf(resident.id)
      const amiss = one.reasons.filter(({ weight }) => weight !== 'holds').map(({ code }) => code)
      expect([how, reasons], resident.name).toEqual([one.protected, [...new Set(amiss)]])
    }
    expect(census.reasons.find(({ code }) => code === 'no_device')).toEqual({
      code: 'no_device',
      weight: 'breaks',
      homes: 1,
    })
    const named = Protection.parse((await zhou.get(`/protection?areaId=${area.id}&code=no_device`)).body)
    expect(named.items.map(({ resident }) => resident.id)).toEqual([nobody.id])
    const paged = Protection.parse((await zhou.get(`/protection?areaId=${area.id}&limit=1`)).body)
    expect(paged.items).toHaveLength(1)
    const rest = Protection.parse(
      (await zhou.get(`/protection?areaId=${area.id}&limit=1&cursor=${paged.nextCursor}`)).body,
    )
    expect(rest.items[0]?.resident.id).not.toBe(paged.items[0]?.resident.id)

    await state('cover-1', true, { battery: 12, rules: { test: { at: Date.now() - 8 * 86_400_000, told: 1 } } })
    expect(codes(await coverageOf(id)).slice(0, 2)).toEqual(['battery_low', 'test_overdue'])
    await state('cover-1', false)
    expect((await coverageOf(id)).protected).toBe('no')
    await state('cover-1', true)
    const until = new Date(Date.now() + 3_600_000).toISOString()
    await zhou.post('/devices/cover-1/maintenance', { until })
    expect(await coverageOf(id)).toMatchObject({
      protected: 'no',
      reasons: [{ code: 'all_in_maintenance' }, {}, {}, {}, {}],
    })
  })
})
