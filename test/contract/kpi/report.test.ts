import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KpiCases, KpiReport, kpiSplits } from '../../../server/contract/kpi.ts'
import { countNames } from '../../../server/core/kpi/counts.ts'
import { type Answer, type Person, startApi, type TestApi } from '../../harness/api.ts'
import { alertOf, ticketOf } from './records.ts'

const minute = 60_000
/** Noon of the 14th there. */
const noon = Date.parse('2026-03-14T04:00:00Z')

let api: TestApi
let boss: Person
let city: { id: string; path: string }
let east: { id: string; path: string }
let west: { id: string; path: string }
let operator: Person
let colleague: Person

beforeAll(async () => {
  api = await startApi()
  city = await api.area('示范城市')
  east = await api.area('东区', city)
  west = await api.area('西区', city)
  boss = await api.person('supervisor', city)
  operator = await api.person('operator', city)
  colleague = await api.person('operator', city)

  // Thirty seconds; given back and taken again much later: the first claim counts.
  await alertOf(api, {
    area: east,
    at: noon,
    claims: [
      { after: 30, by: operator },
      { after: 900, by: colleague },
    ],
    outcome: 'false_alarm',
  })
  // Exactly on the mark is in time.
  await alertOf(api, { area: east, at: noon + minute, claims: [{ after: 60, by: operator }], outcome: 'reassured' })
  // Late for one mark, in time for the other.
  await alertOf(api, {
    area: east,
    at: noon + 2 * minute,
    claims: [{ after: 120, by: colleague }],
    outcome: 'ambulance',
  })
  // Became an emergency ten minutes later, and was claimed within a minute of that.
  await alertOf(api, { area: east, at: noon + 3 * minute, risenAfter: 600, claims: [{ after: 640, by: operator }] })
  // Never claimed.
  await alertOf(api, { at: noon + 4 * minute, area: west })
  await alertOf(api, {
    at: noon + 5 * minute,
    priority: 2,
    area: west,
    claims: [{ after: 500, by: colleague }],
    outcome: 'reassured',
  })
  await alertOf(api, { area: east, at: noon + 6 * minute, priority: 4 })
  // The last minute of the day there, and the first of the next.
  await alertOf(api, { area: east, at: Date.parse('2026-03-14T15:59:59Z'), claims: [{ after: 5, by: operator }] })
  await alertOf(api, { area: east, at: Date.parse('2026-03-14T16:00:00Z'), claims: [{ after: 5, by: operator }] })

  await ticketOf(api, { area: east, by: operator, at: noon, arrivedAfter: 20, state: 'done' })
  await ticketOf(api, { area: east, by: operator, at: noon, arrivedAfter: 50, state: 'done', expired: true })
  await ticketOf(api, { area: east, by: operator, at: noon, state: 'failed' })
  await ticketOf(api, { area: east, by: operator, at: noon, state: 'cancelled' })
  await boss.get('/me')
})
afterAll(() => api.close())

const reportOf = async (query: string, person = boss): Promise<KpiReport> => {
  const answer = await person.get(`/kpi?${query}`)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return KpiReport.parse(answer.body)
}
const figure = (report: KpiReport, name: string) => report.total.figures.find((one) => one.figure === name)
const listed = async (query: string): Promise<number> => {
  let count = 0
  let cursor = ''
  do {
    const answer: Answer = await boss.get(`/kpi/cases?limit=2&cursor=${cursor}&${query}`)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const page = KpiCases.parse(answer.body)
    count += page.items.length
    cursor = page.nextCursor ?? ''
  } while (cursor !== '')
  return count
}
const march = 'from=2026-03-01&to=2026-03-31'

