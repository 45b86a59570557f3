import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../server/core/access/roles.ts'
import { createDesk, type Desk } from '../../server/desk/desk.ts'
import { newSecret, storeSecret } from '../../server/store/device-secrets.ts'
import * as queries from '../../server/store/queries.ts'
import { loadDevices } from '../../server/store/registry.ts'
import { startDatabase, type TestDatabase } from '../harness/database.ts'
import { furnish, type IngestRig, ingestRig, oneArea } from '../harness/ingest.ts'

/** A city (the rig's one area), a district, two streets, a community in each. */
const ids = {
  district: newId(),
  peace: newId(),
  peaceEast: newId(),
  peaceWest: newId(),
  spring: newId(),
  springEast: newId(),
}
const city = `/${oneArea}/`
const paths = {
  district: `${city}${ids.district}/`,
  peace: `${city}${ids.district}/${ids.peace}/`,
  peaceEast: `${city}${ids.district}/${ids.peace}/${ids.peaceEast}/`,
  peaceWest: `${city}${ids.district}/${ids.peace}/${ids.peaceWest}/`,
  spring: `${city}${ids.district}/${ids.spring}/`,
  springEast: `${city}${ids.district}/${ids.spring}/${ids.springEast}/`,
}
type AreaName = keyof typeof ids

let database: TestDatabase
let rig: IngestRig
let desk: Desk
let operator: Actor

beforeAll(async () => {
  database = await startDatabase()
  await furnish(database.url, {})
  rig = await ingestRig(database.url, {
    log: { warn: console.error, error: console.error },
  })
  const levels = { district: 'district', peace: 'street', spring: 'street' } as const
  for (const name of Object.keys(ids) as AreaName[]) {
    const path = paths[name]
    const level = name in levels ? levels[name as keyof typeof levels] : 'community'
    const parentId = path.split('/').at(-3) ?? null
    await queries.areas.insert(rig.db, { id: ids[name], parentId, level, name, path, timezone: 'Asia/Shanghai' })
  }
  desk = createDesk({
    db: rig.db,
    queries,
    now: () => rig.clock.now,
    newId,
    announce: () => undefined,
    commands: { send: () => undefined },
  })
  operator = await person('district')
})
afterAll(async () => {
  await rig?.close()
  await database?.stop()
})

async function person(area: AreaName): Promise<Actor> {
  const id = newId()
  await rig.db
    .insertInto('user')
    .values({
      id,
      name: '陈静',
      email: `${id}@example.org`,
      role: 'operator',
      area_id: ids[area],
      phone: null,
      image: null,
      lat: null,
      lon: null,
    })
    .execute()
  return { id, name: '陈静', role: 'operator', areaId: ids[area], areaPath: paths[area] }
}

let made = 0
/** Mains devices in an area, behind a gateway where one is named. */
async function devices(
  count: number,
  area: AreaName,
  gatewayId: string | null = null,
  kind: 'bed' | 'gateway' = 'bed',
) {
  const { salt, hash } = storeSecret(newSecret())
  const rows = Array.from({ length: count }, () => ({
    id: `d-${++made}`,
    kind,
    model: '',
    location: '',
    resident_id: null,
    area_id: ids[area],
    gateway_id: gatewayId,
    power: 'mains' as const,
    beat_seconds: 60,
    enabled: true,
    secret_salt: salt,
    secret_hash: hash,
  }))
  await rig.db.insertInto('device').values(rows).execute()
  const loaded = await loadDevices(
    rig.db,
    rows.map(({ id }) => id),
  )
  rig.registry.replace(
    loaded.map(({ id }) => id),
    loaded,
  )
  return rows.map(({ id }) => id)
}
let said = 0
const mains = (ids: readonly string[], is: 'lost' | 'restored') =>
  Promise.all(ids.map((id) => rig.say(id, 'event', { id: `e-${++said}`, type: `mains.${is}`, at: rig.clock.now })))

