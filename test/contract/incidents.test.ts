import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../server/core/access/roles.ts'
import * as queries from '../../server/store/queries.ts'
import { areaIds, minute, openTown, type Town } from './town.ts'

let town: Town
let operator: Actor

beforeAll(async () => {
  town = await openTown()
  operator = await town.person('district')
})
afterAll(() => town?.stop())

describe('a mass outage', () => {
  it('of fewer than ten is as many alerts; the tenth makes one incident of all, in the deepest area that holds them', async () => {
    await town.anotherDay()
    const east = await town.devices(6, 'peaceEast')
    const west = await town.devices(6, 'peaceWest')
    await town.mains([...east.slice(0, 5), ...west.slice(0, 4)], 'lost')
    expect(await town.running()).toEqual([])
    expect(await town.queue()).toHaveLength(9)
    const before = (await queries.liveEvents.after(town.rig.db, operator, 0, 500)).latest
    await town.mains(west.slice(4, 5), 'lost')
    const [incident, ...others] = await town.running()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'mains_lost', areaId: areaIds.peace, members: 10, back: 0, state: 'open' })
    expect(await town.queue()).toEqual([])
    // What was shown one by one until now is named once; the tenth is told by the incident alone.
    const { events } = await queries.liveEvents.after(town.rig.db, operator, before, 500)
    expect(events.map(({ entry }) => entry.type)).toEqual(['incident.opened'])
    expect(events[0]?.entry.data.alertIds).toHaveLength(9)
    expect(events[0]?.incident).toMatchObject({ id: incident?.id, members: 10 })
    // Another joins without a word of its own, and the watch is asked for once.
    await town.mains(east.slice(5), 'lost')
    expect(await town.running()).toMatchObject([{ id: incident?.id, members: 11 }])
    const [watch, ...more] = await town.jobs(`incident:${incident?.id}`)
    expect(more).toEqual([])
    expect(watch?.priority).toBeLessThan(0)
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    const story = await queries.story.ofIncident(town.rig.db, incident?.id ?? '', { limit: 50 })
    expect(story.items.map(({ type }) => type)).toEqual(['incident.opened', 'incident.changed'])
  })

  it('that grows over two streets becomes one incident of the district', async () => {
    await town.anotherDay()
    await town.mains(await town.devices(12, 'peaceEast'), 'lost')
    await town.mains(await town.devices(12, 'springEast'), 'lost')
    const two = await town.running()
    expect(two.map(({ areaId }) => areaId)).toEqual([areaIds.springEast, areaIds.peaceEast])
    await town.mains(await town.devices(12, 'peaceWest'), 'lost')
    const [one, ...others] = await town.running()
    expect(others).toEqual([])
    expect(one).toMatchObject({ id: two[1]?.id, areaId: areaIds.district, members: 36 })
    const gone = await queries.incidents.getWithPath(town.rig.db, two[0]?.id ?? '')
    expect(gone?.incident).toMatchObject({ state: 'resolved', mergedInto: one?.id, members: 0 })
  })

  it('behind a lost gateway is one incident, whichever of them was missed first, and no wider than that', async () => {
    await town.anotherDay()
    const [gateway = ''] = await town.devices(1, 'peaceEast', null, 'gateway')
    const behind = await town.devices(4, 'peaceEast', gateway)
    const elsewhere = await town.devices(3, 'peaceEast')
    const all = [...behind.slice(0, 2), gateway, ...behind.slice(2), ...elsewhere]
    for (const id of all) await town.rig.say(id, 'state', { online: true })
    for (const id of all) await town.goSilent(id)
    const [incident, ...others] = await town.running()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'device_offline', gatewayId: gateway, members: 5 })
    expect((await town.queue()).map(({ device }) => device?.id).sort()).toEqual([...elsewhere].sort())
    // It goes on for as long as the gateway is lost, however few there are; then what stays away stands alone.
    for (const id of behind.slice(0, 3)) await town.rig.say(id, 'state', { online: true })
    town.rig.clock.now += 40 * minute
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await town.running()).toMatchObject([{ members: 5, back: 3 }])
    await town.rig.say(gateway, 'state', { online: true })
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await town.running()).toEqual([])
    expect((await town.queue()).map(({ device }) => device?.id).sort()).toEqual([...elsewhere, behind[3]].sort())
    const { items } = await queries.story.ofIncident(town.rig.db, incident?.id ?? '', { limit: 50 })
    expect(items.at(-1)).toMatchObject({ type: 'incident.closed', data: { reason: 'faded', members: 5, back: 4 } })
  })

  it('of an area whose gateway was lost in it goes on as the gateway’s, once the area is back', async () => {
    await town.anotherDay()
    const [gateway = ''] = await town.devices(1, 'peaceEast', null, 'gateway')
    const behind = await town.devices(4, 'peaceEast', gateway)
    const street = await town.devices(10, 'peaceEast')
    const all = [...street, ...behind, gateway]
    for (const id of all) await town.rig.say(id, 'state', { online: true })
    for (const id of all) await town.goSilent(id)
    const [incident, ...others] = await town.running()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ areaId: areaIds.peaceEast, gatewayId: null, members: 15 })
    for (const id of street.slice(1)) await town.rig.say(id, 'state', { online: true })
    town.rig.clock.now += 31 * minute
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await town.running()).toMatchObject([
      { id: incident?.id, areaId: areaIds.peaceEast, gatewayId: gateway, state: 'open' },
    ])
    expect((await town.queue()).map(({ device }) => device?.id)).toEqual(street.slice(0, 1))
    const { items } = await queries.story.ofIncident(town.rig.db, incident?.id ?? '', { limit: 50 })
    expect(items.at(-1)).toMatchObject({ type: 'incident.changed', data: { gatewayId: gateway } })
    await town.rig.say(gateway, 'state', { online: true })
    for (const id of behind) await town.rig.say(id, 'state', { online: true })
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await town.running()).toEqual([])
    expect((await town.queue()).map(({ device }) => device?.id)).toEqual(street.slice(0, 1))
  })

  it('ends by itself when everything is back: each alert has its outcome and its own story', async () => {
    await town.anotherDay()
    const homes = await town.devices(15, 'peaceEast')
    await town.mains(homes, 'lost')
    const [incident] = await town.running()
    const id = incident?.id ?? ''
    await town.mains(homes.slice(0, 14), 'restored')
    await town.desk.watchIncident({ incidentId: id })
    expect(await town.running()).toMatchObject([{ members: 15, back: 14 }])
    await town.mains(homes.slice(14), 'restored')
    await town.desk.watchIncident({ incidentId: id })
    expect(await town.running()).toEqual([])
    const members = (await queries.incidentMembers.list(town.rig.db, id, {}, { limit: 50 })).items
    expect(members).toHaveLength(15)
    for (const { alert } of members) expect(alert).toMatchObject({ state: 'resolved', outcome: 'technical_fixed' })
    const story = await queries.story.ofAlert(town.rig.db, members[0]?.alert.id ?? '', { limit: 50 })
    expect(story.items.map(({ type }) => type)).toEqual(['alert.raised', 'alert.resolved'])
  })

  it('fades: nothing new for half an hour and a few left, and those are rows of the queue again', async () => {
    await town.anotherDay()
    const homes = await town.devices(12, 'peaceEast')
    await town.mains(homes, 'lost')
    const [incident] = await town.running()
    await town.mains(homes.slice(0, 9), 'restored')
    town.rig.clock.now += 31 * minute
    const before = (await queries.liveEvents.after(town.rig.db, operator, 0, 500)).latest
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    expect(await town.running()).toEqual([])
    expect((await town.queue()).map(({ device }) => device?.id).sort()).toEqual(homes.slice(9).sort())
    const { events } = await queries.liveEvents.after(town.rig.db, operator, before, 500)
    const left = events.filter(({ entry }) => entry.type === 'alert.left_incident')
    expect(left).toHaveLength(3)
    for (const { alert } of left) expect(alert).toMatchObject({ state: 'open', incidentId: null })
  })

  it('that fades gives back what was left to it: somebody looks in, and the plan of the area begins', async () => {
    await town.anotherDay()
    const supervisor: Actor = { ...(await town.person('peaceEast')), role: 'supervisor' }
    await town.desk.policies.set(supervisor, {
      areaId: areaIds.peaceEast,
      priority: 4,
      steps: [
        { afterSeconds: 0, tell: [{ whom: 'operators', channels: ['screen'] }] },
        { afterSeconds: 600, tell: [{ whom: 'supervisor', channels: ['email'] }] },
      ],
    })
    const homes = await town.devices(12, 'peaceEast')
    for (const id of homes) await town.rig.say(id, 'state', { online: true })
    for (const id of homes) await town.goSilent(id)
    const [incident] = await town.running()
    expect(incident).toMatchObject({ members: 12 })
    const [first = '', second = '', back = ''] = homes
    for (const id of [first, second, back]) await town.livesThere(id)
    for (const id of homes.slice(1)) await town.goSilent(id, 'look_in')
    for (const deviceId of homes.slice(1)) await town.lookIn({ deviceId, about: 'device_offline' })
    await town.rig.pool.query(`delete from graphile_worker._private_jobs where key like 'look_in:%'`)
    expect((await town.queue()).filter(({ openTickets }) => openTickets > 0)).toEqual([])
    for (const id of homes.slice(2)) await town.rig.say(id, 'state', { online: true })
    town.rig.clock.now += 31 * minute
    await town.desk.watchIncident({ incidentId: incident?.id ?? '' })
    const left = await town.queue()
    expect(left.map(({ device }) => device?.id).toSorted()).toEqual([first, second].toSorted())
    const looked = async () => Promise.all([first, second, back].map((id) => town.jobs(`look_in:${id}`)))
    // The first one's time is still to come: its own timer says when.
    expect((await looked()).map(({ length }) => length)).toEqual([0, 1, 0])
    await town.lookIn({ deviceId: second, about: 'device_offline' })
    const sent = (await town.queue()).filter(({ openTickets }) => openTickets > 0)
    expect(sent.map(({ device }) => device?.id)).toEqual([second])
    for (const { id } of left) {
      const due = (await town.jobs(`escalate:${id}`)).map(({ run_at }) => run_at.getTime() - town.rig.clock.now)
      expect(due).toEqual([10 * minute])
    }
    await town.desk.policies.set(supervisor, { areaId: areaIds.peaceEast, priority: 4, steps: null })
  })

  it('has one owner for all; who comes second is told; its outcome is that of every alert nobody took out', async () => {
    await town.anotherDay()
    const homes = await town.devices(12, 'peaceEast')
    await town.mains(homes, 'lost')
    const [incident] = await town.running()
    const id = incident?.id ?? ''
    expect(await town.desk.claimIncident(operator, id)).toMatchObject({ state: 'claimed', owner: { name: '陈静' } })
    const other = { ...(await town.person('district')), name: '赵敏' }
    await expect(town.desk.claimIncident(other, id)).rejects.toMatchObject({ code: 'already_claimed', message: /陈静/ })
    await expect(town.desk.resolveIncident(other, id, { outcome: 'technical_fixed' })).rejects.toMatchObject({
      code: 'not_owner',
    })
    // One of them deserves more than the others: it is a row of its own, and ends on its own.
    const { items } = await queries.incidentMembers.list(town.rig.db, id, {}, { limit: 50 })
    const mine = items[0]?.alert.id ?? ''
    await town.desk.claim(operator, mine)
    expect((await town.queue()).map((alert) => alert.id)).toEqual([mine])
    await expect(town.desk.resolveIncident(operator, id, { outcome: 'other' })).rejects.toMatchObject({
      code: 'invalid',
    })
    expect(await town.desk.resolveIncident(operator, id, { outcome: 'other', note: '供电公司检修' })).toMatchObject({
      state: 'resolved',
      outcome: 'other',
      members: 11,
    })
    const ended = (await queries.incidentMembers.list(town.rig.db, id, {}, { limit: 50 })).items
    for (const { alert } of ended) expect(alert).toMatchObject({ state: 'resolved', outcomeNote: '供电公司检修' })
    expect((await town.queue()).map((alert) => ({ id: alert.id, incidentId: alert.incidentId }))).toEqual([
      { id: mine, incidentId: null },
    ])
    await expect(town.desk.claimIncident(operator, id)).rejects.toMatchObject({ code: 'illegal_transition' })
  })

  it('holds nobody who was called and did not speak: that is an emergency of its own, which no end of the outage ends', async () => {
    await town.anotherDay()
    const homes = await town.devices(12, 'peaceEast')
    await town.mains(homes, 'lost')
    const id = (await town.running())[0]?.id ?? ''
    const { items } = await queries.incidentMembers.list(town.rig.db, id, {}, { limit: 50 })
    const silent = items[0]?.alert.id ?? ''
    await town.livesThere(items[0]?.alert.device?.id ?? '')
    await town.desk.claim(operator, silent)
    await town.desk.called(operator, silent, { to: { who: 'resident' }, result: 'no_speech' })
    await town.desk.release(operator, silent, {})
    const alone = { id: silent, priority: 1, state: 'open', incidentId: null }
    expect((await town.queue()).filter((alert) => alert.kind === 'mains_lost')).toMatchObject([alone])
    // Neither more of the same nor the end of it all changes that.
    await town.mains(await town.devices(2, 'peaceEast'), 'lost')
    expect(await queries.alerts.get(town.rig.db, silent)).toMatchObject(alone)
    await town.desk.claimIncident(operator, id)
    await town.desk.resolveIncident(operator, id, { outcome: 'technical_fixed' })
    await town.mains(homes, 'restored')
    expect(await queries.alerts.get(town.rig.db, silent)).toMatchObject({ ...alone, outcome: null })
  })

  it('claimed and left alone for a day goes back to the queue; a note is work on it', async () => {
    await town.anotherDay()
    await town.mains(await town.devices(12, 'peaceEast'), 'lost')
    const id = (await town.running())[0]?.id ?? ''
    await town.desk.claimIncident(operator, id)
    const due = async () => (await town.jobs(`incident_idle:${id}`)).map(({ run_at }) => run_at.getTime())
    expect(await due()).toEqual([town.rig.clock.now + 24 * 60 * minute])
    town.rig.clock.now += 23 * 60 * minute
    await town.desk.noteIncident(operator, id, { note: '供电局说六点恢复' })
    expect(await due()).toEqual([town.rig.clock.now + 24 * 60 * minute])
    town.rig.clock.now += 23 * 60 * minute
    await town.desk.watchIncident({ incidentId: id })
    expect(await town.running()).toMatchObject([{ state: 'claimed', owner: { id: operator.id } }])
    town.rig.clock.now += 60 * minute
    await town.desk.watchIncident({ incidentId: id })
    expect(await town.running()).toMatchObject([{ state: 'open', owner: null }])
    const { items } = await queries.story.ofIncident(town.rig.db, id, { limit: 50 })
    const told = items.map(({ type }) => type)
    expect(told).toContain('incident.claim_expired')
    expect(told.indexOf('incident.note')).toBeGreaterThan(told.indexOf('incident.claimed'))
  })

  it('that reaches beyond somebody’s area is seen from there, and worked on by whoever answers for all of it', async () => {
    await town.anotherDay()
    await town.mains([...(await town.devices(9, 'peaceEast')), ...(await town.devices(9, 'peaceWest'))], 'lost')
    const [incident] = await town.running()
    const id = incident?.id ?? ''
    const [inside, outside] = [await town.person('peaceEast'), await town.person('springEast')]
    const seenBy = async (actor: Actor) => (await queries.incidents.list(town.rig.db, actor, { limit: 50 })).items
    expect((await seenBy(inside)).map((i) => i.id)).toContain(id)
    expect((await seenBy(outside)).map((i) => i.id)).not.toContain(id)
    await expect(town.desk.claimIncident(inside, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(town.desk.claimIncident(outside, id)).rejects.toMatchObject({ code: 'not_found' })
    const { events } = await queries.liveEvents.after(town.rig.db, inside, 0, 500)
    expect(events.filter((event) => event.incident?.id === id)).not.toEqual([])
    expect(
      (await queries.liveEvents.after(town.rig.db, outside, 0, 500)).events.map((e) => e.incident?.id),
    ).not.toContain(id)
  })

  it('never takes in a press, whatever the device and whatever else it says', async () => {
    await town.anotherDay()
    const homes = await town.devices(40, 'peaceEast')
    await Promise.all([
      town.mains(homes, 'lost'),
      ...homes.slice(0, 20).map((id) => town.rig.say(id, 'event', { id: `p-${id}`, type: 'call' })),
    ])
    expect(await town.running()).toMatchObject([{ members: 40 }])
    const calls = await town.queue()
    expect(calls).toHaveLength(20)
    for (const call of calls) expect(call).toMatchObject({ kind: 'call', priority: 1, incidentId: null })
  })
})
