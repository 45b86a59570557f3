import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Resident } from '../../server/contract/people.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { eventually } from '../harness/device.ts'
import { lookInto } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

describe('somebody who gets their first device', () => {
  let hub: TestHub
  let city: SmallCity
  beforeAll(async () => {
    hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
    city = await smallCity(hub)
  })
  afterAll(() => hub?.end())

  it('is reminded from then on of what their care plan said before', async () => {
    const { id } = await city.administrator.post<Resident>('/residents', {
      name: '李桂芬',
      areaId: city.area.id,
      address: '和平街道 14 号',
      medication: [{ at: '08:00', what: '氨氯地平 5 mg' }],
    })
    await city.addDevice({ id: 'button-of-li', kind: 'call_button', residentId: id })
    await eventually('the reminder', async () => {
      const waiting = await lookInto(
        await hub.databaseUrl(),
        `select from graphile_worker.jobs where key = 'timer:resident:${id}:medication'`,
      )
      return waiting.length === 1
    })
  })
})
