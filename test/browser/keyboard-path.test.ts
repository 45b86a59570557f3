/// <reference lib="dom" />
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert, TimelineEntry } from '../../server/contract/alerts.ts'
import type { Ticket } from '../../server/contract/tickets.ts'
import { desk, launchBrowser, newPerson, phone, signInContext } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { admin, startTestHub, type TestHub } from '../harness/hub.ts'
import { crampedOf, isFocused, movingOf, pressAt, spaceOut, stopsOf } from './focus.ts'
import { atRest, widthFaultsOf } from './look.ts'

let hub: TestHub
let browser: Browser
let city: SmallCity
let buttons: TestDevice[]
let worker: Awaited<ReturnType<SmallCity['addStaff']>>
let atDesk: BrowserContext
let onPhone: BrowserContext
let workersPhone: BrowserContext

beforeAll(async () => {
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser()])
  city = await smallCity(hub)
  worker = await city.addStaff('worker', '马丽')
  const second = await city.addDevice({ id: 'button-2', kind: 'call_button' })
  buttons = await Promise.all([city.button, second].map((button) => connectDevice(hub, button)))
  atDesk = await newPerson(browser, desk)
  onPhone = await newPerson(browser, phone)
  // A phone with a keyboard: some have nothing else.
  workersPhone = await newPerson(browser, phone)
  await signInContext(atDesk, hub.http, admin)
  await signInContext(onPhone, hub.http, admin)
  await signInContext(workersPhone, hub.http, worker)
})
afterAll(async () => {
  await Promise.all((buttons ?? []).map((button) => button.end()))
  await browser?.close()
  await hub?.end()
})

async function opened(context: BrowserContext, path: string, heading: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(hub.http + path)
  await page.getByRole('heading', { name: heading }).first().waitFor()
  await page.getByRole('status').getByText('实时', { exact: true }).waitFor()
  return page
}
const openAlerts = async (): Promise<Alert[]> =>
  (await city.administrator.get<{ items: Alert[] }>('/alerts?state=open,claimed')).items
async function pressed(which: 0 | 1): Promise<Alert> {
  const device = which === 0 ? 'button-1' : 'button-2'
  await buttons[which]?.say('event', { id: `press-${Date.now()}-${which}`, type: 'call' })
  return eventually(`the alert of ${device}`, async () => (await openAlerts()).find((one) => one.device?.id === device))
}
async function close({ id }: Alert): Promise<void> {
  await city.administrator.post(`/alerts/${id}/claim`)
  await city.administrator.post(`/alerts/${id}/resolve`, { outcome: 'test' })
}

