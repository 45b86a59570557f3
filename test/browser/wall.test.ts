/// <reference lib="dom" />
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../server/contract/alerts.ts'
import { complaintsOf, desk, launchBrowser, newPerson, signInContext } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import type { Client } from '../harness/client.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { atRest, faultsOf } from './look.ts'

let hub: TestHub
let browser: Browser
let city: SmallCity
let button: TestDevice
let page: Page
let operator: Client
const beds: TestDevice[] = []
const complaints: string[] = []
const pictures = join(import.meta.dirname, '../../screenshots')

beforeAll(async () => {
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser(), mkdir(pictures, { recursive: true })])
  city = await smallCity(hub)
  // Today and this month don't end while they are looked at.
  await city.administrator.patch(`/areas/${city.area.id}`, { timezone: whereItIsNoon() })
  button = await connectDevice(hub, city.button)
  await city.addDevice({ id: 'on-the-shelf', kind: 'bed' })
  operator = (await city.addStaff('operator', '苏晓琳')).client
  await city.addStaff('worker', '马丽')
  const context = await newPerson(browser, { ...desk, width: 1920, height: 1080 })
  await signInContext(context, hub.http, await city.addStaff('supervisor', '方静'))
  page = await context.newPage()
  complaintsOf(page, (complaint) => complaints.push(complaint))
})

afterAll(async () => {
  await Promise.all([button, ...beds].map((device) => device?.end()))
  await browser?.close()
  await hub?.end()
})

/** A zone in which midnight is hours away. */
function whereItIsNoon(): string {
  const ahead = 12 - new Date().getUTCHours()
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
const tile = () => page.locator('article[data-priority="1"]')
const unclaimed = () => tile().getByRole('button', { name: /待认领/ })
const share = (name: string) => page.locator(`article[data-figure="${name}"]`)
const press = async (id: string): Promise<Alert> => {
  await button.say('event', { id, type: 'call' })
  return eventually(`the alert of ${id}`, async () => {
    const { items } = await operator.get<{ items: Alert[] }>('/alerts?state=open')
    return items.find(({ kind }) => kind === 'call')
  })
}
const answer = async (alert: Alert, outcome: string) => {
  await operator.post(`/alerts/${alert.id}/claim`)
  await operator.post(`/alerts/${alert.id}/resolve`, { outcome })
}

describe('the big screen', () => {
  it('shows a press when it arrives, its wait as it grows, and who answered in time', async () => {
    await page.goto(`${hub.http}/wall`)
    await page.getByRole('status').getByText('实时', { exact: true }).first().waitFor()
    await unclaimed().getByText('0', { exact: true }).waitFor()
    await share('today-answered_60').getByText('尚无').waitFor()

    const alert = await press('press-1')
    await unclaimed().getByText('1', { exact: true }).waitFor()
    // Whichever second the page comes to show: not each of them is painted on a busy machine.
    await tile()
      .getByText(/0:0[2-9]|0:[1-5]\d|[1-9]:\d\d/)
      .first()
      .waitFor()
    await unclaimed().click()
    await page.getByRole('link', { name: /一键呼叫 · 王秀英/ }).waitFor()
    await page.keyboard.press('Escape')

    await operator.post(`/alerts/${alert.id}/claim`)
    await unclaimed().getByText('0', { exact: true }).waitFor()
    await share('today-answered_60').getByText('100%', { exact: true }).waitFor()
    await share('month-answered_180').getByText('1 / 1').waitFor()
    await page.getByRole('button', { name: /^坐席.*: [1-9]/ }).click()
    await page.getByText('苏晓琳', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('fits the screen without scrolling, in the dark, for everybody', async () => {
    await page.goto(`${hub.http}/wall`)
    await share('today-answered_60').getByText('100%', { exact: true }).waitFor()
    await atRest(page)
    const room = await page.evaluate(() => ({
      page: [document.documentElement.scrollHeight, innerHeight],
      cut: [...document.querySelectorAll('article, section')]
        .filter((one) => one.scrollHeight > one.clientHeight + 1)
        .map((one) => one.textContent),
    }))
    expect(room.page[0]).toBeLessThanOrEqual(room.page[1] ?? 0)
    expect(room.cut).toEqual([])
    expect(await faultsOf(page)).toEqual([])
    await page.screenshot({ path: join(pictures, 'wall-zh-dark-1920.png') })
    // What was registered and never plugged in stands apart, and opens what it counts.
    await page.getByRole('link', { name: /从未接通 \d+ 台/ }).click()
    await page.getByRole('heading', { name: '从未接通的设备' }).waitFor()
    await page.getByText('从未收到消息').first().waitFor()
    await page.goBack()
    await share('today-answered_60').getByText('100%', { exact: true }).waitFor()
    await share('today-answered_60').getByRole('link').first().click()
    await page.getByRole('heading', { name: /60 秒内应答的紧急告警/ }).waitFor()
    const listed = page.getByRole('listitem').filter({ hasText: '王秀英' })
    await listed.first().waitFor()
    expect(await listed.count()).toBe(1)
  })
})

describe('the report', () => {
  it('says numbers that are what is listed behind them, and the same as CSV', async () => {
    const { items } = await operator.get<{ items: Alert[] }>('/alerts?state=claimed')
    for (const { id } of items) await operator.post(`/alerts/${id}/resolve`, { outcome: 'reassured' })
    for (const [id, outcome] of [
      ['press-2', 'false_alarm'],
      ['press-3', 'ambulance'],
    ] as const)
      await answer(await press(id), outcome)

    await page.goto(`${hub.http}/report?by=operator`)
    const figures = page.locator('tr[data-figure]')
    await figures.first().waitFor()
    expect(await page.locator('tr[data-figure="door_to_inside"]').textContent()).toContain('未记录')
    expect(await page.locator('tr[data-figure="supervised_time"]').textContent()).toMatch(/100%|99/)
    for (const figure of ['answered_60', 'real_emergencies', 'false_alarms']) {
      const links = page.locator(`tr[data-figure="${figure}"] a`)
      for (let n = 0; n < 2; n++) {
        const said = Number((await links.nth(n).textContent())?.match(/\d+/)?.[0])
        await links.nth(n).click()
        await page.getByText(`已列出 ${said} 项`).waitFor()
        const listed = await page.locator('li:has(a[href^="/alerts/"])').count()
        expect(listed, figure).toBe(said)
        await page.goBack()
        await figures.first().waitFor()
      }
    }
    const row = page.getByRole('row').filter({ hasText: '苏晓琳' })
    expect(await row.getByRole('link').first().textContent()).toBe('3')

    const address = await page.getByRole('link', { name: /CSV/ }).getAttribute('href')
    const csv = await (await page.request.get(`${hub.http}${address}`)).text()
    const records: Record<string, string>[] = parse(csv, { columns: true, bom: true })
    expect(records.find(({ name }) => name === '苏晓琳')).toMatchObject({ alerts: '3', false_alarm: '1', real: '1' })
    await page.screenshot({ path: join(pictures, 'report-zh-light-1920.png'), fullPage: true })
    expect(await faultsOf(page)).toEqual([])
    await page.pdf({ path: join(pictures, 'report-zh.pdf'), preferCSSPageSize: true })
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 1047, height: 718 })
    await page.screenshot({ path: join(pictures, 'report-print.png'), fullPage: true })
    await page.emulateMedia({ media: 'screen' })
    await page.setViewportSize({ width: 1920, height: 1080 })
  })
})

describe('the map', () => {
  it('shows a press where the person lives, with no tile server', async () => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).host))
    await page.goto(`${hub.http}/map`)
    const canvas = page.locator('[data-alerts]')
    await canvas.waitFor()
    expect(await canvas.getAttribute('data-alerts')).toBe('0')
    const alert = await press('press-4')
    await page.locator('[data-alerts="1"]').waitFor()
    // In time: what comes after looks at who answered within the minute.
    await operator.post(`/alerts/${alert.id}/claim`)
    await page.getByRole('complementary', { name: '地图上的内容' }).getByText('一键呼叫 · 王秀英').waitFor()
    await page.getByRole('button', { name: '在地图上显示: 王秀英' }).first().click()
    await page.locator('[data-alerts="1"]').waitFor()
    expect(new Set(asked)).toEqual(new Set([new URL(hub.http).host]))
    await atRest(page)
    expect(await faultsOf(page)).toEqual([])
    await page.screenshot({ path: join(pictures, 'map-zh-light-1920.png') })
    await operator.post(`/alerts/${alert.id}/resolve`, { outcome: 'reassured' })
    expect(complaints).toEqual([])
  })
})

