import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Answer, type Person, startApi, type TestApi } from '../harness/api.ts'

/** Ten thousand that no index can make short. */
function letters(first: number, of: number): string {
  let at = 1
  const next = () => {
    at = (at * 48_271) % 2_147_483_647
    return first + (at % of)
  }
  return Array.from({ length: 10_000 }, () => String.fromCodePoint(next())).join('')
}

/** Nothing that a field may hold; each is refused, and the field named. */
const never = ['a\0b', 'half \ud83d of a pair', '\udc75']
/** What people and their keyboards write; stored as it is, or refused with the field named. */
const odd = [
  letters(0x4e00, 20_000),
  '👩‍👩‍👧‍👦 a family that is one character',
  '\u202eابتث \u2067שלום\u2069 from right to left',
  `e${'\u0301'.repeat(60)} many marks`,
  `'"\\; drop table resident; -- <script>%_{{resident}} \${1} =1+1`,
  'a\u0007 bell,\u001b[31m red,\u2028 a line',
  `${letters(0x61, 26)}@hub.test`,
]

let api: TestApi
let city: { id: string }
let boss: Person
let operator: Person
let worker: Person
let residentId: string
const idOf = ({ body }: Answer): string => z.object({ id: z.string() }).parse(body).id

beforeAll(async () => {
  api = await startApi()
  city = await api.area('示范城市')
  boss = await api.person('administrator', city)
  operator = await api.person('operator', city)
  worker = await api.person('worker', city)
  residentId = idOf(await boss.post('/residents', { name: '王桂芬', address: '永安里 3 号', areaId: city.id }))
  await boss.post('/devices', { id: 'bed-1', kind: 'bed', residentId })
})
afterAll(() => api.close())

/** A call that the operator has claimed. */
async function claimed(): Promise<string> {
  const [id, deviceId] = [v7(), `k-${v7()}`]
  await boss.post('/devices', { id: deviceId, kind: 'call_button', residentId })
  const { no } = await api.db.selectFrom('device').select('no').where('id', '=', deviceId).executeTakeFirstOrThrow()
  const why = JSON.stringify({ rule: 'call', ruleVersion: 1, limits: {}, seen: [] })
  const at = { happened_at: new Date(), received_at: new Date(), late: false }
  await api.db
    .insertInto('alert')
    .values({ id, kind: 'call', priority: 1, area_id: city.id, resident_id: residentId, device_no: no, ...at, why })
    .execute()
  await operator.post(`/alerts/${id}/claim`)
  return id
}
/** A ticket that the worker was asked to take. */
const offered = async () => idOf(await operator.post(`/alerts/${await claimed()}/tickets`, { workerId: worker.id }))
const accepted = async () => {
  const id = await offered()
  await worker.post(`/tickets/${id}/accept`, {})
  return id
}
const arrived = async () => {
  const id = await accepted()
  await worker.post(`/tickets/${id}/travel`, {})
  await worker.post(`/tickets/${id}/arrive`, { note: '门口' })
  return id
}
const planned = async () =>
  idOf(await boss.post(`/residents/${residentId}/plans`, { service: 'meals', every: 'week', beginsOn: '2030-01-07' }))

