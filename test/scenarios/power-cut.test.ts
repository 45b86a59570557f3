import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert, IncidentMember, LiveEvent, TimelineEntry } from '../../server/contract/alerts.ts'
import type { Page } from '../../server/contract/common.ts'
import type { ImportResult } from '../../server/contract/imports.ts'
import type { Incident } from '../../server/contract/incidents.ts'
import type { ServerToBrowser } from '../../server/contract/live.ts'
import type { Area } from '../../server/contract/people.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import type { Client } from '../harness/client.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

const homes = 200

let hub: TestHub
let city: SmallCity
let street: Area
let operator: Client
let browser: Socket<ServerToBrowser>
let beds: TestDevice[] = []
let button: TestDevice
let incident: Incident
const seen: { event: LiveEvent; at: number }[] = []
const typesSeen = () => seen.map(({ event }) => event.entry.type)

async function importCsv(path: string, rows: readonly string[]): Promise<ImportResult> {
  const answer = await fetch(`${hub.http}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${city.administrator.token}`, 'content-type': 'text/csv' },
    body: rows.join('\n'),
  })
  const result: ImportResult = await answer.json()
  if (!answer.ok || result.errors.length > 0) throw new Error(`${path}: ${JSON.stringify(result)}`)
  return result
}

beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  city = await smallCity(hub)
  const under = async (parentId: string, level: string, name: string) =>
    city.administrator.post<Area>('/areas', { parentId, level, name, timezone: 'Asia/Shanghai' })
  const district = await under(city.area.id, 'district', '静安区')
  street = await under(district.id, 'street', '和平街道')
  const communities = [await under(street.id, 'community', '一居'), await under(street.id, 'community', '二居')]
  const numbers = Array.from({ length: homes }, (_, i) => i + 1)
  await importCsv('/residents/import', [
    'name,area,address,careLevel,livesAlone',
    ...numbers.map((n) => {
      const care = n === 117 ? 'dependent,true' : 'independent,false'
      return `老人${n},${communities[n % 2]?.id},和平街道 ${n} 号,${care}`
    }),
  ])
  const { secrets = [] } = await importCsv('/devices/import', [
    'id,kind,resident',
    ...numbers.map((n) => `bed-${n},bed,老人${n}`),
  ])
  operator = (await city.addStaff('operator', '李静')).client
  beds = await Promise.all(secrets.map(({ deviceId: id, secret }) => connectDevice(hub, { id, secret })))
  button = await connectDevice(hub, city.button)
  browser = io(hub.http, { transports: ['websocket'], auth: { token: operator.token }, reconnection: false })
  browser.on('live', (event) => seen.push({ event, at: performance.now() }))
  await new Promise<void>((resolve, reject) => {
    browser.on('hello', () => resolve())
    browser.on('connect_error', reject)
  })
})
afterAll(async () => {
  browser?.disconnect()
  await Promise.all([...beds, button].map((device) => device?.end()))
  await hub?.end()
})

const unresolved = () => operator.get<Page<Alert>>('/alerts?state=open,claimed&limit=500')
const running = () => operator.get<Page<Incident>>('/incidents?state=open,claimed')

