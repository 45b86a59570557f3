/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Resident } from '../../server/contract/people.ts'
import { desk, launchBrowser, newPerson, signInContext, signInPage } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
let browser: Browser
let city: SmallCity
let button: TestDevice
let neighboursButton: TestDevice
let first: Page
let second: Page

beforeAll(async () => {
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser()])
  city = await smallCity(hub)
  button = await connectDevice(hub, city.button)
  const neighbour = await city.administrator.post<Resident>('/residents', {
    name: '李建国',
    areaId: city.area.id,
    address: '和平街道 14 号 1-502',
  })
  const device = { id: 'button-2', kind: 'call_button', residentId: neighbour.id }
  neighboursButton = await connectDevice(hub, await city.addDevice(device))
  first = await signedIn('苏晓琳')
  second = await signedIn('陈思远')
})

afterAll(async () => {
  await Promise.all([button?.end(), neighboursButton?.end()])
  await browser?.close()
  await hub?.end()
})

async function signedIn(name: string): Promise<Page> {
  const page = await (await newPerson(browser, desk)).newPage()
  await signInPage(page, hub.http, await city.addStaff('operator', name))
  await live(page)
  return page
}

const live = (page: Page) => page.getByRole('status').getByText('实时', { exact: true }).waitFor()
const rowOf = (page: Page) => page.getByRole('listitem').filter({ hasText: '王秀英' })
const claim = (page: Page) => rowOf(page).getByRole('button', { name: '认领', exact: true }).click()

describe('two operators at two desks', () => {
  it('claim the same alert: one has it, the other is told who', async () => {
    await button.say('event', { id: 'press-1', type: 'call' })
    await rowOf(second).waitFor()

    // The second is first at the button, but last at the hub.
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await second.route('**/claim', async (route) => {
      await held
      await route.continue()
    })
    const asked = second.waitForRequest('**/claim')
    await claim(second)
    await asked
    // No longer than the hub takes to answer: nobody's request waits for ever.
    const answered = first.waitForResponse('**/claim')
    await claim(first)
    await answered
    letGo()
    await rowOf(first).getByText('我', { exact: true }).waitFor()
    await second.getByText('苏晓琳 已先认领').waitFor()
    await rowOf(second).getByText('苏晓琳', { exact: true }).waitFor()
    await second.getByText('苏晓琳 正在处理').waitFor()
    expect(await second.getByRole('button', { name: '认领这条告警' }).count()).toBe(0)
  })

  it('the one who has it gives it back, and the other takes it', async () => {
    await first.getByRole('button', { name: '放回队列' }).click()
    await second.unroute('**/claim')
    await second.getByRole('button', { name: '认领这条告警' }).click()
    await rowOf(first).getByText('陈思远', { exact: true }).waitFor()
  })
})

describe('the hub goes away while an operator looks at the queue', () => {
  it('the page says at once that it is not live, and since when', async () => {
    await second.evaluate(() => {
      document.body.dataset.since = 'before the crash'
    })
    // In another tab of the first somebody else signs in meanwhile.
    await signInContext(first.context(), hub.http, await city.addStaff('operator', '何静'))
    await hub.kill()
    const banner = second.getByRole('alert').filter({ hasText: '与中心失去联系，画面停在断开前' })
    await banner.getByText(/自 \d\d:\d\d:\d\d 起/).waitFor()
    await second.getByRole('status').getByText('已断开', { exact: true }).waitFor()
    await rowOf(second).waitFor()
  })

  it('the hub is back, somebody presses, and it appears by itself, without a reload', async () => {
    await hub.start()
    await neighboursButton.say('event', { id: 'press-after', type: 'call' })
    await second.getByRole('listitem').filter({ hasText: '李建国' }).getByText('紧急', { exact: true }).waitFor()
    await live(second)
    await second.getByText('与中心失去联系').waitFor({ state: 'detached' })
    expect(await second.evaluate(() => document.body.dataset.since)).toBe('before the crash')
  })

  it('a tab whose session has become somebody else loads anew, as theirs', async () => {
    await first.getByRole('button', { name: /何静/ }).waitFor()
    await live(first)
  })
})
