import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../../server/contract/alerts.ts'
import type { BrowserToServer, ServerToBrowser } from '../../../server/contract/live.ts'
import type { Actor } from '../../../server/core/access/roles.ts'
import { createLive, type Live } from '../../../server/live/live.ts'
import * as queries from '../../../server/store/queries.ts'
import { eventually } from '../../harness/eventually.ts'
import { type House, home, openHouse } from './house.ts'

type Browser = Socket<ServerToBrowser, BrowserToServer> & { seen: LiveEvent[]; latest: number; personId: string }

let house: House
let live: Live
let port: number
const servers: { server: Server; live: Live }[] = []
let lookedAgain = 0
const signedIn = new Map<string, Actor>()
const browsers: Browser[] = []

beforeAll(async () => {
  house = await openHouse()
  ;({ live, port } = await serve(200))
})
/** Live events on a port of their own, which look again so often at who is signed in. */
async function serve(recheckMs: number): Promise<{ live: Live; port: number }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const live = createLive({
    server,
    actorOf: async (headers, token) => {
      lookedAgain += 1
      return signedIn.get(token ?? headers.get('cookie') ?? '') ?? null
    },
    db: house.db,
    queries,
    residentsOf: async (actor) => {
      const rows = await house.db
        .selectFrom('contact')
        .select('resident_id')
        .where('user_id', '=', actor.id)
        .where('consent_alerts', '=', true)
        .execute()
      return rows.map((row) => row.resident_id)
    },
    log: { info: () => undefined, warn: () => undefined },
    recheckMs,
    mostWaiting: 300,
    mostStrangers: 60,
    mostPerPerson: 6,
  })
  servers.push({ server, live })
  return { live, port: address.port }
}
afterEach(() => {
  for (const browser of browsers.splice(0)) browser.disconnect()
})
afterAll(async () => {
  await Promise.all(servers.map(({ live }) => live.close()))
  for (const { server } of servers) server.close()
  await house?.stop()
})

async function open(
  actor: Actor,
  how: { headers?: Record<string, string>; token?: string; at?: number } = {},
): Promise<Browser> {
  signedIn.set(actor.id, actor)
  const socket: Socket<ServerToBrowser, BrowserToServer> = io(`http://127.0.0.1:${how.at ?? port}`, {
    transports: ['websocket'],
    auth: { token: how.token ?? actor.id },
    reconnection: false,
    forceNew: true,
    ...(how.headers === undefined ? {} : { extraHeaders: how.headers }),
  })
  const browser: Browser = Object.assign(socket, { seen: [], latest: -1, personId: '' })
  browsers.push(browser)
  browser.on('live', (event) => browser.seen.push(event))
  await new Promise<void>((resolve, reject) => {
    browser.on('hello', ({ latest, personId }) => {
      browser.latest = latest
      browser.personId = personId
      resolve()
    })
    browser.on('connect_error', reject)
  })
  return browser
}
const types = (browser: Browser) => browser.seen.map(({ entry }) => entry.type)