async function livesThere(deviceId: string) {
  const id = newId()
  await rig.db
    .insertInto('resident')
    .values({
      ...{ id, name: '王秀英', area_id: ids.peaceEast, address: '', phone: '021-1', key_safe: '', instructions: '' },
      ...{ born_on: null, mode_until: null, sex: null, lat: null, lon: null },
    })
    .execute()
  await rig.db.updateTable('device').set({ resident_id: id }).where('id', '=', deviceId).execute()
  await rig.db
    .updateTable('alert')
    .set({ resident_id: id })
    .where('device_no', 'in', rig.db.selectFrom('device').select('no').where('id', '=', deviceId))
    .execute()
}

/** Nothing is heard of it until its timer says so. */
async function goSilent(id: string) {
  const due = rig.registry.get(id)?.state.timers.offline ?? 0
  rig.clock.now = Math.max(rig.clock.now, due)
  await rig.ingest.input(id, { kind: 'timer', name: 'offline', due })
}

const minute = 60_000
/** Every scene is a day of its own: what ran before is long over. */
const anotherDay = async () => {
  await rig.db
    .updateTable('incident')
    .set({ state: 'resolved', outcome: 'other', resolved_at: new Date() })
    .where('state', '<>', 'resolved')
    .execute()
  await rig.db
    .updateTable('alert')
    .set({ state: 'resolved', outcome: 'other', resolved_at: new Date() })
    .where('state', '<>', 'resolved')
    .execute()
  rig.clock.now += 24 * 60 * minute
}
const running = async () =>
  (await queries.incidents.list(rig.db, { areaPath: city, states: ['open', 'claimed'] }, { limit: 50 })).items
const queue = async () =>
  (await queries.alerts.list(rig.db, { areaPath: city, states: ['open', 'claimed'] }, { limit: 500 })).items
const jobs = async (key: string) =>
  (await rig.pool.query('select run_at, priority from graphile_worker.jobs where key = $1', [key])).rows

