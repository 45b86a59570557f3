import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../server/store/database.ts'
import * as queries from '../../../server/store/queries.ts'
import { type House, openHouse } from './house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.stop())

describe('an alert at the desk', () => {
  it('goes to one of two operators who claim at the same moment; the other is told who has it', async () => {
    for (let round = 0; round < 20; round++) {
      const alertId = await house.raise()
      const [chen, zhao] = await Promise.all([house.person('陈静', 'operator'), house.person('赵敏', 'operator')])
      const answers = await Promise.allSettled([house.desk.claim(chen, alertId), house.desk.claim(zhao, alertId)])
      const won = answers.filter((answer) => answer.status === 'fulfilled')
      const lost = answers.filter((answer) => answer.status === 'rejected')
      expect(won).toHaveLength(1)
      expect(lost[0]?.reason).toMatchObject({ code: 'already_claimed' })
      expect(lost[0]?.reason.message).toContain(won[0]?.value.owner?.name)
      const claims = (await house.story(alertId)).filter(({ type }) => type === 'alert.claimed')
      expect(claims).toHaveLength(1)
    }
  })

  it('tells the device that someone is looking, in the same transaction, and stops escalating', async () => {
    const alertId = await house.raise()
    const operator = await house.person('陈静', 'operator')
    expect((await house.waitingJobs()).map(({ key }) => key)).toContain(`escalate:${alertId}`)
    house.sentCommands.length = 0
    const alert = await house.desk.claim(operator, alertId)
    expect(alert).toMatchObject({ state: 'claimed', owner: { id: operator.id, name: '陈静' } })
    const keys = (await house.waitingJobs()).map(({ key }) => key)
    expect(keys).not.toContain(`escalate:${alertId}`)
    expect(keys).toContain(`claim_idle:${alertId}`)
    const deviceId = alert.device?.id ?? ''
    const commands = await queries.commands.pending(house.db, deviceId, house.clock.now)
    expect(commands).toMatchObject([{ type: 'call.claimed', deviceId }])
    expect(house.sentCommands).toEqual(commands.map(({ id }) => id))
    const told = await queries.commands.noteDelivered(house.db, [{ id: commands[0]?.id ?? '', at: house.clock.now }])
    const story = await queries.story.ofAlert(house.db, alertId, { limit: 500 })
    expect(story.items.filter(({ type }) => type === 'command.delivered')).toMatchObject([
      { seq: told[0], alertId, deviceId, data: { command: 'call.claimed' }, actor: { kind: 'device', id: deviceId } },
    ])
    expect((await queries.alerts.get(house.db, alertId))?.seq).toBe(told[0])
    expect(
      await queries.commands.noteDelivered(house.db, [{ id: commands[0]?.id ?? '', at: house.clock.now }]),
    ).toEqual([])
    expect(await queries.commands.pending(house.db, deviceId, house.clock.now)).toEqual([])
  })

  it('is told to a device that was called just now, however many others never answer', async () => {
    const { no } = await house.db
      .selectFrom('device')
      .innerJoin('alert', 'alert.device_no', 'device.no')
      .select('device.no')
      .where('alert.id', '=', await house.raise())
      .executeTakeFirstOrThrow()
    await house.pool.query(
      `insert into device_state (device_no, online, state) values ($1, true, '{}')
        on conflict (device_no) do update set online = true`,
      [no],
    )
    const { now } = house.clock
    const [{ id: latest } = { id: '' }] = (
      await house.pool.query<{ id: string }>(
        `insert into command (id, device_no, type, at, data)
          select gen_random_uuid(), $1, 'call.claimed', $2::timestamptz - (4 + n) * interval '1 second', '{}'
          from generate_series(0, 500) as n returning id`,
        [no, new Date(now)],
      )
    ).rows
    const unheard = await queries.commands.unheard(house.db, now)
    expect(unheard).toHaveLength(500)
    expect(unheard.at(-1)).toMatchObject({ id: latest, at: now - 4_000 })
    expect(unheard[0]?.at).toBe(now - 503_000)
    await house.pool.query('update command set delivered_at = at')
  })

  it('is out of reach for an operator of another street, for family and for workers', async () => {
    const alertId = await house.raise()
    const other = await house.person('外人', 'operator', 'elsewhere')
    await expect(house.desk.claim(other, alertId)).rejects.toMatchObject({ code: 'not_found' })
    const auditor = await house.person('审计', 'auditor')
    await expect(house.desk.claim(auditor, alertId)).rejects.toMatchObject({ code: 'forbidden' })
    const worker = await house.person('工人', 'worker')
    await expect(house.desk.claim(worker, alertId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open' })
  })

  it('that was pressed again while somebody chose its outcome is not closed unseen', async () => {
    const alertId = await house.raise()
    const operator = await house.person('陈静', 'operator')
    const seen = await house.desk.claim(operator, alertId)
    await house.again(alertId)
    const outcome = 'reassured'
    await expect(house.desk.resolve(operator, alertId, { outcome, repeats: seen.repeats })).rejects.toMatchObject({
      code: 'raised_again',
    })
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed', repeats: 1 })
    expect(await house.desk.resolve(operator, alertId, { outcome, repeats: 1 })).toMatchObject({ state: 'resolved' })
  })

  it('is resolved by a machine that says nothing of repeats, as ever', async () => {
    const alertId = await house.raise()
    const operator = await house.person('陈静', 'operator')
    await house.desk.claim(operator, alertId)
    await house.again(alertId)
    expect(await house.desk.resolve(operator, alertId, { outcome: 'test' })).toMatchObject({ state: 'resolved' })
  })

  it('is closed only by its owner, with an outcome, and the device hears the end', async () => {
    const alertId = await house.raise()
    const [chen, zhao, boss] = await Promise.all([
      house.person('陈静', 'operator'),
      house.person('赵敏', 'operator'),
      house.person('孙班长', 'supervisor'),
    ])
    await expect(house.desk.resolve(chen, alertId, { outcome: 'reassured' })).rejects.toMatchObject({
      code: 'illegal_transition',
    })
    await house.desk.claim(chen, alertId)
    await expect(house.desk.resolve(zhao, alertId, { outcome: 'reassured' })).rejects.toMatchObject({
      code: 'not_owner',
    })
    await expect(house.desk.takeOver(zhao, alertId)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await house.desk.takeOver(boss, alertId)).owner?.name).toBe('孙班长')
    await house.desk.note(boss, alertId, { note: '老人没有听清' })
    await expect(house.desk.resolve(boss, alertId, { outcome: 'other' })).rejects.toMatchObject({ code: 'invalid' })
    const closed = await house.desk.resolve(boss, alertId, { outcome: 'reassured', note: '一切安好' })
    expect(closed).toMatchObject({ state: 'resolved', outcome: 'reassured', outcomeNote: '一切安好' })
    expect((await house.story(alertId)).map(({ type }) => type).filter((type) => type.startsWith('alert.'))).toEqual([
      'alert.raised',
      'alert.claimed',
      'alert.taken_over',
      'alert.note',
      'alert.resolved',
    ])
    const commands = await queries.commands.pending(house.db, closed.device?.id ?? '', house.clock.now)
    expect(commands.map(({ type }) => type)).toEqual(['call.claimed', 'call.closed'])
    expect((await house.waitingJobs()).filter(({ key }) => key.endsWith(alertId))).toEqual([])
    const last = closed.seq
    expect(house.announced).toContain(last)
  })

  it('is kept from nobody by a hub that stands still in the middle of a change', async () => {
    // What every press waits for is held by a session that the server ends, wherever that server is.
    const { rows } = await house.pool.query('show idle_in_transaction_session_timeout')
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '10s' }])
    // But what a new version does to a large table at the start takes as long as it takes.
    const unhurried = connect(house.pool.options.connectionString ?? '', {
      max: 1,
      onError: () => undefined,
      unhurried: true,
    })
    const limit = await unhurried.pool.query('show statement_timeout').finally(unhurried.close)
    expect(limit.rows).toEqual([{ statement_timeout: '0' }])
  })

  it('never waits in a ring with the group commit that writes the same alert', async () => {
    const alertId = await house.raise()
    const operator = await house.person('陈静', 'operator')
    await house.desk.claim(operator, alertId)
    const before = await house.pool.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    const pressing = async () => {
      for (let i = 0; i < 60; i++) await house.again(alertId)
    }
    await Promise.all([
      pressing(),
      ...Array.from({ length: 60 }, (_, i) => house.desk.note(operator, alertId, { note: `${i}` })),
    ])
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ repeats: 60 })
    const after = await house.pool.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    expect(after.rows[0]?.deadlocks).toBe(before.rows[0]?.deadlocks)
  })
})