describe('live events', () => {
  it('reach operators of the area with the alert as it stands, in order, and nobody of another area', async () => {
    const jing = await house.person('陈静', 'operator')
    const [here, above, there] = await Promise.all([
      open(jing),
      open(await house.person('审计', 'auditor', 'city')),
      open(await house.person('外人', 'operator', 'elsewhere')),
    ])
    // In another tab of the same browser somebody else may sign in: it is told whom the hub takes it for.
    expect(here.personId).toBe(jing.id)
    const alertId = await house.raise()
    const operator = await house.person('赵敏', 'operator')
    await house.desk.claim(operator, alertId)
    await live.publish([])
    await eventually(() => expect(types(here)).toEqual(['alert.raised', 'alert.claimed']))
    expect(here.seen[1]?.alert).toMatchObject({
      id: alertId,
      state: 'claimed',
      owner: { name: '赵敏' },
      resident: { name: '王秀英' },
    })
    const seqs = here.seen.map(({ seq }) => seq)
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
    expect(seqs[0]).toBeGreaterThan(here.latest)
    await eventually(() => expect(types(above)).toEqual(types(here)))
    expect(there.seen).toEqual([])
  })

  it('written while many write at once come once each, in order, also without being told', async () => {
    const operator = await house.person('陈静', 'operator')
    const browser = await open(operator)
    const alertId = await house.raise()
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await house.desk.note(operator, alertId, { note: `${i}` })
        if (i % 3 === 0) void live.publish([i])
      }),
    )
    // Nobody publishes any more: the look at the timeline finds the rest.
    await eventually(() => expect(browser.seen).toHaveLength(101))
    const seqs = browser.seen.map(({ seq }) => seq)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  })

  it("give a worker their own ticket, what it needs while in hand, and nothing once it is somebody else's", async () => {
    const operator = await house.person('陈静', 'operator')
    const [zhang, liu] = await Promise.all([
      house.person('张师傅', 'worker', 'street', home),
      house.person('刘师傅', 'worker', 'street'),
    ])
    const [one, other] = await Promise.all([open(zhang), open(liu)])
    const alertId = await house.raise('vitals')
    await house.desk.claim(operator, alertId)
    await house.desk.note(operator, alertId, { note: '内部备注' })
    await live.publish([])
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: zhang.id })
    await live.publish([])
    await eventually(() => expect(types(one)).toEqual(['ticket.requested', 'ticket.offered']))
    const offered = one.seen.at(-1)
    expect(offered?.ticket?.resident).toMatchObject({
      name: '王秀英',
      address: '南京西路1号',
      phone: null,
      instructions: null,
    })
    expect(offered?.alert?.why.seen).toEqual([])
    await house.desk.accept(zhang, id, {})
    await live.publish([])
    await eventually(() => expect(types(one).at(-1)).toBe('ticket.accepted'))
    expect(one.seen.at(-1)?.ticket?.resident).toMatchObject({ phone: '021-1', instructions: '心脏起搏器' })
    expect(one.seen.at(-1)?.alert?.why.seen).toHaveLength(1)
    await house.desk.decline(zhang, id, { reason: '车坏了' })
    await live.publish([])
    await eventually(() => expect(types(other)).toContain('ticket.offered'))
    await eventually(() => expect(types(one).at(-1)).toBe('ticket.declined'))
    const gone = one.seen.filter(({ entry }) => entry.type === 'ticket.declined').at(-1)
    expect(gone?.ticket).toMatchObject({ id, resident: null, worker: null })
    await house.desk.offer(operator, id, { workerId: zhang.id })
    await live.publish([])
    await eventually(() => expect(other.seen.at(-1)?.ticket).toMatchObject({ id, resident: null, worker: null }))
    const missed = await queries.liveEvents.after(house.db, liu, other.latest, 100)
    expect(missed.events.at(-1)?.entry).toEqual(other.seen.at(-1)?.entry)
    // Who lost a ticket catches up on the offers made to them, and on nothing of its story.
    expect(new Set(missed.events.map(({ entry }) => entry.type))).toEqual(new Set(['ticket.offered']))
    expect(JSON.stringify([one.seen, other.seen])).not.toContain('内部备注')
  })

  it('give family their own residents, without notes among staff, and catch-up says exactly the same', async () => {
    const daughter = await house.person('李娜', 'family', 'city')
    const stranger = await house.person('路人', 'family', 'city')
    await house.db.updateTable('contact').set({ user_id: daughter.id }).where('id', '=', house.daughter).execute()
    const [browser, other] = await Promise.all([open(daughter), open(stranger)])
    const operator = await house.person('陈静', 'operator')
    const staff = await open(operator)
    const alertId = await house.raise('vitals')
    await house.desk.claim(operator, alertId)
    await house.desk.note(operator, alertId, { note: '内部备注' })
    await house.desk.resolve(operator, alertId, { outcome: 'reassured', note: '内部结论' })
    await live.publish([])
    await eventually(() => expect(types(browser)).toEqual(['alert.raised', 'alert.claimed', 'alert.resolved']))
    expect(browser.seen.at(-1)?.alert).toMatchObject({
      state: 'resolved',
      outcome: 'reassured',
      outcomeNote: null,
      why: { seen: [], limits: {} },
    })
    expect(JSON.stringify(browser.seen)).not.toContain('内部')
    expect(other.seen).toEqual([])

    for (const [actor, seen, latest] of [
      [daughter, browser.seen, browser.latest],
      [operator, staff.seen, staff.latest],
    ] as const) {
      const caughtUp: LiveEvent[] = []
      for (let after = latest; ; ) {
        const page = await queries.liveEvents.after(house.db, actor, after, 2)
        caughtUp.push(...page.events)
        after = page.events.at(-1)?.seq ?? after
        if (!page.more) break
      }
      // A snapshot is of when it was read; what happened is the same.
      await eventually(() => expect(seen.map(({ entry }) => entry)).toEqual(caughtUp.map(({ entry }) => entry)))
      expect(JSON.stringify(caughtUp).includes('内部')).toBe(actor === operator)
    }
    expect((await queries.liveEvents.after(house.db, stranger, 0, 100)).events).toEqual([])
  })

  it('missed by a worker are what they would have heard: of their ticket, and of the alert while it was theirs', async () => {
    const operator = await house.person('陈静', 'operator')
    const worker = await house.person('张师傅', 'worker', 'street', home)
    const browser = await open(worker)
    const alertId = await house.raise()
    const told = async () => {
      await live.publish([])
      house.clock.now += 1_000
    }
    await house.desk.claim(operator, alertId)
    await told()
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: worker.id })
    await told()
    await house.again(alertId)
    await told()
    for (const go of ['accept', 'travel', 'arrive'] as const) {
      await house.desk[go](worker, id, { place: home })
      await told()
    }
    await house.desk.done(worker, id, { note: '没事', proof: 'signature', signedAs: '王桂芬', place: home })
    await told()
    await house.desk.resolve(operator, alertId, { outcome: 'worker_attended' })
    await told()
    await eventually(() => expect(types(browser)).toContain('ticket.done'))
    expect(types(browser)).toContain('alert.repeated')
    const missed = await queries.liveEvents.after(house.db, worker, browser.latest, 100)
    await eventually(() =>
      expect(browser.seen.map(({ entry }) => entry)).toEqual(missed.events.map(({ entry }) => entry)),
    )
  })

  it('say who else has the same resident before them, to those who have, as long as they have', async () => {
    const [chen, zhao, outsider] = await Promise.all([
      house.person('陈静', 'operator'),
      house.person('赵敏', 'operator'),
      house.person('外人', 'operator', 'elsewhere'),
    ])
    const [one, two, three] = await Promise.all([open(chen), open(zhao), open(outsider)])
    const heard = new Map<Browser, string[][]>([one, two, three].map((browser) => [browser, []]))
    for (const [browser, all] of heard)
      browser.on('lookers', ({ people }) => all.push(people.map(({ name }) => name).sort()))
    const lastOf = (browser: Browser) => heard.get(browser)?.at(-1)
    one.emit('look', house.residentId)
    await eventually(() => expect(lastOf(one)).toEqual(['陈静']))
    // Of many looks the last one holds.
    for (let again = 0; again < 200; again++) two.emit('look', again % 2 === 0 ? null : house.residentId)
    three.emit('look', house.residentId)
    const both = ['陈静', '赵敏'].sort()
    await eventually(() => expect([lastOf(one), lastOf(two)]).toEqual([both, both]))
    two.emit('look', null)
    await eventually(() => expect(lastOf(one)).toEqual(['陈静']))
    two.emit('look', house.residentId)
    await eventually(() => expect(lastOf(one)).toEqual(both))
    two.disconnect()
    await eventually(() => expect(lastOf(one)).toEqual(['陈静']))
    expect(heard.get(three)).toEqual([])
    // Looking is no change of who one is: nobody is sent off for it.
    const before = lookedAgain
    await eventually(() => expect(lookedAgain).toBeGreaterThan(before + 4))
    expect(one.connected).toBe(true)
  })

  it('come by a socket that says at once that it is there, to who asks to hear it', async () => {
    const browser = await open(await house.person('陈静', 'operator'))
    // Who asks for no answer gets none, and harms nobody.
    Reflect.apply(browser.emit, browser, ['there', 'not a function'])
    await browser.timeout(30_000).emitWithAck('there')
    expect(browser.connected).toBe(true)
  })

  it('are closed to nobody signed in, to a page of another site, and to a session that ended', async () => {
    const operator = await house.person('陈静', 'operator')
    const unknown = { ...operator, id: 'nobody' }
    const refused = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      auth: { token: 'forged' },
      reconnection: false,
      forceNew: true,
    })
    expect(await new Promise<Error>((resolve) => refused.on('connect_error', resolve))).toMatchObject({
      message: 'unauthenticated',
    })
    refused.disconnect()
    await expect(open(unknown, { headers: { origin: 'https://evil.example' } })).rejects.toThrow()
    await open(operator, { headers: { origin: `http://127.0.0.1:${port}` } })
    const browser = await open(operator, { token: `Bearer ${operator.id}` })
    const ended = new Promise((resolve) => browser.on('disconnect', resolve))
    signedIn.delete(operator.id)
    await ended
  })

  it('end at once for who is switched off, and look at nobody else for that', async () => {
    const [gone, stays] = await Promise.all([house.person('陈静', 'operator'), house.person('赵敏', 'operator')])
    // Where nobody is looked at again by the way.
    const { live, port: at } = await serve(3_600_000)
    const [one, other] = await Promise.all([open(gone, { at }), open(stays, { at })])
    signedIn.delete(gone.id)
    const ended = new Promise((resolve) => one.on('disconnect', resolve))
    const before = lookedAgain
    live.recheck([gone.id])
    await ended
    expect(lookedAgain).toBe(before + 1)
    expect(other.connected).toBe(true)
  })

  it('are so many of one person and no more, as many as have tabs open', async () => {
    const operator = await house.person('陈静', 'operator')
    const all = await Promise.all(Array.from({ length: 6 }, () => open(operator)))
    await expect(open(operator)).rejects.toThrow('too many connections of one person')
    await open(await house.person('赵敏', 'operator'))
    all[0]?.disconnect()
    await eventually(() => open(operator))
  })

  it('drop a browser that reads too slowly, before it costs memory, and nobody else', async () => {
    const operator = await house.person('陈静', 'operator')
    const [slow, quick] = await Promise.all([open(operator), open(operator)])
    const dropped = new Promise((resolve) => slow.on('disconnect', resolve))
    const engine: { transport: { ws?: { _socket?: { pause(): void } } } } = Object(slow.io.engine)
    engine.transport.ws?._socket?.pause()
    const alertId = await house.raise()
    const note = 'x'.repeat(20_000)
    for (let i = 0; i < 4_000 && live.connections() > 1; i += 50) {
      await Promise.all(Array.from({ length: 50 }, () => house.desk.note(operator, alertId, { note })))
      await live.publish([])
    }
    expect(live.connections()).toBe(1)
    slow.disconnect()
    await dropped
    expect(quick.connected).toBe(true)
  })
})

describe('strangers', () => {
  it('hold so many connections and no more, and keep nobody out who is signed in', async () => {
    const operator = await house.person('陈静', 'operator')
    signedIn.set(operator.id, operator)
    const url = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`
    const answers = await Promise.all(Array.from({ length: 60 }, () => fetch(url)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const held = await Promise.all(answers.map(async (answer) => JSON.parse((await answer.text()).slice(1)).sid))
    expect((await fetch(url)).status).toBe(403)
    const browser = await open(operator, { headers: { cookie: operator.id } })
    expect(browser.latest).toBeGreaterThanOrEqual(0)
    for (const sid of held) await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '1' })
    await eventually(async () => expect((await fetch(url)).status).toBe(200))
  })
})