describe('a mass outage', () => {
  it('of fewer than ten is as many alerts; the tenth makes one incident of all, in the deepest area that holds them', async () => {
    await anotherDay()
    const east = await devices(6, 'peaceEast')
    const west = await devices(6, 'peaceWest')
    await mains([...east.slice(0, 5), ...west.slice(0, 4)], 'lost')
    expect(await running()).toEqual([])
    expect(await queue()).toHaveLength(9)
    const before = (await queries.liveEvents.after(rig.db, operator, 0, 500)).latest
    await mains(west.slice(4, 5), 'lost')
    const [incident, ...others] = await running()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'mains_lost', areaId: ids.peace, members: 10, back: 0, state: 'open' })
    expect(await queue()).toEqual([])
    // What was shown one by one until now is named once; the tenth is told by the incident alone.
    const { events } = await queries.liveEvents.after(rig.db, operator, before, 500)
    expect(events.map(({ entry }) => entry.type)).toEqual(['incident.opened'])
    expect(events[0]?.entry.data.alertIds).toHaveLength(9)
    expect(events[0]?.incident).toMatchObject({ id: incident?.id, members: 10 })
    // Another joins without a word of its own, and the watch is asked for once.
    await mains(east.slice(5), 'lost')
    expect(await running()).toMatchObject([{ id: incident?.id, members: 11 }])
    const [watch, ...more] = await jobs(`incident:${incident?.id}`)
    expect(more).toEqual([])
    expect(watch.priority).toBeLessThan(0)
    await desk.watchIncident({ incidentId: incident?.id ?? '' })
    await desk.watchIncident({ incidentId: incident?.id ?? '' })
    const story = await queries.story.ofIncident(rig.db, incident?.id ?? '', { limit: 50 })
    expect(story.items.map(({ type }) => type)).toEqual(['incident.opened', 'incident.changed'])
  })

  it('that grows over two streets becomes one incident of the district', async () => {
    await anotherDay()
    await mains(await devices(12, 'peaceEast'), 'lost')
    await mains(await devices(12, 'springEast'), 'lost')
    const two = await running()
    expect(two.map(({ areaId }) => areaId)).toEqual([ids.springEast, ids.peaceEast])
    await mains(await devices(12, 'peaceWest'), 'lost')
    const [one, ...others] = await running()
    expect(others).toEqual([])
    expect(one).toMatchObject({ id: two[1]?.id, areaId: ids.district, members: 36 })
    const gone = await queries.incidents.getWithPath(rig.db, two[0]?.id ?? '')
    expect(gone?.incident).toMatchObject({ state: 'resolved', mergedInto: one?.id, members: 0 })
  })

  it('behind a lost gateway is one incident, whichever of them was missed first, and no wider than that', async () => {
    await anotherDay()
    const [gateway = ''] = await devices(1, 'peaceEast', null, 'gateway')
    const behind = await devices(4, 'peaceEast', gateway)
    const elsewhere = await devices(3, 'peaceEast')
    const all = [...behind.slice(0, 2), gateway, ...behind.slice(2), ...elsewhere]
    for (const id of all) await rig.say(id, 'state', { online: true })
    for (const id of all) await goSilent(id)
    const [incident, ...others] = await running()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'device_offline', gatewayId: gateway, members: 5 })
    expect((await queue()).map(({ device }) => device?.id).sort()).toEqual([...elsewhere].sort())
    // It goes on for as long as the gateway is lost, however few there are; then what stays away stands alone.
    for (const id of behind.slice(0, 3)) await rig.say(id, 'state', { online: true })
    rig.clock.now += 40 * minute
    await desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await running()).toMatchObject([{ members: 5, back: 3 }])
    await rig.say(gateway, 'state', { online: true })
    await desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await running()).toEqual([])
    expect((await queue()).map(({ device }) => device?.id).sort()).toEqual([...elsewhere, behind[3]].sort())
    const { items } = await queries.story.ofIncident(rig.db, incident?.id ?? '', { limit: 50 })
    expect(items.at(-1)).toMatchObject({ type: 'incident.closed', data: { reason: 'faded', members: 5, back: 4 } })
  })

  it('of an area whose gateway was lost in it goes on as the gateway’s, once the area is back', async () => {
    await anotherDay()
    const [gateway = ''] = await devices(1, 'peaceEast', null, 'gateway')
    const behind = await devices(4, 'peaceEast', gateway)
    const street = await devices(10, 'peaceEast')
    const all = [...street, ...behind, gateway]
    for (const id of all) await rig.say(id, 'state', { online: true })
    for (const id of all) await goSilent(id)
    const [incident, ...others] = await running()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ areaId: ids.peaceEast, gatewayId: null, members: 15 })
    for (const id of street.slice(1)) await rig.say(id, 'state', { online: true })
    rig.clock.now += 31 * minute
    await desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await running()).toMatchObject([
      { id: incident?.id, areaId: ids.peaceEast, gatewayId: gateway, state: 'open' },
    ])
    expect((await queue()).map(({ device }) => device?.id)).toEqual(street.slice(0, 1))
    const { items } = await queries.story.ofIncident(rig.db, incident?.id ?? '', { limit: 50 })
    expect(items.at(-1)).toMatchObject({ type: 'incident.changed', data: { gatewayId: gateway } })
    await rig.say(gateway, 'state', { online: true })
    for (const id of behind) await rig.say(id, 'state', { online: true })
    await desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await running()).toEqual([])
    expect((await queue()).map(({ device }) => device?.id)).toEqual(street.slice(0, 1))
  })

  it('ends by itself when everything is back: each alert has its outcome and its own story', async () => {
    await anotherDay()
    const homes = await devices(15, 'peaceEast')
    await mains(homes, 'lost')
    const [incident] = await running()
    const id = incident?.id ?? ''
    await mains(homes.slice(0, 14), 'restored')
    await desk.watchIncident({ incidentId: id })
    expect(await running()).toMatchObject([{ members: 15, back: 14 }])
    await mains(homes.slice(14), 'restored')
    await desk.watchIncident({ incidentId: id })
    expect(await running()).toEqual([])
    const members = (await queries.incidentMembers.list(rig.db, id, {}, { limit: 50 })).items
    expect(members).toHaveLength(15)
    for (const { alert } of members) expect(alert).toMatchObject({ state: 'resolved', outcome: 'technical_fixed' })
    const story = await queries.story.ofAlert(rig.db, members[0]?.alert.id ?? '', { limit: 50 })
    expect(story.items.map(({ type }) => type)).toEqual(['alert.raised', 'alert.resolved'])
  })

  it('fades: nothing new for half an hour and a few left, and those are rows of the queue again', async () => {
    await anotherDay()
    const homes = await devices(12, 'peaceEast')
    await mains(homes, 'lost')
    const [incident] = await running()
    await mains(homes.slice(0, 9), 'restored')
    rig.clock.now += 31 * minute
    const before = (await queries.liveEvents.after(rig.db, operator, 0, 500)).latest
    await desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await running()).toEqual([])
    expect((await queue()).map(({ device }) => device?.id).sort()).toEqual(homes.slice(9).sort())
    const { events } = await queries.liveEvents.after(rig.db, operator, before, 500)
    const left = events.filter(({ entry }) => entry.type === 'alert.left_incident')
    expect(left).toHaveLength(3)
    for (const { alert } of left) expect(alert).toMatchObject({ state: 'open', incidentId: null })
  })

  it('has one owner for all; who comes second is told; its outcome is that of every alert nobody took out', async () => {
    await anotherDay()
    const homes = await devices(12, 'peaceEast')
    await mains(homes, 'lost')
    const [incident] = await running()
    const id = incident?.id ?? ''
    expect(await desk.claimIncident(operator, id)).toMatchObject({ state: 'claimed', owner: { name: '陈静' } })
    const other = { ...(await person('district')), name: '赵敏' }
    await expect(desk.claimIncident(other, id)).rejects.toMatchObject({ code: 'already_claimed', message: /陈静/ })
    await expect(desk.resolveIncident(other, id, { outcome: 'technical_fixed' })).rejects.toMatchObject({
      code: 'not_owner',
    })
    // One of them deserves more than the others: it is a row of its own, and ends on its own.
    const { items } = await queries.incidentMembers.list(rig.db, id, {}, { limit: 50 })
    const mine = items[0]?.alert.id ?? ''
    await desk.claim(operator, mine)
    expect((await queue()).map((alert) => alert.id)).toEqual([mine])
    await expect(desk.resolveIncident(operator, id, { outcome: 'other' })).rejects.toMatchObject({ code: 'invalid' })
    expect(await desk.resolveIncident(operator, id, { outcome: 'other', note: '供电公司检修' })).toMatchObject({
      state: 'resolved',
      outcome: 'other',
      members: 11,
    })
    const ended = (await queries.incidentMembers.list(rig.db, id, {}, { limit: 50 })).items
    for (const { alert } of ended) expect(alert).toMatchObject({ state: 'resolved', outcomeNote: '供电公司检修' })
    expect((await queue()).map((alert) => ({ id: alert.id, incidentId: alert.incidentId }))).toEqual([
      { id: mine, incidentId: null },
    ])
    await expect(desk.claimIncident(operator, id)).rejects.toMatchObject({ code: 'illegal_transition' })
  })

  it('holds nobody who was called and did not speak: that is an emergency of its own, which no end of the outage ends', async () => {
    await anotherDay()
    const homes = await devices(12, 'peaceEast')
    await mains(homes, 'lost')
    const id = (await running())[0]?.id ?? ''
    const { items } = await queries.incidentMembers.list(rig.db, id, {}, { limit: 50 })
    const silent = items[0]?.alert.id ?? ''
    await livesThere(items[0]?.alert.device?.id ?? '')
    await desk.claim(operator, silent)
    await desk.called(operator, silent, { to: { who: 'resident' }, result: 'no_speech' })
    await desk.release(operator, silent, {})
    const alone = { id: silent, priority: 1, state: 'open', incidentId: null }
    expect((await queue()).filter((alert) => alert.kind === 'mains_lost')).toMatchObject([alone])
    // Neither more of the same nor the end of it all changes that.
    await mains(await devices(2, 'peaceEast'), 'lost')
    expect(await queries.alerts.get(rig.db, silent)).toMatchObject(alone)
    await desk.claimIncident(operator, id)
    await desk.resolveIncident(operator, id, { outcome: 'technical_fixed' })
    await mains(homes, 'restored')
    expect(await queries.alerts.get(rig.db, silent)).toMatchObject({ ...alone, outcome: null })
  })

  it('claimed and left alone for a day goes back to the queue; a note is work on it', async () => {
    await anotherDay()
    await mains(await devices(12, 'peaceEast'), 'lost')
    const id = (await running())[0]?.id ?? ''
    await desk.claimIncident(operator, id)
    const due = async () => (await jobs(`incident_idle:${id}`)).map(({ run_at }) => run_at.getTime())
    expect(await due()).toEqual([rig.clock.now + 24 * 60 * minute])
    rig.clock.now += 23 * 60 * minute
    await desk.noteIncident(operator, id, { note: '供电局说六点恢复' })
    expect(await due()).toEqual([rig.clock.now + 24 * 60 * minute])
    rig.clock.now += 23 * 60 * minute
    await desk.watchIncident({ incidentId: id })
    expect(await running()).toMatchObject([{ state: 'claimed', owner: { id: operator.id } }])
    rig.clock.now += 60 * minute
    await desk.watchIncident({ incidentId: id })
    expect(await running()).toMatchObject([{ state: 'open', owner: null }])
    const { items } = await queries.story.ofIncident(rig.db, id, { limit: 50 })
    const told = items.map(({ type }) => type)
    expect(told).toContain('incident.claim_expired')
    expect(told.indexOf('incident.note')).toBeGreaterThan(told.indexOf('incident.claimed'))
  })

  it('that reaches beyond somebody’s area is seen from there, and worked on by whoever answers for all of it', async () => {
    await anotherDay()
    await mains([...(await devices(9, 'peaceEast')), ...(await devices(9, 'peaceWest'))], 'lost')
    const [incident] = await running()
    const id = incident?.id ?? ''
    const [inside, outside] = [await person('peaceEast'), await person('springEast')]
    const seenBy = async (actor: Actor) => (await queries.incidents.list(rig.db, actor, { limit: 50 })).items
    expect((await seenBy(inside)).map((i) => i.id)).toContain(id)
    expect((await seenBy(outside)).map((i) => i.id)).not.toContain(id)
    await expect(desk.claimIncident(inside, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(desk.claimIncident(outside, id)).rejects.toMatchObject({ code: 'not_found' })
    const { events } = await queries.liveEvents.after(rig.db, inside, 0, 500)
    expect(events.filter((event) => event.incident?.id === id)).not.toEqual([])
    expect((await queries.liveEvents.after(rig.db, outside, 0, 500)).events.map((e) => e.incident?.id)).not.toContain(
      id,
    )
  })

  it('never takes in a press, whatever the device and whatever else it says', async () => {
    await anotherDay()
    const homes = await devices(40, 'peaceEast')
    await Promise.all([
      mains(homes, 'lost'),
      ...homes.slice(0, 20).map((id) => rig.say(id, 'event', { id: `p-${id}`, type: 'call' })),
    ])
    expect(await running()).toMatchObject([{ members: 40 }])
    const calls = await queue()
    expect(calls).toHaveLength(20)
    for (const call of calls) expect(call).toMatchObject({ kind: 'call', priority: 1, incidentId: null })
  })
})
