/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert, TimelineEntry } from '../../server/contract/alerts.ts'
import { desk, launchBrowser, newPerson, signInPage } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
let browser: Browser
let city: SmallCity
let button: TestDevice
let page: Page
let worker: Awaited<ReturnType<SmallCity['addStaff']>>

beforeAll(async () => {
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser()])
  city = await smallCity(hub)
  await city.administrator.post(`/residents/${city.resident.id}/contacts`, {
    name: '王娜',
    relation: '女儿',
    phone: 'sip:na@example.org',
    consent: { alerts: true, readings: true },
  })
  button = await connectDevice(hub, city.button)
  worker = await city.addStaff('worker', '马丽')
  page = await (await newPerson(browser, desk)).newPage()
  await signInPage(page, hub.http, await city.addStaff('operator', '苏晓琳'))
  await page.getByRole('status').getByText('实时', { exact: true }).waitFor()
})

afterAll(async () => {
  await button?.end()
  await browser?.close()
  await hub?.end()
})

const key = (name: string) => page.keyboard.press(name)
const theAlert = async (): Promise<Alert> => {
  const { items } = await city.administrator.get<{ items: Alert[] }>('/alerts?limit=1')
  const [alert] = items
  if (alert === undefined) throw new Error('no alert')
  return alert
}
const story = async (): Promise<TimelineEntry[]> => {
  const { id } = await theAlert()
  const { items } = await city.administrator.get<{ items: TimelineEntry[] }>(`/alerts/${id}/timeline?limit=200`)
  return items
}
const callRow = (name: string) => page.getByRole('listitem').filter({ hasText: name })

describe('an emergency with no speech, from ring to closed, by keyboard alone', () => {
  it('is claimed with c, and shows what to do and whom to call', async () => {
    await button.say('event', { id: 'press-1', type: 'call' })
    await page.getByRole('timer').first().waitFor()
    await key('c')
    await page.getByRole('heading', { name: /^王秀英/ }).waitFor()
    await page.getByRole('checkbox', { name: '听力不好，请说慢一点。' }).waitFor()
    await page.getByRole('checkbox', { name: '拨打老人电话，报姓名，问怎么了' }).waitFor()
    const link = page.locator('a[data-key=phone]')
    await link.waitFor()
    expect(await link.getAttribute('href')).toMatch(/^tel:/)
    const shown = async (on: Page) => {
      const keyed = on.getByRole('article').locator('[aria-keyshortcuts]')
      const names = await keyed.evaluateAll((all) => all.map((one) => one.getAttribute('aria-keyshortcuts')))
      const marks = await on.getByRole('article').locator('kbd').allTextContents()
      return { names: names.sort().join(''), marks: marks.sort().join('').toLowerCase() }
    }
    await page.locator('[data-key=tell]').waitFor()
    const send = page.locator('[data-key=send]')
    await send.waitFor()
    expect(await shown(page)).toEqual({ names: 'abfgnpqrswx', marks: 'abfgnpqrswx' })
    // Where no key is listened to, none is told.
    const other = await page.context().newPage()
    await other.goto(`${hub.http}/alerts/${(await theAlert()).id}`)
    for (const name of ['tell', 'send', 'phone', 'next-step', 'note'])
      await other.locator(`[data-key=${name}]`).waitFor()
    expect(await shown(other)).toEqual({ names: '', marks: '' })
    await other.close()
    await page.bringToFront()
  })

  it('ticks off steps with x, the next one each time', async () => {
    await key('x')
    const first = page.getByRole('checkbox', { name: '听力不好，请说慢一点。' })
    await eventually('the first step is ticked', async () => first.isChecked())
    await key('x')
    const second = page.getByRole('checkbox', { name: '拨打老人电话，报姓名，问怎么了' })
    await eventually('the second step is ticked', async () => second.isChecked())
  })

  it('records with q that nobody spoke: it can no longer be called harmless', async () => {
    await key('q')
    await page.getByRole('status').filter({ hasText: '接通后无人说话' }).waitFor()
    await callRow('本人')
      .getByText(/^无人说话 \d\d:\d\d/)
      .waitFor()
    await key('r')
    await page.getByRole('radio', { name: /服务人员已上门/ }).waitFor()
    await page.getByRole('button', { name: '其他结果' }).press('Enter')
    expect(await page.getByRole('radio', { name: /已安抚/ }).isDisabled()).toBe(true)
    await key('Escape')
    const { id } = await theAlert()
    const refused = await city.administrator.ask('POST', `/alerts/${id}/resolve`, { outcome: 'reassured' })
    expect(refused.status).toBe(409)
  })

  it('then calls the daughter, over SIP, who does not answer', async () => {
    await eventually(
      'the daughter is next',
      async () => (await page.locator('a[data-key=phone]').getAttribute('href')) === 'sip:na@example.org',
    )
    // A key that bounces is one press: the next call can be recorded a moment later.
    await page.locator('[data-key=no_answer]:enabled').waitFor()
    await key('w')
    await callRow('王娜')
      .getByText(/^无人接听 \d\d:\d\d/)
      .waitFor()
  })

  it('sends the nearest with s, and sees them travel and arrive', async () => {
    await page.getByRole('button', { name: /^(派最近的|派) ?.*马丽/ }).waitFor()
    await key('s')
    await page.getByText('待接单').or(page.getByText('已派单')).first().waitFor()
    const ticket = await eventually('the ticket', async () => {
      const { items } = await city.administrator.get<{ items: { id: string }[] }>('/tickets?limit=1')
      return items[0]
    })
    const place = { lat: 31.2302, lon: 121.4702 }
    for (const [step, shown] of [
      ['accept', '已接单'],
      ['travel', '在途'],
      ['arrive', '已到达'],
    ] as const) {
      await worker.client.post(`/tickets/${ticket.id}/${step}`, { place })
      await page.getByText(shown, { exact: true }).first().waitFor()
    }
    await worker.client.post(`/tickets/${ticket.id}/done`, {
      note: '摔倒，已扶起',
      proof: 'signature',
      signedAs: '王桂芬',
      place,
    })
    await page.getByText('摔倒，已扶起').first().waitFor()
  })

  it('closes it with r, the likely outcome first, and Enter', async () => {
    await key('r')
    const first = page.getByRole('radio').first()
    await first.waitFor()
    expect(await first.evaluate((radio) => radio.parentElement?.textContent)).toContain('服务人员已上门')
    await key('1')
    await eventually('chosen', async () => first.isChecked())
    // From elsewhere in the panel back into the form that is open already.
    await page.locator('[data-key=keep]').focus()
    await key('r')
    await eventually('at what is chosen', () => first.evaluate((radio) => radio === document.activeElement))
    await key('Enter')
    await page.getByText('已办结：服务人员已上门').waitFor()
    await key('Escape')
    await page.getByText('没有待处理的告警').waitFor()
  })

  it('left every step, call and result in the timeline', async () => {
    const types = (await story()).map(({ type, data }) => [type, data.step ?? data.result ?? ''])
    expect(types.filter(([type]) => /alert\.(called|step_done)/.test(String(type)))).toEqual([
      ['alert.step_done', '听力不好，请说慢一点。'],
      ['alert.step_done', '拨打老人电话，报姓名，问怎么了'],
      ['alert.called', 'no_speech'],
      ['alert.called', 'no_answer'],
    ])
  })
})