describe('a form, opened by a key', () => {
  it('takes what is typed at once, keeps Tab inside, and gives the focus back', async () => {
    const page = await opened(atDesk, '/admin/devices', '设备')
    const add = page.getByRole('button', { name: '新增设备' })
    await page.getByRole('button', { name: 'button-1' }).waitFor()
    await add.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('K3-77')
    const dialog = page.getByRole('dialog', { name: '新增设备' })
    expect(await dialog.getByLabel('扫描设备二维码').inputValue()).toBe('K3-77')
    const { stops, faults } = await stopsOf(page, 40)
    expect(faults).toEqual([])
    expect(stops.length).toBeGreaterThan(5)
    expect(await dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await isFocused(page, add)
    await page.keyboard.press('Enter')
    await dialog.waitFor()
    // What had the focus in it may just have gone.
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.close()
  })

  it('lets a date be typed part by part, and left again', async () => {
    const page = await opened(atDesk, '/shifts', '排班')
    await page.getByRole('button', { name: '新增排班' }).press('Enter')
    const from = page.getByLabel('开始日期')
    await from.focus()
    await page.keyboard.press('Tab')
    await isFocused(page, from)
    for (let n = 0; n < 3; n++) await page.keyboard.press('Tab')
    await isFocused(page, page.getByLabel('结束日期（可不填）'))
    await page.close()
  })
})

describe('the focus is never lost', () => {
  it('is at the heading of the page one has gone to', async () => {
    const page = await opened(atDesk, '/queue', '告警台')
    const rail = page.getByRole('navigation', { name: '页面', exact: true })
    for (const name of ['老人', '地图', '排班']) {
      await rail.getByRole('link', { name, exact: true }).press('Enter')
      await isFocused(page, page.getByRole('heading', { name, level: 1 }))
    }
    await rail.getByRole('link', { name: '管理', exact: true }).press('Enter')
    await page.getByRole('link', { name: '区域', exact: true }).press('Enter')
    await isFocused(page, page.getByRole('heading', { name: '区域', level: 1 }))
    await page.close()
  })

  it('goes into the panel and back to its row; to the next row when one is resolved, and to the heading after the last', async () => {
    const first = await pressed(0)
    const second = await pressed(1)
    const page = await opened(atDesk, '/queue', '告警台')
    const row = ({ id }: Alert) => page.locator(`#row-${id}`)
    await row(first).press('Enter')
    await isFocused(page, page.getByRole('article').getByRole('heading', { name: /^王秀英/ }))
    await page.keyboard.press('Escape')
    await isFocused(page, row(first))
    await close(first)
    await isFocused(page, row(second))
    await close(second)
    await row(second).waitFor({ state: 'detached' })
    await isFocused(page, page.getByRole('heading').first())
    await page.close()
  })

  it('stays on the button that was pressed while the hub is asked', async () => {
    const page = await opened(atDesk, '/admin/backups', '备份')
    const make = page.getByRole('button', { name: '立即备份' })
    await make.press('Enter')
    await page.getByRole('link', { name: '下载' }).first().waitFor({ timeout: 60_000 })
    await isFocused(page, make)
    await page.close()
  })
})

describe('the map', () => {
  it('is moved and asked by keys, and the focus comes back to it', async () => {
    const page = await opened(atDesk, '/map', '地图')
    const map = page.getByRole('application')
    await page.locator('[data-homes="1"]').waitFor()
    await map.focus()
    await page.keyboard.press('Enter')
    const card = page.getByRole('complementary', { name: '打开' })
    await card.getByRole('link', { name: '王秀英' }).waitFor()
    await isFocused(page, card)
    await page.keyboard.press('Escape')
    await isFocused(page, map)
    await page.close()
  })
})

describe('an emergency while one is elsewhere', () => {
  it.each([
    ['desk', () => atDesk],
    ['phone', () => onPhone],
  ] as const)('moves nothing of the page at a %s, and is a few Tabs away', async (_, context) => {
    const page = await opened(context(), '/residents', '老人')
    const person = page.getByRole('link', { name: '王秀英', exact: true })
    await person.waitFor()
    await atRest(page)
    const before = await person.boundingBox()
    const alert = await pressed(0)
    const go = page.getByRole('link', { name: '去处理' })
    await go.waitFor()
    await atRest(page)
    expect(await person.boundingBox()).toEqual(before)
    await go.press('Enter')
    await isFocused(page, page.getByRole('heading', { name: '告警台' }))
    await close(alert)
    await page.close()
  })
})

describe('a visit without a hand that draws', () => {
  it('is signed by typing the name, and the record says so', async () => {
    const alert = await pressed(0)
    await city.administrator.post(`/alerts/${alert.id}/claim`)
    const ticket = await city.administrator.post<Ticket>(`/alerts/${alert.id}/tickets`, {
      kind: 'response',
      workerId: worker.staff.id,
    })
    const place = { lat: 31.23, lon: 121.47 }
    for (const step of ['accept', 'travel', 'arrive'])
      await worker.client.post(`/tickets/${ticket.id}/${step}`, { place })
    const page = await opened(workersPhone, `/worker/${ticket.id}`, '王秀英')
    await page.getByRole('button', { name: '填写完成情况' }).press('Enter')
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: '已扶起，无明显外伤' }).press('Enter')
    expect((await stopsOf(page, 20)).faults).toEqual([])
    const name = sheet.getByLabel(/键入姓名/)
    await name.focus()
    await page.keyboard.type('王秀英')
    await sheet.getByRole('button', { name: '完成工单' }).press('Enter')
    await sheet.waitFor({ state: 'detached' })
    const { items } = await city.administrator.get<{ items: TimelineEntry[] }>(`/alerts/${alert.id}/timeline?limit=200`)
    expect(items.find(({ type }) => type === 'ticket.done')?.data).toMatchObject({
      proof: 'signature',
      signedAs: '王秀英',
    })
    await city.administrator.post(`/alerts/${alert.id}/resolve`, { outcome: 'worker_attended' })
    await page.close()
  })

  it('is rated by the family with a key: asked once, kept, and counted in the report', async () => {
    const family = await city.addStaff('family', '王娜')
    await city.administrator.post(`/residents/${city.resident.id}/contacts`, {
      name: '王娜',
      relation: '女儿',
      phone: '13900000001',
      consent: { alerts: true, readings: true },
      userId: family.staff.id,
    })
    const daughters = await newPerson(browser, phone)
    await signInContext(daughters, hub.http, family)
    const page = await opened(daughters, '/family', '王秀英')
    const question = page.getByRole('group', { name: /马丽.*您满意吗/ })
    const stars = question.getByRole('button', { name: '5 分' })
    await stars.waitFor()
    expect((await stopsOf(page, 40)).faults).toEqual([])
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
    const rated = page.waitForResponse((answer) => answer.url().endsWith('/rating'))
    await pressAt(page, stars)
    expect((await rated).status()).toBe(200)
    await question.waitFor({ state: 'detached' })
    // The focus is not lost with the question.
    await page.waitForFunction(() => document.activeElement !== document.body)
    await page.reload()
    await page.getByRole('heading', { name: '以前的事' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await question.count(), 'nobody is asked twice').toBe(0)
    await daughters.close()

    const { items } = await city.administrator.get<{ items: Ticket[] }>('/tickets?state=done,confirmed')
    expect(items.map(({ rating }) => rating)).toMatchObject([{ stars: 5, by: 'family' }])
    // What the family said is not replaced by what a worker was told.
    await expect(worker.client.post(`/tickets/${items[0]?.id}/rating`, { stars: 1 })).rejects.toThrow('409')
    const report = await opened(atDesk, '/report', '考核报表')
    const row = report.locator('tr[data-figure="satisfaction"]')
    await row.getByText('100%', { exact: true }).waitFor()
    await pressAt(report, row.getByRole('link').first())
    await report.getByRole('listitem').filter({ hasText: '马丽' }).waitFor()
    await report.close()
  })
})