type Route = readonly [
  name: string,
  body: object,
  send: (body: object) => Promise<Answer>,
  /** Texts that are for no reader to see again. */
  secret?: readonly string[],
]
let made = 0
const both = { zh: '叫楼长', en: 'call the warden' }
const operators = { whom: 'operators', channels: ['screen'] }
const routes: readonly Route[] = [
  [
    'an area',
    { name: '区', level: 'district', timezone: 'Asia/Shanghai' },
    (b) => boss.post('/areas', { parentId: city.id, ...b }),
  ],
  [
    'a resident',
    {
      ...{ name: '李', address: '东街', phone: '021 1', bornOn: '1940-01-01', sex: 'female', careLevel: 'independent' },
      ...{ conditions: ['高血压'], instructions: '慢', keySafe: '4711', medication: [{ at: '08:00', what: '药' }] },
    },
    (b) => boss.post('/residents', { areaId: city.id, ...b }),
    ['keySafe'],
  ],
  [
    'a change of a resident',
    { name: '李', mode: 'home', instructions: '慢' },
    (b) => boss.patch(`/residents/${residentId}`, b),
  ],
  ['a note on a resident', { note: '记' }, (b) => boss.post(`/residents/${residentId}/notes`, b)],
  ['care', { what: 'turned', note: '左侧' }, (b) => boss.post(`/residents/${residentId}/care`, b)],
  [
    'a contact',
    { name: '女儿', relation: '女儿', phone: '138 0000', email: 'na@hub.test', language: 'zh' },
    (b) => boss.post(`/residents/${residentId}/contacts`, b),
  ],
  [
    'staff',
    { name: '新', role: 'worker', phone: '138 0000', skills: ['助浴'], password: 'long enough' },
    (b) => boss.post('/staff', { areaId: city.id, email: `text${++made}@hub.test`, ...b }),
    ['password'],
  ],
  [
    'the address of staff',
    { email: 'text@hub.test' },
    (b) => boss.post('/staff', { areaId: city.id, name: '新', role: 'worker', ...b }),
  ],
  [
    'a provider',
    { kind: 'station', name: '驿站', address: '东街', phone: '021 1' },
    (b) => boss.post('/providers', { areaId: city.id, ...b }),
  ],
  [
    'a device',
    { kind: 'bed', model: 'B1', location: '卧室', power: 'mains' },
    (b) => boss.post('/devices', { id: `text-${++made}`, residentId, ...b }),
  ],
  ['the id of a device', { id: 'text-0' }, (b) => boss.post('/devices', { kind: 'bed', ...b })],
  [
    'a secret of a device',
    { secret: 'sixteen characters' },
    (b) => boss.post('/devices', { id: `text-${++made}`, kind: 'bed', ...b }),
    ['secret'],
  ],
  ['instructions', { steps: [both] }, (b) => boss.put('/instructions/call', { areaId: city.id, ...b })],
  [
    'a duty number',
    { duty: { name: '值班', phone: '021 1', email: 'duty@hub.test' } },
    (b) => boss.put('/policies/duty', { areaId: city.id, ...b }),
  ],
  [
    'a policy',
    {
      steps: [
        { afterSeconds: 0, tell: [operators] },
        { afterSeconds: 60, tell: [operators] },
      ],
    },
    (b) => boss.put('/policies', { areaId: city.id, priority: 3, ...b }),
  ],
  [
    'a plan of visits',
    { service: 'meals', every: 'week', beginsOn: '2030-01-07', wished: '上午', agreed: '09:30' },
    (b) => boss.post(`/residents/${residentId}/plans`, b),
  ],
  [
    'the end of a plan',
    { reason: '停' },
    async (b) => boss.post(`/residents/${residentId}/plans/${await planned()}/end`, b),
  ],
  ['a text of messages', { subject: '呼叫', body: '请回电' }, (b) => boss.put('/message-texts/unclaimed/zh', b)],
]
/** Each takes an alert or a ticket of its own, every time. */
const steps: readonly Route[] = [
  ['a note on an alert', { note: '记' }, async (b) => operator.post(`/alerts/${await claimed()}/note`, b)],
  ['a step', { step: '打电话' }, async (b) => operator.post(`/alerts/${await claimed()}/steps`, { done: true, ...b })],
  ['a release', { note: '换人' }, async (b) => operator.post(`/alerts/${await claimed()}/release`, b)],
  [
    'an outcome',
    { outcome: 'other', note: '因为' },
    async (b) => operator.post(`/alerts/${await claimed()}/resolve`, b),
  ],
  ['help', { kind: 'response', reason: '摔倒' }, async (b) => operator.post(`/alerts/${await claimed()}/tickets`, b)],
  ['a refusal', { reason: '有事' }, async (b) => worker.post(`/tickets/${await offered()}/decline`, b)],
  ['an acceptance', { note: '马上' }, async (b) => worker.post(`/tickets/${await offered()}/accept`, b)],
  ['a ticket that failed', { reason: '没人开门' }, async (b) => worker.post(`/tickets/${await accepted()}/fail`, b)],
  [
    'a ticket that is done',
    { note: '好了', proof: 'signature', signedAs: '王' },
    async (b) => worker.post(`/tickets/${await arrived()}/done`, b),
  ],
  ['a cancelled ticket', { reason: '不用了' }, async (b) => operator.post(`/tickets/${await offered()}/cancel`, b)],
]

/** The way to every text in a body. */
function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))
}
/** The same with another text there. */
function withText(value: unknown, [name, ...rest]: readonly string[], text: string): unknown {
  if (name === undefined) return text
  if (Array.isArray(value)) return value.map((inner, at) => (String(at) === name ? withText(inner, rest, text) : inner))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === name ? withText(inner, rest, text) : inner]),
  )
}
const Refused = z.object({ errors: z.array(z.object({ field: z.string() })) })

/** In the answer, in what was written down last, or among the health details, which are in no answer. */
async function isKept(text: string, answer: Answer): Promise<boolean> {
  const written = JSON.stringify(text).slice(1, -1)
  if (JSON.stringify(answer.body).includes(written)) return true
  const lately = await api.db.selectFrom('timeline').select('data').orderBy('seq', 'desc').limit(100).execute()
  const health = await api.db
    .selectFrom('resident')
    .select(['conditions', 'medication'])
    .orderBy('created_at', 'desc')
    .limit(1)
    .execute()
  return JSON.stringify([lately, health]).includes(written)
}

const rowsOf = (of: readonly Route[], texts: readonly string[]) =>
  of.map(([name, body, send, secret = []]) => ({ name, body, send, secret, texts }))
const rows = [...rowsOf(routes, [...never, ...odd]), ...rowsOf(steps, [...never.slice(0, 1), ...odd.slice(0, 3)])]

it.each(rows)('$name: a text is kept whole, or refused by its field', async ({ body, send, secret, texts }) => {
  expect((await send(body)).status, 'as it should be').toBeLessThan(300)
  for (const path of leavesOf(body))
    for (const text of texts) {
      const field = path.join('.')
      const changed = withText(body, path, text)
      const answer = await send(typeof changed === 'object' && changed !== null ? changed : {})
      const what = `${field}: ${JSON.stringify(text.slice(0, 40))} -> ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`
      if (answer.status < 300) {
        expect(never, what).not.toContain(text)
        if (!secret.includes(field)) expect(await isKept(text, answer), `kept whole, ${what}`).toBe(true)
        continue
      }
      expect([400, 413, 422], what).toContain(answer.status)
      const { errors } = Refused.parse(answer.body)
      expect(
        errors.map((error) => error.field),
        what,
      ).toContain(field)
    }
})
