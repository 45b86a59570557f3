import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as queries from '../../../server/store/queries.ts'
import { type House, home, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.stop())

const resident = { who: 'resident' } as const

describe('an owner works on an alert', () => {
  it('records whom they called and how that ended, by name, and nobody who is not of this alert', async () => {
    const operator = await house.person('陈静', 'operator')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    await house.desk.called(operator, alertId, { to: resident, result: 'no_answer' })
    await house.desk.called(operator, alertId, {
      to: { who: 'contact', contactId: house.daughter },
      result: 'answered',
    })
    const calls = (await house.story(alertId)).filter(({ type }) => type === 'alert.called')
    expect(calls.map(({ data }) => data)).toEqual([
      { to: { who: 'resident', name: '王秀英' }, result: 'no_answer' },
      { to: { who: 'contact', contactId: house.daughter, name: '李娜', relation: '女儿' }, result: 'answered' },
    ])
    await expect(
      house.desk.called(operator, alertId, { to: { who: 'contact', contactId: alertId }, result: 'answered' }),
    ).rejects.toMatchObject({ code: 'invalid', fields: [{ field: 'to.contactId' }] })
    const other = await house.raise('call', 1, 'elsewhere')
    const colleague = await house.person('外人', 'operator', 'elsewhere')
    await house.desk.claim(colleague, other)
    await expect(house.desk.called(colleague, other, { to: resident, result: 'answered' })).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(house.desk.called(colleague, alertId, { to: resident, result: 'answered' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('has family told at once, whatever the plan has told them; by name, once, and nobody who can not be', async () => {
    const operator = await house.person('陈静', 'operator')
    const alertId = await house.raise()
    house.clock.now += 60_000
    await house.runDue()
    const all = { whom: 'all_contacts' } as const
    const told = async () =>
      (await house.story(alertId))
        .filter(({ type }) => type === 'notice.queued')
        .map(({ actor, data }) => `${actor} ${data.contactName}`)
        .filter((one) => !one.includes('supervisor'))
    expect(await told()).toEqual(['Carebell 李娜'])
    await expect(house.desk.tell(operator, alertId, all)).rejects.toMatchObject({ code: 'illegal_transition' })
    await house.desk.claim(operator, alertId)
    await house.desk.tell(operator, alertId, all)
    await house.desk.tell(operator, alertId, all)
    expect(await told()).toEqual(['Carebell 李娜', '陈静 李娜', '陈静 Li Wei'])
    house.clock.now += 60_001
    await house.desk.tell(operator, alertId, { whom: 'contact', contactId: house.son })
    expect((await told()).slice(3)).toEqual(['陈静 Li Wei'])
    const waiting = (await house.waitingJobs()).map(({ key }) => key)
    for (const id of [house.daughter, house.son]) expect(waiting).toContain(`notice:${alertId}:${id}:unclaimed`)
    for (const [to, field] of [
      [{ whom: 'contact', contactId: alertId }, 'contactId'],
      [{ whom: 'duty_number' }, 'whom'],
    ] as const)
      await expect(house.desk.tell(operator, alertId, to)).rejects.toMatchObject({
        code: 'invalid',
        fields: [{ field }],
      })
    const colleague = await house.person('赵敏', 'operator')
    await expect(house.desk.tell(colleague, alertId, all)).rejects.toMatchObject({ code: 'not_owner' })
    await house.desk.resolve(operator, alertId, { outcome: 'family_attends' })
  })

  it('calls an ambulance, and later puts a wrong outcome right; both stay in the story', async () => {
    const operator = await house.person('陈静', 'operator')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    await house.desk.called(operator, alertId, { to: { who: 'service', number: '120' }, result: 'answered' })
    await house.desk.resolve(operator, alertId, { outcome: 'false_alarm' })
    const corrected = await house.desk.correct(operator, alertId, { outcome: 'ambulance', note: '点错了' })
    expect(corrected).toMatchObject({ state: 'resolved', outcome: 'ambulance', outcomeNote: '点错了' })
    const story = (await house.story(alertId)).filter(({ type }) => /called|resolved|corrected/.test(type))
    expect(story.map(({ data }) => data)).toEqual([
      { to: { who: 'service', number: '120' }, result: 'answered' },
      { outcome: 'false_alarm' },
      { from: 'false_alarm', outcome: 'ambulance', note: '点错了' },
    ])
  })

  it('does not get rid of somebody who did not speak, until a worker has been at the door', async () => {
    const operator = await house.person('陈静', 'operator')
    const worker = await house.person('张师傅', 'worker', 'street', home)
    const alertId = await house.raise('bed_exit', 2)
    await house.desk.claim(operator, alertId)
    const silent = await house.desk.called(operator, alertId, { to: resident, result: 'no_speech' })
    expect(silent).toMatchObject({ priority: 1, noSpeechAt: new Date(house.clock.now).toISOString() })
    const idle = (await house.waitingJobs()).find(({ key }) => key === `claim_idle:${alertId}`)
    expect(idle?.at).toBe(house.clock.now + 5 * 60_000)
    await expect(house.desk.resolve(operator, alertId, { outcome: 'reassured' })).rejects.toMatchObject({
      code: 'no_speech',
    })
    house.clock.now += 60_000
    const ticket = await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: worker.id })
    for (const go of ['accept', 'travel', 'arrive'] as const) await house.desk[go](worker, ticket.id, { place: home })
    await house.desk.done(worker, ticket.id, {
      note: '在厕所，没事',
      proof: 'signature',
      signedAs: '王桂芬',
      place: home,
    })
    const closed = await house.desk.resolve(operator, alertId, { outcome: 'reassured' })
    expect(closed).toMatchObject({ state: 'resolved', outcome: 'reassured' })
  })

  it('keeps when it was first answered, whoever takes it later, and what the resident took back', async () => {
    const [chen, zhao] = await Promise.all([house.person('陈静', 'operator'), house.person('赵敏', 'operator')])
    const alertId = await house.raise()
    const first = new Date(house.clock.now).toISOString()
    await house.desk.claim(chen, alertId)
    house.clock.now += 90_000
    await house.desk.release(chen, alertId, {})
    expect(await house.desk.claim(zhao, alertId)).toMatchObject({
      firstClaimedAt: first,
      claimedAt: new Date(house.clock.now).toISOString(),
      cancelledAt: null,
    })
  })

  it('ticks off steps, in the story, and may take one back', async () => {
    const operator = await house.person('陈静', 'operator')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    await house.desk.step(operator, alertId, { step: '拨打老人电话', done: true })
    await house.desk.step(operator, alertId, { step: '拨打老人电话', done: false })
    const steps = (await house.story(alertId)).filter(({ type }) => type.startsWith('alert.step'))
    expect(steps.map(({ type, data }) => [type, data.step])).toEqual([
      ['alert.step_done', '拨打老人电话'],
      ['alert.step_undone', '拨打老人电话'],
    ])
  })
})

describe('instructions', () => {
  it('are those of the nearest area that says something, else what holds everywhere', async () => {
    const boss = await house.person('孙班长', 'supervisor', 'city')
    const { areaPath: street, areaId: streetId } = await house.person('陈静', 'operator')
    const callsIn = async (path: string) =>
      (await queries.instructions.forArea(house.db, path)).find(({ kind }) => kind === 'call')
    expect(await callsIn(street)).toMatchObject({
      from: null,
      steps: [{ zh: expect.stringContaining('老人') }, {}, {}, {}],
    })

    const of = { kind: 'call', at: house.clock.now, by: boss.id } as const
    const city = [{ zh: '先报工号', en: 'Say your number first' }]
    await queries.instructions.write(house.db, { ...of, areaId: boss.areaId, steps: city })
    expect(await callsIn(street)).toMatchObject({ from: { areaName: '上海' }, steps: city })
    await queries.instructions.write(house.db, {
      ...of,
      areaId: streetId,
      steps: [{ zh: '叫楼长', en: 'Call the warden' }],
    })
    expect(await callsIn(street)).toMatchObject({ from: { areaName: '静安' }, steps: [{ zh: '叫楼长' }] })
    expect(await callsIn(boss.areaPath)).toMatchObject({ from: { areaName: '上海' } })
    await queries.instructions.forget(house.db, streetId, 'call')
    expect(await callsIn(street)).toMatchObject({ from: { areaName: '上海' } })
  })
})

describe('somebody who is switched off', () => {
  it('keeps no claim and no offer: back to the queue, and on to the next; who is on the way goes on', async () => {
    const leaver = await house.person('离职的', 'operator')
    const worker = await house.person('不干的', 'worker')
    await house.person('接班的', 'worker', 'street', home)
    const [alertId, otherId, thirdId] = [await house.raise(), await house.raise(), await house.raise()]
    for (const id of [alertId, otherId, thirdId]) await house.desk.claim(leaver, id)
    const sent = await house.desk.sendHelp(leaver, alertId, { kind: 'response', workerId: worker.id })
    const taken = await house.desk.sendHelp(leaver, otherId, { kind: 'response', workerId: worker.id })
    const onTheWay = await house.desk.sendHelp(leaver, thirdId, { kind: 'response', workerId: worker.id })
    for (const { id } of [taken, onTheWay]) await house.desk.accept(worker, id, {})
    await house.desk.travel(worker, onTheWay.id, {})

    await house.desk.standDown({ userId: leaver.id })
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed' })
    await house.db.updateTable('user').set({ active: false }).where('id', 'in', [leaver.id, worker.id]).execute()
    for (const { id } of [leaver, worker, leaver, worker]) await house.desk.standDown({ userId: id })

    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open', owner: null, level: 1 })
    const expired = (await house.story(alertId)).filter(({ type }) => type === 'alert.claim_expired')
    expect(expired).toMatchObject([{ data: { from: { name: '离职的' }, reason: 'owner_gone' } }])
    expect((await house.waitingJobs()).map(({ key }) => key)).toContain(`escalate:${alertId}`)
    for (const { id } of [sent, taken]) {
      const ticket = await queries.tickets.get(house.db, id)
      expect([ticket?.state, ticket?.worker?.id === worker.id]).toEqual(['offered', false])
    }
    expect(await queries.tickets.get(house.db, onTheWay.id)).toMatchObject({ state: 'travelling' })
  })

  it('keeps nothing else because of one that can not be passed on, and that one is tried again', async () => {
    const leaver = await house.person('也离职的', 'operator')
    const [bad, good] = [await house.raise(), await house.raise()]
    for (const id of [bad, good]) await house.desk.claim(leaver, id)
    await house.db.updateTable('user').set({ active: false }).where('id', '=', leaver.id).execute()
    const jobs = 'alter table graphile_worker._private_jobs'
    await house.pool.query(`${jobs} add constraint bad check (key <> 'escalate:${bad}')`)
    await expect(house.desk.standDown({ userId: leaver.id })).rejects.toThrow('1 of what they held')
    const stateOf = async (id: string) => (await queries.alerts.get(house.db, id))?.state
    expect([await stateOf(bad), await stateOf(good)]).toEqual(['claimed', 'open'])
    await house.pool.query(`${jobs} drop constraint bad`)
    await house.desk.standDown({ userId: leaver.id })
    expect(await stateOf(bad)).toBe('open')
  })
})
