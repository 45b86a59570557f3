import { rangeAt } from '../../dashboard/src/charts/range.ts'
import { createHomes, type Home, type SimulatedDevice } from '../../devices/simulator/homes.ts'
import { bedReadings } from '../../devices/simulator/sleeper.ts'
import type { Alert } from '../../server/contract/alerts.ts'
import type { DeviceWithSecret } from '../../server/contract/devices.ts'
import type { Area, Resident } from '../../server/contract/people.ts'
import type { Ticket } from '../../server/contract/tickets.ts'
import { type Client, enterStaff, signIn } from '../harness/client.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import type { TestHub } from '../harness/hub.ts'

type Account = { email: string; password: string; id: string; client: Client }

/** A morning in a quarter of town: somebody is on the way to one home, others wait, some of it is over. */
export type Town = {
  people: Record<'operator' | 'quiet' | 'worker' | 'family' | 'supervisor', Account>
  /** Who was helped last night, with a night's readings of the bed. */
  resident: Resident
  alert: Alert
  /** Pressed twice, and nobody's yet. */
  unclaimed: Alert
  past: Alert
  travelling: Ticket
  offered: Ticket
  /** Its devices go; the hub stays. */
  leave(): Promise<void>
}

const seed = 7
const minute = 60_000

/** Settles sixteen simulated homes through the public API and lets their devices speak over MQTT. */
export async function settleTown(hub: TestHub): Promise<Town> {
  const administrator = await signIn(hub.http)
  const { items: areas } = await administrator.get<{ items: Area[] }>('/areas')
  const root = areas.find(({ parentId }) => parentId === null)
  if (root === undefined) throw new Error('the hub has no root area')
  const below = (name: string) => administrator.post<Area>('/areas', { parentId: root.id, level: 'street', name })
  const [street, quietStreet] = await Promise.all([below('柳堤街道'), below('书院街道')])

  const staff = async (role: string, name: string, email: string, areaId: string, phone: string): Promise<Account> => {
    const account = { email: `${email}@example.org`, password: `password of ${email}` }
    const skills = role === 'worker' ? ['response', 'maintenance'] : []
    const person = { ...account, name, role, areaId, phone, skills }
    const { staff, client } = await enterStaff(hub.http, administrator, person)
    return { ...account, id: staff.id, client }
  }
  const operator = await staff('operator', '苏晓琳', 'operator', root.id, '13800010001')
  const colleague = await staff('operator', '陈思远', 'colleague', root.id, '13800010002')
  const supervisor = await staff('supervisor', '方静', 'supervisor', root.id, '13800010005')
  const quiet = await staff('operator', '沈安', 'quiet', quietStreet.id, '13800010003')
  const worker = await staff('worker', '马丽', 'worker', root.id, '13800010004')
  // Somebody else could go as well: there is a choice.
  await staff('worker', '丁强', 'worker-2', root.id, '13800010006')
  const family = await staff('family', '王娜', 'family', street.id, '13900000001')

  const homes = await Promise.all(createHomes(seed, 16).map((home) => settleHome(administrator, home, street.id)))
  const at = (index: number): Settled => {
    const found = homes[index]
    if (found === undefined) throw new Error(`no home ${index}`)
    return found
  }
  const connected = new Map<string, TestDevice>()
  const say = async (home: Settled, kind: SimulatedDevice['kind'], suffix: string, payload: unknown) => {
    const found = home.devices.find((device) => device.kind === kind)
    if (found === undefined) throw new Error(`no ${kind} in home ${home.home.index}`)
    const device = connected.get(found.id) ?? (await connectDevice(hub, found))
    connected.set(found.id, device)
    await device.say(suffix, payload)
  }
  const press = (home: Settled, id: string) => say(home, 'call_button', 'event', { id, type: 'call' })
  const alertOf = (home: Settled, kind: string) =>
    eventually(`an alert ${kind} of ${home.resident.name}`, async () => {
      const path = `/alerts?residentId=${home.resident.id}&kind=${kind}&limit=1`
      const { items } = await administrator.get<{ items: Alert[] }>(path)
      return items[0]
    })

  const here = at(5)
  await administrator.post(`/residents/${here.resident.id}/contacts`, {
    name: '王娜',
    relation: '女儿',
    phone: '13900000001',
    consent: { alerts: true, readings: true },
    userId: family.id,
  })
  await say(here, 'bed', 'telemetry', nightOf(here.home))
  await say(here, 'bed', 'telemetry', {
    at: Date.now(),
    values: { heart_rate: 71, respiratory_rate: 15.2, in_bed: true },
  })
  await say(here, 'bed', 'state', { online: true, firmware: '2.4.1' })
  await say(here, 'call_button', 'state', { online: true, firmware: '1.0.9', battery: 84 })
  const door = here.home.resident.place

  // What is over.
  for (const [home, outcome, note] of [
    [at(0), 'false_alarm', '老人误触，电话里确认平安'],
    [at(3), 'family_attends', '儿子就在楼下'],
    [here, 'reassured', '问几点钟了'],
  ] as const) {
    await press(home, 'earlier')
    const { id } = await alertOf(home, 'call')
    await colleague.client.post(`/alerts/${id}/claim`)
    await colleague.client.post(`/alerts/${id}/resolve`, { outcome, note })
  }
  const past = await alertOf(at(3), 'call')

  // What is going on.
  await press(here, 'tonight')
  const alert = await eventually('the press of tonight', async () => {
    const { items } = await administrator.get<{ items: Alert[] }>('/alerts?state=open')
    return items.find(({ resident }) => resident?.id === here.resident.id)
  })
  await operator.client.post(`/alerts/${alert.id}/claim`)
  await operator.client.post(`/alerts/${alert.id}/note`, { note: '老人说起身时头晕，坐在床边' })
  const sent = await operator.client.post<Ticket>(`/alerts/${alert.id}/tickets`, {
    kind: 'response',
    workerId: worker.id,
  })
  const place = { lat: door.lat + 0.004, lon: door.lon + 0.003 }
  await worker.client.post(`/tickets/${sent.id}/accept`, { place })
  const travelling = await worker.client.post<Ticket>(`/tickets/${sent.id}/travel`, { place })

  // What waits.
  await say(at(9), 'bed', 'event', { id: 'wet', type: 'bed.wet' })
  const wet = await alertOf(at(9), 'wet')
  await colleague.client.post(`/alerts/${wet.id}/claim`)
  const offered = await colleague.client.post<Ticket>(`/alerts/${wet.id}/tickets`, {
    kind: 'service',
    workerId: worker.id,
  })
  await say(at(11), 'call_button', 'state', { online: true, battery: 9 })
  await say(at(8), 'fall_sensor', 'event', { id: 'tampered', type: 'tamper' })
  await say(at(2), 'fall_sensor', 'event', { id: 'fell', type: 'fall' })
  await press(at(7), 'tonight')
  await press(at(7), 'again')
  const unclaimed = await alertOf(at(7), 'call')

  // What nobody could read.
  await say(at(4), 'call_button', 'event', '{"id":"half a mess')
  await say(at(4), 'call_button', 'event', { id: 'x', type: 'singing', at: 12 })
  await say(at(6), 'call_button', 'telemetry', { at: Date.now(), values: { heart_rate: 'seventy' } })

  // What is kept in order.
  const hours = [{ days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1080 }]
  const station = {
    kind: 'station',
    name: '柳堤养老驿站',
    areaId: street.id,
    address: '柳堤街道 8 号',
    stars: 4,
    hours,
  }
  await administrator.post('/providers', { ...station, phone: '021-6345 1122' })
  await administrator.post('/providers', { kind: 'provider', name: '康宁居家服务有限公司', areaId: root.id })
  await administrator.post('/backups')

  const resident = await administrator.get<Resident>(`/residents/${here.resident.id}`)
  return {
    people: { operator, quiet, worker, family, supervisor },
    resident,
    alert,
    unclaimed,
    past,
    travelling,
    offered,
    leave: async () => void (await Promise.all([...connected.values()].map((device) => device.end()))),
  }
}

