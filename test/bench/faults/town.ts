import type { Area, Contact, Resident, Staff } from '../../../server/contract/people.ts'
import { type Client, enterStaff, signIn } from '../../harness/client.ts'
import { admin, type TestHub } from '../../harness/hub.ts'

export type Registered = { id: string; secret: string; kind: 'call_button' | 'fall_sensor' | 'bed' | 'sensor' }
export type Account = { id: string; email: string; password: string; role: string; areaId: string; token: string }

/** Two streets, their homes, and who answers for them. */
export type Town = {
  streets: readonly [Area, Area]
  residents: Resident[]
  devices: Registered[]
  administrator: Account
  people: Account[]
}

/** Quick, so that a run of minutes sees every step: seconds from the receipt. */
export const emergencyPlan = [
  { afterSeconds: 0, tell: [{ whom: 'operators', channels: ['screen'] }] },
  { afterSeconds: 4, tell: [{ whom: 'supervisor', channels: ['screen', 'email', 'webhook'] }] },
  {
    afterSeconds: 8,
    tell: [
      { whom: 'first_contact', channels: ['email', 'webhook'] },
      { whom: 'nearest_responder', channels: ['email', 'webhook'] },
    ],
  },
  {
    afterSeconds: 14,
    tell: [
      { whom: 'all_contacts', channels: ['email', 'webhook'] },
      { whom: 'duty_number', channels: ['email', 'webhook'] },
    ],
  },
]
const urgentPlan = [
  { afterSeconds: 0, tell: [{ whom: 'operators', channels: ['screen'] }] },
  { afterSeconds: 10, tell: [{ whom: 'supervisor', channels: ['screen', 'email'] }] },
  { afterSeconds: 20, tell: [{ whom: 'first_contact', channels: ['email'] }] },
]

const homes = 12

/** Settles it through the public API. */
export async function settle(hub: TestHub): Promise<Town> {
  const administrator = await signIn(hub.http)
  const { items } = await administrator.get<{ items: Area[] }>('/areas')
  const root = items.find(({ parentId }) => parentId === null)
  if (root === undefined) throw new Error('the hub has no root area')
  const street = (name: string) => administrator.post<Area>('/areas', { parentId: root.id, level: 'street', name })
  const streets = [await street('柳堤街道'), await street('书院街道')] as const
  for (const [priority, steps] of [
    [1, emergencyPlan],
    [2, urgentPlan],
  ])
    await put(administrator, '/policies', { areaId: root.id, priority, steps })
  await put(administrator, '/policies/duty', {
    areaId: root.id,
    duty: { name: '值班', phone: '021-5555 0000', email: 'duty@example.org' },
  })
  const residents: Resident[] = []
  const devices: Registered[] = []
  for (let home = 1; home <= homes; home++) {
    const resident = await administrator.post<Resident>('/residents', {
      name: `王秀英 ${home}`,
      areaId: streets[home % 2 === 0 ? 0 : 1].id,
      address: `和平街道 ${home} 号`,
      livesAlone: true,
      place: { lat: 31.23 + home / 1000, lon: 121.47 },
    })
    residents.push(resident)
    for (let nth = 1; nth <= 2; nth++)
      await administrator.post<Contact>(`/residents/${resident.id}/contacts`, {
        name: `王小明 ${home}-${nth}`,
        relation: '女儿',
        position: nth,
        phone: `1390000${1000 + home * 10 + nth}`,
        email: `family-${home}-${nth}@example.org`,
        consent: { alerts: true, readings: false },
      })
    const add = async (id: string, kind: Registered['kind'], more: object = {}) => {
      const device = { id, kind, residentId: resident.id, ...more }
      const { secret } = await administrator.post<{ secret: string }>('/devices', device)
      devices.push({ id, secret, kind })
    }
    await add(`button-${home}`, 'call_button')
    if (home % 3 === 0) await add(`fall-${home}`, 'fall_sensor')
    if (home % 3 === 1) await add(`bed-${home}`, 'bed', { power: 'mains', beatSeconds: 10 })
    if (home % 3 === 2) await add(`sensor-${home}`, 'sensor', { power: 'mains', beatSeconds: 10 })
  }
  const people: Account[] = []
  const employ = async (role: string, nth: number, areaId: string) => {
    const account = { email: `${role}-${nth}@example.org`, password: `password of ${role} ${nth}` }
    const skills = role === 'worker' ? { skills: ['response'] } : {}
    const person = { ...account, name: `${role} ${nth}`, role, areaId, phone: `1380000${1000 + nth}`, ...skills }
    const { staff, client } = await enterStaff(hub.http, administrator, person)
    people.push({ ...account, id: staff.id, role, areaId, token: client.token })
  }
  for (const [nth, areaId] of [root.id, root.id, streets[0].id, streets[1].id].entries())
    await employ('operator', nth + 1, areaId)
  await employ('supervisor', 1, root.id)
  for (let nth = 1; nth <= 4; nth++) await employ('worker', nth, nth === 4 ? streets[0].id : root.id)
  const me = await administrator.get<Staff>('/me')

  return {
    streets,
    residents,
    devices,
    administrator: { id: me.id, ...admin, role: 'administrator', areaId: root.id, token: administrator.token },
    people,
  }
}

async function put(client: Client, path: string, body: unknown): Promise<void> {
  const answer = await client.ask('PUT', path, body)
  if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`)
}
