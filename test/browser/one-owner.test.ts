/// <reference lib="dom" />
import pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../server/contract/alerts.ts'
import { desk, launchBrowser, newPerson, signInContext, signInPage } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
let browser: Browser
let city: SmallCity
let button: TestDevice
let sensor: TestDevice
let first: Page
let second: Page
let chief: Page
const outage: TestDevice[] = []
/** However long all of this takes. */
const neverMissed = { power: 'battery', beatSeconds: 86_400 }

beforeAll(async () => {
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser()])
  city = await smallCity(hub)
  button = await connectDevice(hub, city.button)
  sensor = await connectDevice(hub, await city.addDevice({ id: 'fall-1', kind: 'fall_sensor' }))
  for (let n = 0; n < 12; n++)
    outage.push(await connectDevice(hub, await city.addDevice({ id: `bed-${n}`, kind: 'bed', ...neverMissed })))
  first = await signedIn('operator', '苏晓琳')
  second = await signedIn('operator', '陈思远')
  chief = await signedIn('supervisor', '孙班长')
})

afterAll(async () => {
  await Promise.all([button, sensor, ...outage].map((device) => device?.end()))
  await browser?.close()
  await hub?.end()
})

async function signedIn(role: string, name: string): Promise<Page> {
  const page = await (await newPerson(browser, desk)).newPage()
  await signInPage(page, hub.http, await city.addStaff(role, name))
  await live(page)
  return page
}
const live = (page: Page) => page.getByRole('status').getByText('实时', { exact: true }).waitFor()
const rowOf = (page: Page, kind: string) => page.getByRole('listitem').filter({ hasText: kind }).first()
const alertOf = (kind: string) =>
  eventually(`an alert ${kind}`, async () => {
    const { items } = await city.administrator.get<{ items: Alert[] }>(`/alerts?kind=${kind}&limit=1`)
    return items[0]
  })

describe('two operators and one person', () => {
  it('each sees that the other has the same person before them, and when they no longer have', async () => {
    await button.say('event', { id: 'press', type: 'call' })
    await rowOf(first, '一键呼叫').getByRole('button', { name: '认领', exact: true }).click()
    await first.getByRole('heading', { name: /^王秀英/ }).waitFor()
    await second.getByRole('button', { name: '一键呼叫' }).click()
    await second.getByText('苏晓琳 也正在看这位老人').waitFor()
    await first.getByText('陈思远 也正在看这位老人').waitFor()
    await second.keyboard.press('Escape')
    await first.getByText('陈思远 也正在看这位老人').waitFor({ state: 'detached' })
  })

  it('whoever opens another alert of the same person reads whose the first one is', async () => {
    await sensor.say('event', { id: 'fell', type: 'fall' })
    await second.getByRole('button', { name: '跌倒' }).click()
    await second.getByText('这位老人的另一条告警（一键呼叫）由 苏晓琳 处理').waitFor()
    await second.keyboard.press('Escape')
  })

  it('a claim left idle goes back to the queue, up a level, and rings again', async () => {
    const { id } = await alertOf('call')
    const client = new pg.Client(await hub.databaseUrl())
    await client.connect()
    await client.query(
      `update alert set claimed_at = now() - interval '6 minutes', touched_at = now() - interval '6 minutes' where id = $1`,
      [id],
    )
    await client.query(
      `select graphile_worker.add_job('claim_idle', json_build_object('alertId', $1::text), run_at := now(), job_key := 'claim_idle:' || $1::text)`,
      [id],
    )
    await client.end()
    await rowOf(second, '一键呼叫').getByRole('button', { name: '认领', exact: true }).waitFor()
    await rowOf(second, '一键呼叫').getByText('再次等待').waitFor()
    await first.getByText('苏晓琳 认领后久未处理，退回队列').first().waitFor()
  })
})

