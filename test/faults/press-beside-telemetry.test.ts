import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFall, heard, inMessages } from '../../devices/fall/synthetic.testing.ts'
import { advisoryLocks } from '../../server/store/advisory-locks.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { lookInto } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

const readings = () => ({ at: Date.now(), values: { heart_rate: 70, in_bed: true } })

describe('while a commit of telemetry stands still', () => {
  let hub: TestHub
  let city: SmallCity
  let url: string
  /** Another session, which holds a row that the telemetry of this bed has to write. */
  let holder: pg.Client
  let bed: TestDevice
  let button: TestDevice
  let pendant: TestDevice
  beforeAll(async () => {
    hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
    city = await smallCity(hub)
    url = await hub.databaseUrl()
    bed = await connectDevice(hub, await city.addDevice({ id: 'bed-1', kind: 'bed' }))
    button = await connectDevice(hub, city.button)
    pendant = await connectDevice(hub, await city.addDevice({ id: 'pendant-1', kind: 'fall_sensor' }))
    await bed.say('telemetry', readings())
    holder = new pg.Client(url)
    await holder.connect()
  })
  afterAll(async () => {
    await holder?.end()
    await Promise.all([bed?.end(), button?.end(), pendant?.end()])
    await hub?.end()
  })

  /** From here on a commit of telemetry stands still, until what is returned is called. */
  async function telemetryStandsStill(told: () => void = () => undefined): Promise<() => Promise<void>> {
    await holder.query('begin')
    await holder.query(
      `select from device_state s join device d on d.no = s.device_no where d.id = 'bed-1' for update of s`,
    )
    const telemetry = bed.say('telemetry', readings()).then(told)
    await eventually('a commit of telemetry that waits', async () => {
      const waiting = await lookInto(
        url,
        `select from pg_stat_activity where application_name like 'carebell commits rest%' and wait_event_type = 'Lock'`,
      )
      return waiting.length > 0
    })
    return async () => {
      await holder.query('rollback')
      await telemetry
    }
  }

  it('a fall in raw motion is an alert, though its motion came behind that commit', async () => {
    const goesOn = await telemetryStandsStill()
    const began = Date.now() - 11_000
    const told = inMessages(heard(aFall, 50), 50, 50, began).map((motion, n) =>
      pendant.say('motion', { id: `m-${n}`, unit: 'mg', ...motion }),
    )
    await eventually('the fall is told', async () => {
      const falls = await lookInto(
        url,
        `select from alert a join device d on d.no = a.device_no where d.id = 'pendant-1' and a.kind = 'fall'`,
      )
      return falls.length === 1
    })
    await eventually('the answer to it', async () => pendant.commands.some(({ type }) => type === 'call.received'))
    await goesOn()
    await Promise.all(told)
  })

  it('a press is committed and acknowledged, its person told; a press of the very device that stands still comes after it', async () => {
    const answered: string[] = []
    const goesOn = await telemetryStandsStill(() => answered.push('telemetry'))
    const ofTheBed = bed.say('event', { id: 'from-the-bed', type: 'call' }).then(() => answered.push('call of the bed'))

    await button.say('event', { id: 'press', type: 'call' })
    answered.push('press')
    expect(answered).toEqual(['press'])
    await eventually('the answer to the press', async () =>
      button.commands.some(({ type }) => type === 'call.received'),
    )
    expect(await lookInto(url, "select from event where event_id = 'press'")).toHaveLength(1)
    expect(await lookInto(url, "select from event where event_id = 'from-the-bed'")).toHaveLength(0)

    await goesOn()
    await ofTheBed
    expect(answered).toEqual(['press', 'telemetry', 'call of the bed'])
  })

  it('a press waits for one change at the desk at most, however many are due at the same moment', async () => {
    const operator = (await city.addStaff('operator', '李静')).client
    const buttons = [2, 3, 4, 5, 6, 7].map((no) => city.addDevice({ id: `button-${no}`, kind: 'call_button' }))
    const all = await Promise.all(buttons.map(async (added) => connectDevice(hub, await added)))
    const last = all[5]
    await Promise.all(all.map((other) => (other === last ? null : other.say('event', { id: 'earlier', type: 'call' }))))
    type Open = { items: { id: string; device: { id: string } }[] }
    const { items } = await operator.get<Open>('/alerts?state=open&kind=call')
    const earlier = items.filter(({ device }) => /^button-[2-6]$/.test(device.id))
    expect(earlier).toHaveLength(5)
    const waiting = (session: string) =>
      lookInto(
        url,
        `select from pg_stat_activity
          where wait_event_type = 'Lock' and wait_event = 'advisory' and starts_with(application_name, $1)`,
        [session],
      )
    // Whoever writes the story is at it, and takes its time.
    await holder.query('begin')
    await holder.query('select pg_advisory_xact_lock($1)', [advisoryLocks.timeline])
    const claims = earlier.map(({ id }) => operator.post(`/alerts/${id}/claim`))
    // Whatever else is due at the desk just then (the fall's next step) waits among them.
    await eventually('five claims that wait', async () => (await waiting('')).length >= 5)
    const press = last?.say('event', { id: 'behind-five', type: 'call' })
    await eventually('a press that waits, too', async () => (await waiting('carebell commits alarm')).length === 1)
    await holder.query('commit')
    await Promise.all([press, ...claims])
    const story = await lookInto<{ type: string }>(
      url,
      `select type from timeline where type = 'alert.claimed' or (type = 'alert.raised' and device_id = 'button-7') order by seq`,
    )
    const inOrder = story.map(({ type }) => type)
    expect(inOrder.toSorted()).toEqual([...Array<string>(5).fill('alert.claimed'), 'alert.raised'])
    expect(inOrder.indexOf('alert.raised'), inOrder.join(' ')).toBeLessThanOrEqual(1)
    await Promise.all(all.map((one) => one.end()))
  })
})