type Settled = {
  home: Home
  resident: Resident
  devices: { id: string; secret: string; kind: SimulatedDevice['kind'] }[]
}

async function settleHome(administrator: Client, home: Home, areaId: string): Promise<Settled> {
  const { keySafe, ...person } = home.resident
  const resident = await administrator.post<Resident>('/residents', {
    ...person,
    areaId,
    ...(keySafe !== null && { keySafe }),
  })
  for (const contact of home.contacts)
    await administrator.post(`/residents/${resident.id}/contacts`, {
      ...contact,
      consent: { alerts: true, readings: false },
    })
  const devices: Settled['devices'] = []
  for (const { id, kind, ...device } of home.devices) {
    // Nobody is to be missed while the pages are looked at.
    const wish = { id, kind, ...device, beatSeconds: 86_400, residentId: resident.id }
    const { secret } = await administrator.post<DeviceWithSecret>('/devices', wish)
    devices.push({ id, secret, kind })
  }
  return { home, resident, devices }
}

/** Every minute from eight in the evening to eight in the morning before now, as the bed of this home measures it. */
function nightOf(home: Home) {
  const { fromMs, toMs } = rangeAt('night', Date.now(), 'Asia/Shanghai')
  const until = Math.min(toMs, Date.now())
  return Array.from({ length: Math.floor((until - fromMs) / minute) }, (_, n) => {
    const at = fromMs + n * minute
    const { in_bed, ...values } = bedReadings(seed, home, at, at, null)
    return { at, values: { ...values, in_bed: in_bed === 1 } }
  })
}