describe('a power cut with presses in it', () => {
  it('is one row, below the presses; everything about it goes by keyboard', async () => {
    await Promise.all(outage.map((device) => device.say('event', { id: 'dark', type: 'mains.lost' })))
    for (const page of [first, second, chief]) await page.keyboard.press('Escape')
    await rowOf(second, '大面积故障').getByText('12 台设备').waitFor()
    await expect.poll(() => second.locator('[id^=row-]').count(), { timeout: 30_000 }).toBe(3)
    const rows = await second.locator('[id^=row-]').allTextContents()
    expect(rows.at(-1)).toContain('大面积故障')
    for (let n = 0; n < 3; n++) await second.keyboard.press('j')
    await second.keyboard.press('c')
    await second.getByRole('article').getByText('涉及的老人与设备（12）').waitFor()
    await rowOf(first, '大面积故障').getByText('陈思远', { exact: true }).waitFor()
    await second.keyboard.press('n')
    await second.keyboard.type('供电局说六点恢复')
    await second.keyboard.press('Enter')
    await second.getByText('供电局说六点恢复').waitFor()
  })

  it('a supervisor takes it over with t, and whose it was is in its story', async () => {
    await rowOf(chief, '大面积故障').getByRole('button').first().click()
    await chief.getByText('陈思远 正在处理').waitFor()
    await chief.keyboard.press('t')
    await chief.getByText('孙班长 从 陈思远 手中接管').waitFor()
    await rowOf(second, '大面积故障').getByText('孙班长', { exact: true }).waitFor()
  })

  it('one more press stands on top, and counts in the title', async () => {
    await button.say('event', { id: 'again', type: 'call' })
    await rowOf(first, '重复 1 次').waitFor()
    expect((await first.locator('[id^=row-]').allTextContents())[0]).toMatch(/一键呼叫|跌倒/)
    await first.waitForFunction(() => document.title.startsWith('(2) 2 条紧急'))
  })

  it('what the resident takes back leaves the live emergencies, and is told apart', async () => {
    await button.say('event', { id: 'sorry', type: 'call.cancel' })
    await first.getByRole('heading', { name: /已解除，待核实/ }).waitFor()
    await rowOf(first, '老人已取消').waitFor()
    await first.waitForFunction(() => document.title.startsWith('(1) '))
    expect((await first.locator('[id^=row-]').allTextContents())[0]).toContain('跌倒')
  })
})

describe('being heard', () => {
  it('says plainly that the browser is silent, until it is pressed', async () => {
    const context = await newPerson(browser, desk)
    // Without a head, Chromium lets everything be heard; with one, it begins like this until somebody clicks.
    await context.addInitScript(() => {
      const Allowed = window.AudioContext
      window.AudioContext = class extends Allowed {
        constructor() {
          super()
          void this.suspend()
        }
      }
      Object.defineProperty(Notification, 'permission', { get: () => 'default' })
    })
    await signInContext(context, hub.http, await city.addStaff('operator', '何静'))
    const page = await context.newPage()
    await page.goto(`${hub.http}/residents`)
    await page.getByRole('banner').getByRole('button', { name: '铃声未开启' }).waitFor()
    await page.goto(`${hub.http}/queue`)
    await page.getByText('铃声未开启，告警不会响铃').waitFor()
    await page.getByRole('button', { name: '开启铃声' }).click()
    await page.getByText('铃声已开启').waitFor()
    // On a phone too, where its words are for those who listen.
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: '桌面通知' }).waitFor()
    await page.getByText('铃声已开启').waitFor()
    await context.close()
  })

  it('tells it on the desktop while the tab is out of sight, and takes it back when somebody has it', async () => {
    const context = await newPerson(browser, desk)
    await context.addInitScript(() => {
      const notices: { title: string; body: string; closed: boolean }[] = []
      class Recorded {
        static permission = 'granted'
        readonly said: { title: string; body: string; closed: boolean }
        constructor(title: string, { body }: { body: string }) {
          this.said = { title, body, closed: false }
          notices.push(this.said)
        }
        close() {
          this.said.closed = true
        }
      }
      Object.assign(window, { Notification: Recorded, notices })
      Object.defineProperty(document, 'hidden', { get: () => true })
    })
    await signInContext(context, hub.http, await city.addStaff('operator', '方平'))
    const page = await context.newPage()
    await page.goto(`${hub.http}/queue`)
    const notices = () =>
      page.evaluate(
        () => (window as unknown as { notices: { title: string; body: string; closed: boolean }[] }).notices,
      )
    const fall = await eventually('a notice of the fall', async () =>
      (await notices()).find(({ title }) => title === '紧急 · 跌倒'),
    )
    expect(fall.body).toContain('王秀英')
    await rowOf(second, '跌倒').getByRole('button', { name: '认领', exact: true }).click()
    await eventually('the notice is gone', async () =>
      (await notices()).find(({ title, closed }) => title === '紧急 · 跌倒' && closed),
    )
    await context.close()
  })
})
