import { city, communities } from '../devices/simulator/district.ts'
import type { Home } from '../devices/simulator/homes.ts'
import type { Neighbourhood } from '../devices/simulator/neighbourhood.ts'
import { scenesBetween } from '../devices/simulator/scenes.ts'
import { page } from '../server/contract/common.ts'
import { Device, DeviceWithSecret } from '../server/contract/devices.ts'
import { Area, Contact, Me, Resident, Staff } from '../server/contract/people.ts'
import { type NewVisitPlan, VisitPlan } from '../server/contract/visits.ts'
import type { Api } from './api.ts'
import type { Secrets } from './secrets.ts'
import { inTurns } from './turns.ts'

const dayMs = 86_400_000

export type Person = { role: string; zh: string; name: string; email: string; password: string }

/** Creates through the API what the neighbourhood needs and isn't there yet; what is there stays as it is. */
export const settle = async (
  api: Api,
  neighbourhood: Neighbourhood,
  secrets: Secrets,
): Promise<{ staff: readonly Person[]; devices: ReadonlyMap<string, Device> }> => {
  const { homes } = neighbourhood
  const areas = await settleAreas(api)
  const root = areas.root
  const family = familyOf(neighbourhood)
  const staff = await settleStaff(api, [...team(root), ...(family ? [family.person(root)] : [])], secrets)
  const residents = new Map((await api.all('/residents', Resident)).map((one) => [one.name, one]))
  const devices = new Map((await api.all('/devices', Device)).map((one) => [one.id, one]))
  await inTurns([...homes.entries()], 4, async ([at, home]) => {
    const areaId = areas.communities.get(home.community.name) ?? root
    const known = residents.get(home.resident.name)
    const resident = known ?? (await createResident(api, home, areaId))
    if (known === undefined && at % 5 === 0) await planVisits(api, resident, at / 5)
    await settleContacts(api, home, resident.id, family?.home === home ? staff.get(family.email) : undefined)
    for (const device of home.devices) {
      if (devices.has(device.id)) continue
      const secret = secrets.secretOf(device.id)
      const created = await api.post(
        '/devices',
        { ...device, areaId, residentId: resident.id, secret },
        DeviceWithSecret,
      )
      devices.set(device.id, created.device)
    }
  })
  return { staff: [...staff.values()].map(({ person }) => person), devices }
}

type NewPerson = {
  role: Staff['role']
  zh: string
  name: string
  email: string
  areaId: string
  phone: string
  skills: string[]
}
type Settled = { id: string; person: Person }

const team = (areaId: string): NewPerson[] => [
  {
    role: 'operator',
    zh: '坐席',
    name: '苏晓琳',
    email: 'operator@example.org',
    phone: '13800010001',
    areaId,
    skills: [],
  },
  {
    role: 'supervisor',
    zh: '值班长',
    name: '高志平',
    email: 'supervisor@example.org',
    phone: '13800010002',
    areaId,
    skills: [],
  },
  {
    role: 'worker',
    zh: '服务人员',
    name: '马丽',
    email: 'worker1@example.org',
    phone: '13800010003',
    areaId,
    skills: ['emergency', 'bathing'],
  },
  {
    role: 'worker',
    zh: '服务人员',
    name: '丁强',
    email: 'worker2@example.org',
    phone: '13800010004',
    areaId,
    skills: ['emergency', 'rehabilitation'],
  },
]

/** The first contact of whoever presses first: their page has something to show within the first minute. */
const familyOf = (neighbourhood: Neighbourhood) => {
  const { startAt } = neighbourhood
  const press = scenesBetween(neighbourhood, startAt, startAt + 60_000).find((scene) => scene.kind === 'call')
  const home = press?.home
  const contact = home?.contacts[0]
  if (!home || !contact) return null
  const { name, email, phone } = contact
  const person = (areaId: string): NewPerson => ({ role: 'family', zh: '家属', name, email, phone, areaId, skills: [] })
  return { home, email, person }
}

const settleAreas = async (api: Api): Promise<{ root: string; communities: ReadonlyMap<string, string> }> => {
  const { area } = await api.get('/me', Me)
  const known = await api.all('/areas', Area)
  const inside = async (parentId: string, level: Area['level'], name: string): Promise<string> => {
    const found = known.find((one) => one.parentId === parentId && one.name === name)
    if (found) return found.id
    const created = await api.post('/areas', { parentId, level, name, timezone: city.timezone }, Area)
    known.push(created)
    return created.id
  }
  await api.patch(`/areas/${area.id}`, { name: city.name, timezone: city.timezone }, Area)
  const district = await inside(area.id, 'district', city.district)
  const ids = new Map<string, string>()
  for (const { name, street } of communities)
    ids.set(name, await inside(await inside(district, 'street', street), 'community', name))
  return { root: area.id, communities: ids }
}

const settleStaff = async (
  api: Api,
  wanted: readonly NewPerson[],
  secrets: Secrets,
): Promise<ReadonlyMap<string, Settled>> => {
  const known = await api.all('/staff', Staff)
  const settled = new Map<string, Settled>()
  for (const { zh, ...person } of wanted) {
    const password = secrets.passwordOf(person.email)
    const { id } =
      known.find((one) => one.email === person.email) ?? (await api.post('/staff', { ...person, password }, Staff))
    settled.set(person.email, {
      id,
      person: { role: person.role, zh, name: person.name, email: person.email, password },
    })
  }
  return settled
}

const createResident = async (api: Api, home: Home, areaId: string): Promise<Resident> => {
  const { keySafe, ...resident } = home.resident
  return api.post('/residents', { ...resident, areaId, ...(keySafe && { keySafe }) }, Resident)
}

/** Somebody looks in every week or month, and for some a service comes; they begin on different days from the day after tomorrow. */
const planVisits = async (api: Api, { id, careLevel }: Resident, nth: number): Promise<void> => {
  const beginsOn = new Date(Date.now() + (2 + (nth % 7)) * dayMs).toLocaleDateString('sv', { timeZone: city.timezone })
  const plan = (what: NewVisitPlan) => api.post(`/residents/${id}/plans`, what, VisitPlan)
  await plan({
    service: 'visit',
    every: nth % 2 === 0 ? 'week' : 'month',
    beginsOn,
    wished: '上午，午饭前',
    agreed: '10:00',
  })
  if (careLevel === 'independent') return
  await plan({ service: careLevel === 'dependent' ? 'bathing' : 'meals', every: 'week', beginsOn, agreed: '11:00' })
}

const settleContacts = async (api: Api, home: Home, residentId: string, family: Settled | undefined): Promise<void> => {
  const known = (await api.get(`/residents/${residentId}/contacts`, page(Contact))).items
  for (const [index, contact] of home.contacts.entries()) {
    const found = known.find((one) => one.email === contact.email)
    const userId = index === 0 && family ? family.id : null
    const consent = { alerts: true, readings: contact.relation !== '邻居' }
    if (!found)
      await api.post(`/residents/${residentId}/contacts`, { ...contact, position: index + 1, consent, userId }, Contact)
    else if (userId !== null && found.userId !== userId) await api.patch(`/contacts/${found.id}`, { userId }, Contact)
  }
}
