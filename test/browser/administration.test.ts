import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '../../server/contract/devices.ts'
import type { MessageTemplate } from '../../server/contract/message-templates.ts'
import type { Resident } from '../../server/contract/people.ts'
import { complaintsOf, desk, launchBrowser, newPerson, signInContext } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually } from '../harness/device.ts'
import { admin, startTestHub, type TestHub } from '../harness/hub.ts'
import { isFocused, pressAt, tabTo } from './focus.ts'
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

  it('a swapped device is replaced in one go and retired in the end, by keys alone', async () => {
    await city.addDevice({ id: 'old-1', kind: 'call_button', location: '床头' })
    const page = await opened('devices')
    const rowOf = (id: string) => page.getByRole('button', { name: id, exact: true })
    const drawer = page.getByRole('dialog')
    await pressAt(page, rowOf('old-1'))
    await pressAt(page, drawer.getByRole('button', { name: '更换设备' }))
    await tabTo(page, drawer.getByLabel('扫描设备二维码'))
    await page.keyboard.type('new-1')
    await page.keyboard.press('Enter')
    await noFaults(page)
    await pressAt(page, drawer.getByRole('button', { name: '更换', exact: true }))
    await drawer.getByText('等待设备接通中心').waitFor()
    await pressAt(page, drawer.getByRole('button', { name: '稍后再试' }))
    await drawer.waitFor({ state: 'detached' })
    await pressAt(page, page.getByLabel('已停用的'), 'Space')
    await pressAt(page, rowOf('old-1'))
    await drawer.getByText('由 new-1 接替。').waitFor()
    await page.keyboard.press('Escape')
    await isFocused(page, rowOf('old-1'))
    const fresh = await city.administrator.get<Device>('/devices/new-1')
    expect(fresh).toMatchObject({ residentId: city.resident.id, location: '床头' })
    await page.goto(`${hub.http}/residents/${city.resident.id}`)
    await page.getByText(/用 new-1 换下了 old-1/).waitFor()

    await page.goto(`${hub.http}/admin/devices`)
    await pressAt(page, rowOf('new-1'))
    await pressAt(page, drawer.getByRole('button', { name: '停用这台设备' }))
    const sure = drawer.getByRole('button', { name: /再按一次确认/ })
    await isFocused(page, sure)
    await page.keyboard.press('Enter')
    await drawer.waitFor({ state: 'detached' })
    await rowOf('new-1').waitFor({ state: 'detached' })
    expect((await city.administrator.get<Device>('/devices/new-1')).retiredAt).not.toBeNull()
    // The focus is on the page and not lost with the row.
    await pressAt(page, page.getByRole('button', { name: '打印标签' }))
    await page.getByRole('img', { name: 'K3-900' }).waitFor()
    await page.close()
  })

  it('people are imported, and one of them put right, by keys alone', async () => {
    const page = await opened('residents')
    const drawer = page.getByRole('dialog')
    const open = page.getByRole('button', { name: '导入老人' })
    await pressAt(page, open)
    await tabTo(page, drawer.getByRole('textbox', { name: '或把表格内容粘贴在这里' }))
    await page.keyboard.insertText('姓名,地址,留守\n李建国,和平街道 14 号,是')
    await pressAt(page, drawer.getByRole('button', { name: '检查' }))
    await pressAt(page, drawer.getByRole('button', { name: '导入 1 行' }))
    await drawer.getByText('已导入 1 条。').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await isFocused(page, open)

    await pressAt(page, page.getByRole('button', { name: '李建国' }))
    const leftBehind = drawer.getByRole('checkbox', { name: '留守（家人不在身边）' })
    await tabTo(page, leftBehind)
    expect(await leftBehind.isChecked()).toBe(true)
    await noFaults(page)
    await page.keyboard.press('Space')
    await pressAt(page, drawer.getByRole('button', { name: '保存' }))
    await drawer.waitFor({ state: 'detached' })
    const { items } = await city.administrator.get<{ items: Resident[] }>(
      `/residents?q=${encodeURIComponent('李建国')}`,
    )
    expect(items).toMatchObject([{ leftBehind: false, address: '和平街道 14 号' }])
    await page.close()
  })

  it('what nobody could read is looked at, and read again, by keys alone', async () => {
    const device = await connectDevice(hub, city.button)
    await device.say('event', '{"id":"half a mess')
    await device.end()
    // That it still can't be read is what is answered.
    const page = await context.newPage()
    await page.goto(`${hub.http}/admin/quarantine`)
    await pressAt(page, page.locator('summary').first())
    await page.getByText('half a mess').waitFor()
    await pressAt(page, page.getByRole('button', { name: '再读一次' }))
    await page.getByRole('alert').waitFor()
    await isFocused(page, page.getByRole('button', { name: '再读一次' }))
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
    await eventually('the ticket', async () => {
      const { items } = await city.administrator.get<{ items: object[] }>('/tickets?kind=maintenance')
      return items[0]
    })
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
