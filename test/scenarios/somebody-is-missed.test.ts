import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert, TimelineEntry } from '../../server/contract/alerts.ts'
import type { Resident } from '../../server/contract/people.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import type { Client } from '../harness/client.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { lookInto } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

const hourMs = 3_600_000
/** On a busy machine with a hub, its PostgreSQL and a restart. */
const soonMs = 60_000
type Page<T> = { items: T[] }

let hub: TestHub
let city: SmallCity
let operator: Client
let hall: TestDevice
let button: TestDevice
let said = 0

beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  city = await smallCity(hub)
  operator = (await city.addStaff('operator', '李静')).client
  hall = await connectDevice(hub, await city.addDevice({ id: 'hall', kind: 'sensor', location: '走廊' }))
  button = await connectDevice(hub, city.button)
  // Whatever the time of day at which this runs.
  await ask(city.administrator, 'PUT', `/residents/${city.resident.id}/limits`, {
    limits: { no_activity_from_hour: 0, no_activity_until_hour: 24 },
    reason: '试用',
    version: 0,
  })
})
afterAll(async () => {
  await Promise.all([hall, button].map((device) => device?.end()))
  await hub?.end()
})

async function ask(client: Client, method: string, path: string, body: object): Promise<void> {
  const answer = await client.ask(method, path, body)
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
}
const set = (id: string, change: object) => ask(operator, 'PATCH', `/residents/${id}`, change)
const resident = (id: string) => operator.get<Resident>(`/residents/${id}`)
const moves = (agoMs: number) => hall.say('event', { id: `a-${said++}`, type: 'activity', at: Date.now() - agoMs })
const alertOf = (kind: string, states = 'open,claimed') =>
  eventually(
    `a ${kind} that is ${states}`,
    async () => (await operator.get<Page<Alert>>(`/alerts?state=${states}&kind=${kind}`)).items[0],
    soonMs,
  )

/**
 * What the stopped hub last heard of them, and when it would miss them, lie so much further back. A sensor can't say it
 * late instead: what a new one kept from before is no reason to miss anybody.
 */
async function asIfSaidEarlier(byMs: number): Promise<void> {
  const url = await hub.databaseUrl()
  type Times = {
    lastSign: { at: number }
    timers: { no_activity: number }
    rules: { no_activity: { deafUntil: number } }
  }
  const [row] = await lookInto<{ state: Times }>(url, 'select state from resident_state where resident_id = $1', [
    city.resident.id,
  ])
  if (row === undefined) throw new Error('nothing was heard of them')
  const { state } = row
  state.lastSign.at -= byMs
  state.timers.no_activity -= byMs
  state.rules.no_activity.deafUntil -= byMs
  await lookInto(url, 'update resident_state set state = $2 where resident_id = $1', [city.resident.id, state])
  const due = state.timers.no_activity
  const moved = await lookInto(
    url,
    `update graphile_worker._private_jobs set run_at = $2, payload = (payload::jsonb || jsonb_build_object('due', $3::bigint))::json
      where key = $1 returning id`,
    [`timer:resident:${city.resident.id}:no_activity`, new Date(due), due],
  )
  expect(moved).toHaveLength(1)
}

describe('somebody of whom nothing is heard', () => {
  it('is missed when the time is up, also when the hub was killed before', async () => {
    await moves(0)
    await hub.kill()
    await asIfSaidEarlier(12 * hourMs - 4_000)
    await hub.start()
    const alert = await alertOf('no_activity')
    expect(alert).toMatchObject({
      priority: 2,
      resident: { name: '王秀英' },
      device: { id: 'hall' },
      why: { rule: 'no_activity', limits: { no_activity_hours: 12 } },
    })
    expect(alert.why.seen).toContainEqual(expect.objectContaining({ what: 'activity', value: 'hall' }))
  })

  it('is found by the next sign of life, and somebody still says what it was', async () => {
    await eventually('the sensor is back', async () => hall.client.connected)
    await moves(0)
    await eventually('it is cleared', async () => (await alertOf('no_activity')).clearedAt !== null, soonMs)
    const { id } = await alertOf('no_activity')
    await operator.post(`/alerts/${id}/claim`)
    await operator.post(`/alerts/${id}/resolve`, { outcome: 'reassured' })
  })
})