describe('the queue', () => {
  it('comes by priority, then by waiting time, page by page, and only for the area asked', async () => {
    const late = await house.raise('battery_low', 4, 'elsewhere')
    house.clock.now += 1_000
    const first = await house.raise('call', 1, 'elsewhere')
    house.clock.now += 1_000
    const second = await house.raise('fall', 1, 'elsewhere')
    const operator = await house.person('外人', 'operator', 'elsewhere')
    const filter = { areaPath: operator.areaPath, states: ['open', 'claimed'] as const }
    const one = await queries.alerts.list(house.db, filter, { limit: 2 })
    expect(one.items.map(({ id }) => id)).toEqual([first, second])
    const two = await queries.alerts.list(house.db, filter, { limit: 2, cursor: one.nextCursor ?? undefined })
    expect(two.items.map(({ id }) => id)).toEqual([late])
    expect(two.nextCursor).toBeNull()
    const newest = await queries.alerts.list(house.db, { areaPath: operator.areaPath }, { limit: 1 })
    expect(newest.items.map(({ id }) => id)).toEqual([second])
    const rest = await queries.alerts.list(
      house.db,
      { areaPath: operator.areaPath },
      { limit: 5, cursor: newest.nextCursor ?? undefined },
    )
    expect(rest.items.map(({ id }) => id)).toEqual([first, late])
    await expect(
      queries.alerts.list(house.db, filter, { limit: 1, cursor: newest.nextCursor ?? undefined }),
    ).rejects.toMatchObject({ code: 'invalid' })
    await expect(queries.alerts.list(house.db, {}, { limit: 1, cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})