describe('an outage on the big screen', () => {
  it('stands in the list, and on a map that comes when it comes and moves no number', async () => {
    for (let n = 1; n <= 12; n++)
      beds.push(await connectDevice(hub, await city.addDevice({ id: `bed-${n}`, kind: 'bed' })))
    let letCome = () => {}
    const held = new Promise<void>((resolve) => {
      letCome = resolve
    })
    await page.route('**/OutageMap*.js', async (route) => {
      await held
      await route.continue()
    })
    const places = () =>
      page.locator('main [data-width], main button, main a, main h2').evaluateAll((all) =>
        all.map((one) => {
          const { x, y, width, height } = one.getBoundingClientRect()
          return [one.textContent, x, y, width, height]
        }),
      )
    await page.goto(`${hub.http}/wall`)
    await Promise.all(beds.map((bed) => bed.say('event', { id: 'dark', type: 'mains.lost' })))
    const listed = page.getByRole('link', { name: /断电.*12 台/ })
    await listed.waitFor()
    await share('today-answered_60').getByText('100%', { exact: true }).waitFor()
    const before = (await places()).filter(([text]) => !/\d:\d\d/.test(String(text)))
    letCome()
    const map = page.getByRole('img', { name: /^大面积故障地图：/ })
    await map.waitFor()
    await page.locator('[data-outages="1"]').waitFor()
    expect((await places()).filter(([text]) => !/\d:\d\d/.test(String(text)))).toEqual(before)
    await atRest(page)
    expect(await faultsOf(page)).toEqual([])
    await page.screenshot({ path: join(pictures, 'wall-outage-zh-dark-1920.png') })
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      await map.scrollIntoViewIfNeeded()
      await atRest(page)
      await page.screenshot({ path: join(pictures, `wall-outage-zh-dark-${width}.png`) })
    }
    expect(complaints).toEqual([])
  })
})