describe('somebody on holiday', () => {
  it('is asked about when somebody moves in the home; the answer is to say that they are back', async () => {
    const chen = await city.administrator.post<Resident>('/residents', {
      name: '陈国强',
      areaId: city.area.id,
      address: '和平街道 14 号',
      limits: { mode_check_after_minutes: 0 },
    })
    const device = await city.addDevice({ id: 'kitchen', kind: 'sensor', residentId: chen.id })
    const kitchen = await connectDevice(hub, device)
    await set(chen.id, { mode: 'holiday', modeUntil: new Date(Date.now() + 7 * 24 * hourMs).toISOString() })
    await eventually('the rules know of the mode', async () => {
      const told = await lookInto<{ state: { rules: { mode_check?: { since: number | null } } } }>(
        await hub.databaseUrl(),
        'select state from resident_state where resident_id = $1',
        [chen.id],
      )
      return typeof told[0]?.state.rules.mode_check?.since === 'number'
    })
    await kitchen.say('event', { id: 'back', type: 'activity' })
    expect(await alertOf('mode_check')).toMatchObject({ priority: 3, resident: { name: '陈国强' } })
    expect(await resident(chen.id)).toMatchObject({ mode: 'holiday' })
    await set(chen.id, { mode: 'home' })
    const asked = await alertOf('mode_check', 'resolved')
    expect(asked).toMatchObject({ resident: { name: '陈国强' } })
    await kitchen.end()
  })

  it('and a call is an emergency all the same', async () => {
    await set(city.resident.id, { mode: 'hospital', modeUntil: new Date(Date.now() + hourMs).toISOString() })
    await button.say('event', { id: 'press-away', type: 'call' })
    expect(await alertOf('call')).toMatchObject({ priority: 1 })
  })

  it('is at home again when the time is over, by itself', async () => {
    await set(city.resident.id, { mode: 'away', modeUntil: new Date(Date.now() + 3_000).toISOString() })
    await eventually('at home', async () => (await resident(city.resident.id)).mode === 'home', soonMs)
    const { items } = await operator.get<Page<TimelineEntry>>(`/residents/${city.resident.id}/timeline?limit=100`)
    expect(items.find(({ type }) => type === 'resident.mode_changed')).toMatchObject({
      actor: { kind: 'hub' },
      data: { from: 'away', to: 'home', reason: 'over' },
    })
  })
})

describe('a device that somebody works on', () => {
  it('tells of nothing but what a person asks for, until they are done', async () => {
    const until = new Date(Date.now() + hourMs).toISOString()
    await operator.post('/devices/hall/maintenance', { until })
    await hall.say('event', { id: 'opened', type: 'tamper' })
    await hall.say('event', { id: 'press-at-work', type: 'call' })
    const tampers = async () => (await operator.get<Page<Alert>>('/alerts?kind=tamper')).items
    expect(await tampers()).toEqual([])
    expect((await operator.get<Page<Alert>>('/alerts?kind=call&state=open')).items).toHaveLength(2)
    await operator.post('/devices/hall/maintenance', { until: null })
    await eventually('the rules know', async () => {
      await hall.say('event', { id: `opened-${said++}`, type: 'tamper' })
      return (await tampers()).length === 1
    })
  })
})

describe('care that is due', () => {
  it('is written down by whoever gave it, for everybody to read', async () => {
    await operator.post(`/residents/${city.resident.id}/care`, { what: 'medication_taken', note: '早餐后' })
    const { items } = await operator.get<Page<TimelineEntry>>(`/residents/${city.resident.id}/timeline?limit=5`)
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'resident.care_given', data: { what: 'medication_taken', note: '早餐后' } }),
    )
  })
})