describe('an alert in hand that is pressed again while it is out of sight', () => {
  const panel = () => page.getByRole('article')

  it('is said and marked until its owner has seen it, and what was half written about it is still there', async () => {
    await button.say('event', { id: 'press-2', type: 'call' })
    await page.getByRole('timer').first().waitFor()
    await key('c')
    const note = panel().getByRole('textbox', { name: '备注' })
    await panel().locator('[data-key=note]').waitFor()
    await key('n')
    await page.keyboard.type('说到一半')
    await key('Escape')
    await key('Escape')
    await panel().waitFor({ state: 'detached' })

    await button.say('event', { id: 'press-3', type: 'call' })
    await page.getByText('王秀英 的一键呼叫又触发，共重复 1 次').waitFor({ state: 'attached' })
    const marked = page.locator('[data-again]')
    await marked.getByText('重复 1 次').waitFor()
    await key('o')
    const again = panel().getByRole('alert').filter({ hasText: '认领后又触发' })
    await again.waitFor()
    expect(await note.inputValue()).toBe('说到一半')
    const other = await page.context().newPage()
    await other.goto(`${hub.http}/queue`)
    await other.locator('[data-again]').waitFor()
    await page.bringToFront()
    await key('v')
    await again.waitFor({ state: 'detached' })
    await marked.waitFor({ state: 'detached' })
    // In every tab, and in one that comes afterwards.
    await other.locator('[data-again]').waitFor({ state: 'detached' })
    await other.reload()
    await other.getByText('重复 1 次', { exact: true }).waitFor()
    expect(await other.locator('[data-again]').count()).toBe(0)
    await other.close()
  })

  it('leaves no row behind that c would take: it takes the one that rings', async () => {
    await resolveFirst()
    await button.say('event', { id: 'press-4', type: 'call' })
    await page.getByRole('timer').first().waitFor()
    await key('c')
    await eventually('the new alert is claimed', async () => (await unresolved())[0]?.state === 'claimed')
    await resolveFirst()
  })

  const unresolved = async () => (await city.administrator.get<{ items: Alert[] }>('/alerts?state=open,claimed')).items
  async function resolveFirst(): Promise<void> {
    const [alert] = await unresolved()
    await city.administrator.post(`/alerts/${alert?.id}/resolve`, { outcome: 'test' })
    await panel().getByText('已办结：测试').waitFor()
    await key('Escape')
    await panel().waitFor({ state: 'detached' })
  }
})

describe('what the keys are', () => {
  it('is shown with ?, and hidden again', async () => {
    await key('?')
    const help = page.getByRole('region', { name: '键盘操作' })
    await help.getByText('接通，无人说话').waitFor()
    await key('Escape')
    await help.waitFor({ state: 'detached' })
  })
})
