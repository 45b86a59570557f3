import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '../../server/contract/devices.ts'
import type { MessageTemplate } from '../../server/contract/message-templates.ts'
import { complaintsOf, desk, launchBrowser, newPerson, signInContext } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice } from '../harness/device.ts'
import { admin, startTestHub, type TestHub } from '../harness/hub.ts'
import { atRest, faultsOf } from './look.ts'

let hub: TestHub
let browser: Browser
let city: SmallCity
let context: BrowserContext
const complaints: string[] = []

beforeAll(async () => {
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser()])
  city = await smallCity(hub)
  context = await newPerson(browser, desk)
  await signInContext(context, hub.http, admin)
})
afterAll(async () => {
  await browser?.close()
  await hub?.end()
})

async function opened(section: string): Promise<Page> {
  const page = await context.newPage()
  complaintsOf(page, (complaint) => complaints.push(complaint))
  await page.goto(`${hub.http}/admin/${section}`)
  return page
}
const noFaults = async (page: Page) => {
  await atRest(page)
  expect(await faultsOf(page)).toEqual([])
}

describe('administration without a shell', () => {
  it('a scanned device is added, and its test press is seen as it comes', async () => {
    const page = await opened('devices')
    await page.getByRole('button', { name: '新增设备' }).click()
    // A hand scanner types and presses enter.
    await page.getByLabel('扫描设备二维码').fill('carebell:device?id=K3-900&kind=call_button&model=K3')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog')
    expect(await drawer.getByRole('textbox', { name: '设备编号' }).inputValue()).toBe('K3-900')
    await drawer.getByRole('combobox', { name: '老人' }).click()
    await page.getByRole('option', { name: /王秀英/ }).click()
    await noFaults(page)
    await drawer.getByRole('button', { name: '保存' }).click()

    const secret = await drawer.locator('output').innerText()
    await drawer.getByText('等待设备接通中心').waitFor()
    await noFaults(page)
    const device = await connectDevice(hub, { id: 'K3-900', secret })
    await drawer.getByText('设备已接通').waitFor()
    await device.say('event', { id: 'first', type: 'test' })
    await drawer.getByText(/收到测试/).waitFor()
    await drawer.getByText('这台设备可以使用了。').waitFor()
    await device.end()
    await drawer.getByRole('button', { name: '完成' }).click()
    await page.close()
  })

  it('a swapped device is replaced in one go, and found among the retired', async () => {
    await city.addDevice({ id: 'old-1', kind: 'call_button', location: '床头' })
    const page = await opened('devices')
    await page.getByRole('button', { name: 'old-1' }).click()
    await page.getByRole('button', { name: '更换设备' }).click()
    await page.getByLabel('扫描设备二维码').fill('new-1')
    await page.keyboard.press('Enter')
    await noFaults(page)
    await page.getByRole('button', { name: '更换', exact: true }).click()
    await page.getByText('等待设备接通中心').waitFor()
    await page.getByRole('button', { name: '稍后再试' }).click()
    await page.getByRole('button', { name: 'new-1' }).waitFor()
    await page.getByLabel('已停用的').check()
    await page.getByRole('button', { name: 'old-1' }).click()
    await page.getByText('由 new-1 接替。').waitFor()
    const fresh = await city.administrator.get<Device>('/devices/new-1')
    expect(fresh).toMatchObject({ residentId: city.resident.id, location: '床头' })
    await page.goto(`${hub.http}/residents/${city.resident.id}`)
    await page.getByText(/用 new-1 换下了 old-1/).waitFor()
    await page.close()
  })

  it('labels say what a scanner reads back', async () => {
    const page = await opened('devices')
    await page.getByRole('button', { name: '打印标签' }).click()
    await page.getByRole('img', { name: 'K3-900' }).waitFor()
    await noFaults(page)
    await page.close()
  })

  it('a text is written, shown as it reads, refused with its reason, and given back', async () => {
    const page = await opened('templates')
    await page.getByRole('button', { name: '有告警，还没人接手 · 中文' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('标题').fill('请马上看看{{resident}}')
    await drawer.getByText('请马上看看王秀英').waitFor()
    await noFaults(page)
    await drawer.getByRole('button', { name: '保存' }).click()
    await page.getByText('请马上看看‹老人›', { exact: true }).waitFor()
    const { items } = await city.administrator.get<{ items: MessageTemplate[] }>('/message-texts')
    expect(items.find(({ about, language }) => about === 'unclaimed' && language === 'zh')?.text.subject).toBe(
      '请马上看看{{resident}}',
    )

    await page.getByRole('button', { name: '有告警，还没人接手 · 中文' }).click()
    await drawer.getByRole('button', { name: '改回自带的文本' }).click()
    await drawer.getByRole('button', { name: '再按一次，改回自带的文本' }).click()
    await page.getByText('【安铃】‹老人›：‹发生了什么›，请留意').waitFor()
    expect(complaints).toEqual([])

    // The hub refuses what it does not know, and says which.
    await page.getByRole('button', { name: '有告警，还没人接手 · 中文' }).click()
    await drawer.getByLabel('正文').fill('{{patient}}')
    await drawer.getByText(/placeholder patient/).waitFor()
    complaints.length = 0
    await page.close()
  })

  it('a backup is made by pressing a button', async () => {
    const page = await opened('backups')
    await page.getByRole('button', { name: '立即备份' }).click()
    await page.getByRole('link', { name: '下载' }).first().waitFor({ timeout: 60_000 })
    await noFaults(page)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('maintenance is given to somebody who can, from the list', async () => {
    const { staff } = await city.addStaff('worker', '马丽')
    await city.administrator.patch(`/staff/${staff.id}`, { skills: ['maintenance'] })
    const device = await connectDevice(hub, city.button)
    await device.say('state', { online: true, battery: 9 })
    await device.end()
    const page = await context.newPage()
    await page.goto(`${hub.http}/tickets?kind=maintenance`)
    await page.getByRole('link', { name: '设备维护' }).first().click()
    await page.getByRole('button', { name: '派给服务人员' }).click()
    await noFaults(page)
    await page.getByRole('button', { name: '派给', exact: true }).click()
    await page.locator('dl').getByText('已派，待接单').waitFor()
    await page.close()
  })
})