describe('the power goes out in a street of 200 homes, and in the middle of it somebody presses', () => {
  it('the press is on the screen at once, and it is the one alert in the queue', async () => {
    const half = homes / 2
    const lost = (some: readonly TestDevice[], from: number) =>
      some.map((bed, i) => bed.say('event', { id: `lost-${from + i}`, type: 'mains.lost' }))
    const before = lost(beds.slice(0, half), 0)
    const pressedAt = performance.now()
    const press = button.say('event', { id: 'press', type: 'call' })
    const after = lost(beds.slice(half), half)
    await press
    const shown = await eventually('the press in the browser', async () =>
      seen.find(({ event }) => event.alert?.kind === 'call'),
    )
    // A bound for a press that waits for the street; outage-storm.test.ts measures presses in a storm of 10,000.
    expect(shown.at - pressedAt).toBeLessThan(10_000)
    await Promise.all([...before, ...after])
    const { items } = await unresolved()
    expect(items).toMatchObject([{ kind: 'call', priority: 1, resident: { name: '王秀英' }, incidentId: null }])
  })

  it('the outage is one incident of the street, with every home in it', async () => {
    const { items } = await running()
    expect(items).toMatchObject([
      { kind: 'mains_lost', state: 'open', areaName: '和平街道', members: homes, back: 0, owner: null },
    ])
    incident = items[0] as Incident
  })

  it('browsers heard of it a few times, not 200, and a catch-up tells the same', async () => {
    await eventually('the count is told', async () => {
      const last = seen.findLast(({ event }) => event.incident !== null)
      return last?.event.incident?.members === homes
    })
    const incidents = typesSeen().filter((type) => type.startsWith('incident.'))
    expect(incidents[0]).toBe('incident.opened')
    expect(incidents.length).toBeLessThan(homes / 4)
    // Fewer than ten may have stood alone before it was recognised for what it is.
    const alone = seen.filter(({ event }) => event.alert?.kind === 'mains_lost').length
    expect(alone).toBeLessThan(10)
    const opened = seen.find(({ event }) => event.entry.type === 'incident.opened')
    expect(opened?.event.entry.data.alertIds).toHaveLength(alone)
    const caughtUp = await operator.get<{ events: LiveEvent[] }>('/live?after=0&limit=500')
    const types = caughtUp.events.map(({ entry }) => entry.type)
    expect(types.filter((type) => type === 'alert.raised').length).toBe(alone + 1)
  })

  it('one operator takes it for all; the list begins with whom somebody should look in on', async () => {
    const claimed = await operator.post<Incident>(`/incidents/${incident.id}/claim`)
    expect(claimed).toMatchObject({ state: 'claimed', owner: { name: '李静' } })
    const other = (await city.addStaff('operator', '陈晨')).client
    const refused = await other.ask('POST', `/incidents/${incident.id}/claim`)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'already_claimed', detail: expect.stringContaining('李静') })
    const first = await operator.get<Page<IncidentMember>>(`/incidents/${incident.id}/members?limit=150`)
    expect(first.items[0]).toMatchObject({
      alert: { state: 'open', resident: { name: '老人117' } },
      need: { careLevel: 'dependent', livesAlone: true },
    })
    const rest = await operator.get<Page<IncidentMember>>(
      `/incidents/${incident.id}/members?limit=150&cursor=${first.nextCursor}`,
    )
    const names = [...first.items, ...rest.items].map(({ alert }) => alert.resident?.name)
    expect(new Set(names).size).toBe(homes)
    const all = await operator.get<Page<Alert>>('/alerts?state=open&kind=mains_lost&folded=true&limit=500')
    expect(all.items).toHaveLength(homes)
  })

  it('the press is dealt with on its own, in the middle of it', async () => {
    const [call] = (await unresolved()).items
    await operator.post<Alert>(`/alerts/${call?.id}/claim`)
    const resolved = await operator.post<Alert>(`/alerts/${call?.id}/resolve`, { outcome: 'reassured' })
    expect(resolved).toMatchObject({ state: 'resolved', outcome: 'reassured' })
    await eventually('call.closed', async () => button.commands.some(({ type }) => type === 'call.closed'))
  })

  it('the power returns: the incident ends by itself, every alert has its outcome, and the story is whole', async () => {
    await Promise.all(beds.map((bed, i) => bed.say('event', { id: `back-${i}`, type: 'mains.restored' })))
    const closed = await eventually('the incident is over', async () => {
      const now = await operator.get<Incident>(`/incidents/${incident.id}`)
      return now.state === 'resolved' && now
    })
    expect(closed).toMatchObject({ outcome: 'technical_fixed', members: homes, back: homes })
    await eventually('the browser heard', async () => typesSeen().includes('incident.closed'))
    expect((await unresolved()).items).toEqual([])
    expect((await running()).items).toEqual([])
    const story = await operator.get<Page<TimelineEntry>>(`/incidents/${incident.id}/timeline?limit=100`)
    const types = story.items.map(({ type }) => type).filter((type) => type !== 'incident.changed')
    expect(types).toEqual(['incident.opened', 'incident.claimed', 'incident.closed'])
    expect(story.items.at(-1)?.data).toMatchObject({ reason: 'back', members: homes, back: homes })
    const members = await operator.get<Page<IncidentMember>>(`/incidents/${incident.id}/members?limit=500`)
    expect(members.items).toHaveLength(homes)
    for (const { alert } of members.items)
      expect(alert).toMatchObject({ state: 'resolved', outcome: 'technical_fixed' })
    const one = await operator.get<Page<TimelineEntry>>(`/alerts/${members.items[0]?.alert.id}/timeline`)
    expect(one.items.map(({ type }) => type)).toEqual(['alert.raised', 'alert.resolved'])
    // Twice 200 happenings in the street; the operator was told a handful of times: once a second at most, however long it took.
    expect(seen.length).toBeLessThan(homes / 2)
  })
})