/** Where work is done: by whom, and what the page is called. */
const workplaces = (alert: Alert) => [
  { path: `/queue/${alert.id}`, heading: '王秀英' },
  { path: `/residents/${city.resident.id}`, heading: '王秀英' },
  { path: '/wall', heading: city.area.name },
  { path: '/report', heading: '考核报表' },
  { path: '/admin/staff', heading: '人员' },
]

describe('every stop of Tab is seen, and nothing covers it', () => {
  it.each([
    ['desk', () => atDesk, [0, 2]],
    ['phone', () => onPhone, [0, 1, 3, 4]],
  ] as const)('at a %s', async (_, context, which) => {
    const alert = await pressed(0)
    await city.administrator.post(`/alerts/${alert.id}/claim`)
    const faults: string[] = []
    const places = workplaces(alert)
    for (const { path, heading } of which.flatMap((n) => places[n] ?? [])) {
      const page = await opened(context(), path, heading)
      const { stops, faults: found } = await stopsOf(page, 45)
      if (stops.length < 10) faults.push(`${path}: only ${stops.length} stops`)
      faults.push(...found.map((fault) => `${path}: ${fault}`))
      await page.close()
    }
    await city.administrator.post(`/alerts/${alert.id}/resolve`, { outcome: 'test' })
    expect(faults).toEqual([])
  })
})

describe('for who sets their browser otherwise', () => {
  it.each([
    ['desk', () => atDesk],
    ['phone', () => onPhone],
  ] as const)('text of twice the size, and then spaced out, is whole at a %s', async (_, context) => {
    const alert = await pressed(0)
    const faults: string[] = []
    for (const { path, heading } of workplaces(alert).slice(0, 3)) {
      const page = await context().newPage()
      const client = await context().newCDPSession(page)
      await client.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } })
      await page.goto(hub.http + path)
      await page.getByRole('heading', { name: heading }).first().waitFor()
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px')
      faults.push(...[...(await widthFaultsOf(page)), ...(await crampedOf(page))].map((one) => `${path}: ${one}`))
      await spaceOut(page)
      faults.push(...(await crampedOf(page)).map((one) => `${path}, spaced: ${one}`))
      await page.close()
    }
    await close(alert)
    expect(faults).toEqual([])
  })

  it('nothing moves for who wants no motion', async () => {
    const page = await opened(atDesk, '/admin/devices', '设备')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.getByRole('button', { name: 'button-1' }).press('Enter')
    await page.getByRole('dialog').waitFor()
    expect(await movingOf(page)).toEqual([])
    await page.goto(`${hub.http}/queue`)
    await page.getByRole('heading', { name: '告警台' }).waitFor()
    expect(await movingOf(page)).toEqual([])
    await page.close()
  })
})