describe('the figures of a period', () => {
  it('count the first claim, from when it was an emergency', async () => {
    const report = await reportOf(`${march}&by=day`)
    expect(figure(report, 'answered_60')).toMatchObject({ status: 'known', hits: 5, cases: 7 })
    expect(figure(report, 'answered_180')).toMatchObject({ hits: 6, cases: 7 })
    expect(figure(report, 'real_emergencies')).toMatchObject({ hits: 1, cases: 4 })
    expect(figure(report, 'false_alarms')).toMatchObject({ hits: 1, cases: 4 })
    expect(report.falseAlarms.byRule).toEqual([{ rule: 'call', ruleVersion: 1, closed: 4, falseAlarms: 1 }])
  })

  it('tell how long helpers took from the decision; who was cancelled is no case, who failed is late', async () => {
    const report = await reportOf(`${march}&by=day`)
    expect(figure(report, 'door_45')).toMatchObject({ hits: 1, cases: 3 })
    expect(figure(report, 'door_60')).toMatchObject({ hits: 2, cases: 3 })
    expect(figure(report, 'accepted_in_time')).toMatchObject({ hits: 2, cases: 3 })
  })

  it('say so where nothing was recorded, and where there was nothing', async () => {
    const report = await reportOf(`${march}&by=day`)
    expect(figure(report, 'door_to_inside')).toEqual({
      figure: 'door_to_inside',
      status: 'not_recorded',
      value: null,
      hits: null,
      cases: null,
    })
    const empty = await reportOf('from=2025-01-01&to=2025-01-02&by=day')
    expect(figure(empty, 'answered_60')).toMatchObject({ status: 'no_cases', value: null, cases: 0 })
    expect(empty.groups.map(({ key }) => key)).toEqual(['2025-01-01', '2025-01-02'])
  })

  it('belong to the day by the clock of the area', async () => {
    const { groups } = await reportOf(`${march}&by=day`)
    expect(groups).toHaveLength(31)
    const on = (day: string) => groups.find(({ key }) => key === day)?.counts.alerts
    expect([on('2026-03-13'), on('2026-03-14'), on('2026-03-15')]).toEqual([0, 8, 1])
  })

  it.each(kpiSplits)('add up: by %s, the parts are the whole', async (by) => {
    const { groups, total } = await reportOf(`${march}&by=${by}`)
    for (const name of countNames) {
      const parts = groups.map(({ counts }) => counts[name] ?? null)
      if (parts.some((part) => part === null)) continue
      expect(
        parts.reduce<number>((sum, part) => sum + (part ?? 0), 0),
        name,
      ).toBe(total.counts[name])
    }
  })

  it.each(kpiSplits)('by %s, behind every number are as many as it says', async (by) => {
    const { groups } = await reportOf(`${march}&by=${by}`)
    for (const { key, counts } of groups)
      for (const name of countNames) {
        const count = counts[name]
        if (count === null || count === undefined || (count === 0 && by !== 'area')) continue
        expect(await listed(`${march}&by=${by}&key=${key}&count=${name}`), `${name} of ${key}`).toBe(count)
      }
  })

  it('are those of the area that is asked for, and only of one’s own', async () => {
    expect((await reportOf(`${march}&areaId=${west.id}&by=kind`)).total.counts.alerts).toBe(2)
    const stranger = await api.person('supervisor', west)
    expect((await reportOf(`${march}&by=day`, stranger)).total.counts.alerts).toBe(2)
    expect((await stranger.get(`/kpi?${march}&areaId=${east.id}`)).status).toBe(422)
    const cases = await stranger.get(`/kpi/cases?${march}&count=alerts&by=area&key=${east.id}`)
    expect(cases.status).toBe(422)
  })

  it('come as CSV, which says what it is', async () => {
    const answer = await boss.get(`/kpi/csv?${march}&by=operator`)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const text = String(answer.body).replace('\uFEFF', '')
    const rows = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([rows[0]?.length]))
    const alerts = rows[0]?.indexOf('alerts') ?? -1
    expect(rows.at(-1)?.[0]).toBe('total')
    expect(rows.at(-1)?.[alerts]).toBe('9')
    expect(rows[0]).toContain('answered_60 v1')
  })

  it.each([
    'from=2026-03-02&to=2026-03-01',
    'from=2020-01-01&to=2026-01-01',
    'from=yesterday&to=2026-01-01',
    'to=2026-01-01',
  ])('are refused for %s, naming the field', async (query) => {
    const answer = await boss.get(`/kpi?${query}`)
    expect(answer.status).toBe(422)
    expect(JSON.stringify(answer.body)).toMatch(/"field":"(from|to)"/)
  })

  it('days last 23 and 25 hours where the clocks change', async () => {
    await boss.get('/me')
    const madrid = v7()
    await api.db
      .insertInto('area')
      .values({
        id: madrid,
        parent_id: city.id,
        level: 'district',
        name: 'Madrid',
        path: `${city.path}${madrid}/`,
        timezone: 'Europe/Madrid',
      })
      .execute()
    const there = { id: madrid, path: `${city.path}${madrid}/` }
    // 2026-03-29: 02:00 becomes 03:00; the day begins at 23:00Z and ends at 22:00Z.
    for (const at of ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'])
      await alertOf(api, { at: Date.parse(at), area: there })
    const { groups } = await reportOf(`from=2026-03-28&to=2026-03-30&areaId=${madrid}&by=day`)
    expect(groups.map(({ counts }) => counts.alerts)).toEqual([1, 2, 1])
  })
})
