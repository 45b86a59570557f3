import type { DeviceWithSecret } from '../../server/contract/devices.ts'
import type { Area, Resident, Staff } from '../../server/contract/people.ts'
import { type Client, enterStaff, signIn } from './client.ts'
import type { TestHub } from './hub.ts'

/** What most stories need: a person with a call button, an operator, a worker nearby, made through the public API. */
export type SmallCity = {
  administrator: Client
  area: Area
  resident: Resident
  button: { id: string; secret: string }
  addDevice(
    device: { id: string; kind: string; residentId?: string } & Record<string, unknown>,
  ): Promise<{ id: string; secret: string }>
  addStaff(role: string, name: string): Promise<{ staff: Staff; client: Client; email: string; password: string }>
}

export async function smallCity(hub: TestHub): Promise<SmallCity> {
  const administrator = await signIn(hub.http)
  const { items } = await administrator.get<{ items: Area[] }>('/areas')
  const [area] = items
  if (area === undefined) throw new Error('the hub has no root area')
  const resident = await administrator.post<Resident>('/residents', {
    name: '王秀英',
    areaId: area.id,
    address: '和平街道 12 号 3-201',
    bornOn: '1941-03-08',
    sex: 'female',
    phone: '021-5555 0101',
    careLevel: 'partly_dependent',
    livesAlone: true,
    place: { lat: 31.23, lon: 121.47 },
    instructions: '听力不好，请说慢一点。',
    keySafe: '4711',
  })
  const addDevice: SmallCity['addDevice'] = async (device) => {
    const { secret } = await administrator.post<DeviceWithSecret>('/devices', { residentId: resident.id, ...device })
    return { id: device.id, secret }
  }
  let people = 0
  return {
    administrator,
    area,
    resident,
    addDevice,
    button: await addDevice({ id: 'button-1', kind: 'call_button' }),
    async addStaff(role, name) {
      const email = `${role}-${++people}@example.org`
      const password = `password of ${role} ${people}`
      const { staff, client } = await enterStaff(hub.http, administrator, {
        name,
        email,
        password,
        role,
        areaId: area.id,
        phone: '13800000000',
        ...(role === 'worker' && { skills: ['response'] }),
      })
      return { staff, email, password, client }
    },
  }
}
