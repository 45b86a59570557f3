import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AreaPolicies } from '../../server/contract/policies.ts'
import { complaintsOf, desk, launchBrowser, newPerson, phone, signInPage } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { type Mailbox, openMailbox } from '../harness/mailbox.ts'
import { atRest, contrastFaultsOf, faultsOf } from './look.ts'

const screenshots = join(import.meta.dirname, '../../screenshots')
let mailbox: Mailbox
let hub: TestHub
let browser: Browser
let city: SmallCity
let button: TestDevice
let supervisor: Page
let first: Page
let second: Page
const faults: string[] = []

beforeAll(async () => {
  mailbox = await openMailbox()
  ;[hub, browser] = await Promise.all([startTestHub({ HUB_SMTP_URL: mailbox.url }), launchBrowser()])
  city = await smallCity(hub)
  await city.administrator.post(`/residents/${city.resident.id}/contacts`, {
    name: '王娜',
    relation: '女儿',
    email: 'na@example.org',
    consent: { alerts: true, readings: true },
  })
  button = await connectDevice(hub, city.button)
  supervisor = await signedIn('supervisor', '方敏')
  first = await signedIn('operator', '陈静')
  second = await signedIn('operator', '陈思远')
  await mkdir(screenshots, { recursive: true })
})
afterAll(async () => {
  await button?.end()
  await browser?.close()
  await hub?.end()
  await mailbox?.close()
})

async function signedIn(role: string, name: string): Promise<Page> {
  const page = await (await newPerson(browser, desk)).newPage()
  await signInPage(page, hub.http, await city.addStaff(role, name))
  complaintsOf(page, (complaint) => complaint.startsWith('thrown') && faults.push(complaint))
  return page
}

/** As it stands, on a desk, a small desk and a phone, by day and by night, in the page's language. */
async function lookAt(page: Page, name: string, widths = [1440, 1024, 390]): Promise<void> {
  for (const width of widths)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: width === 390 ? phone.height : desk.height })
      await page.emulateMedia({ colorScheme })
      await atRest(page)
      const found = colorScheme === 'light' ? await faultsOf(page) : await contrastFaultsOf(page)
      faults.push(...found.map((fault) => `${name} at ${width}, ${colorScheme}: ${fault}`))
      await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}-${width}.png`) })
    }
  await page.setViewportSize(desk)
  await page.emulateMedia({ colorScheme: 'light' })
}

const inMenu = async (page: Page, text: string) => {
  await page.getByRole('button', { name: '我的账号' }).click()
  await page.locator('#account').getByText(text, { exact: true }).click()
}

describe('a supervisor and two operators', () => {
  it('the supervisor edits the policy: the preview warns of whom it would miss, and a bad one is refused at its step', async () => {
    await supervisor.goto(`${hub.http}/admin/policies`)
    await supervisor.getByRole('button', { name: '修改' }).first().click()
    const form = supervisor.getByRole('dialog')
    await form.getByText('没有设置值班电话').waitFor()
    await form.getByText('服务圈内没有服务人员').waitFor()
    await lookAt(supervisor, 'policy-form-zh')
    const seconds = form.getByLabel('收到告警后（秒）')
    await seconds.nth(3).fill('240')
    await form.getByRole('button', { name: '保存' }).click()
    await form
      .getByText(/须在 180 秒内/)
      .first()
      .waitFor()
    await seconds.nth(3).fill('150')
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })
    await supervisor.getByText('本区域第 1 版').waitFor()
    await lookAt(supervisor, 'policies-zh')
  })

  it('an alert says who is told next and when, and says nothing more once somebody has it', async () => {
    // The new version holds for what is received from then on.
    const { items } = await city.administrator.get<AreaPolicies>('/policies')
    const from = Date.parse(items[0]?.from?.effectiveFrom ?? '')
    await eventually('the new version holds', async () => Date.now() >= from)
    await button.say('event', { id: 'press-1', type: 'call' })
    await first.getByRole('listitem').filter({ hasText: '王秀英' }).first().click()
    const countdown = first.getByText('无人接手则通知值班长')
    await countdown.waitFor()
    await first.getByText('2:30 通知').waitFor()
    await lookAt(first, 'countdown-zh')
    await first.getByRole('button', { name: '认领这条告警' }).click()
    await countdown.waitFor({ state: 'detached' })
  })

  it('its owner has the family told at once, with one key, and the story says who wanted that', async () => {
    await first.getByRole('button', { name: '通知全部联系人' }).waitFor()
    await first.keyboard.press('f')
    await first
      .getByRole('status')
      .filter({ hasText: /^\d\d:\d\d 已发出通知$/ })
      .waitFor()
    await first.getByText('陈静 要求通知 王娜').waitFor()
    await expect.poll(() => mailbox.letters.some(({ to }) => to === 'na@example.org'), { timeout: 30_000 }).toBe(true)
    // By the plan as well, where a minute had gone by until somebody claimed it.
    await first.getByText('已通知 王娜').first().waitFor()
    await lookAt(first, 'told-zh', [1440, 390])
  })

  it('nobody can be sent: whoever sent is told on every page, until it is over', async () => {
    await first.getByRole('button', { name: '派最近的人' }).click()
    const told = first.getByRole('alert').filter({ hasText: '无人上门：王秀英' })
    await told.waitFor()
    await first.getByText('中心每分钟再找一次').waitFor()
    await first.getByRole('link', { name: '排班' }).click()
    await told.waitFor()
    await told.getByRole('link').click()
    await first.getByRole('button', { name: '取消工单' }).click()
    await first.getByLabel('取消原因').fill('女儿到了')
    await first.getByRole('button', { name: '取消工单' }).click()
    await told.waitFor({ state: 'detached' })
  })

  it('one operator leaves a note on going, the other reads it on coming; in between the hub says that nobody is there', async () => {
    await inMenu(first, '上岗')
    await second.getByText('你还没有上岗').waitFor()
    await inMenu(first, '下班')
    const leaving = first.getByRole('dialog', { name: '交班下班' })
    await leaving.getByRole('textbox').fill('王秀英下午出院，晚上多留意')
    await leaving.getByRole('button', { name: '下班' }).click()
    await leaving.waitFor({ state: 'hidden' })
    await supervisor
      .getByText(/无人值守/)
      .first()
      .waitFor()
    await expect
      .poll(() => mailbox.letters.some(({ to }) => to.startsWith('supervisor')), { timeout: 30_000 })
      .toBe(true)
    await inMenu(second, '上岗')
    const arriving = second.getByRole('dialog', { name: '接班须知' })
    await arriving.getByText('王秀英下午出院，晚上多留意').waitFor()
    await lookAt(second, 'hand-over-zh')
    await arriving.getByRole('button', { name: '知道了' }).click()
    await supervisor
      .getByText(/无人值守/)
      .first()
      .waitFor({ state: 'detached' })
  })

  it('the supervisor plans a rotation, and the week says where it is thin', async () => {
    await supervisor.goto(`${hub.http}/shifts`)
    await supervisor.getByRole('button', { name: '新增排班' }).click()
    const form = supervisor.getByRole('dialog')
    await form.getByLabel('人员').first().click()
    await supervisor.getByRole('option', { name: '陈静' }).click()
    for (const day of await form.getByRole('checkbox').all()) await day.check()
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })
    await supervisor.getByRole('spinbutton', { name: '9 时', exact: true }).fill('2')
    const save = supervisor.getByRole('button', { name: '保存' })
    await save.click()
    await save.waitFor({ state: 'detached' })
    await supervisor.getByRole('button', { name: '下一周' }).click()
    await supervisor.getByText('缺人').first().waitFor()
    await supervisor.getByText('08:00–16:00', { exact: true }).first().waitFor()
    await lookAt(supervisor, 'shifts-zh')
  })

  it('somebody is ill for one shift and somebody else takes it over; the rotation goes on otherwise from a day on', async () => {
    const shift = supervisor.getByRole('button', { name: /^陈静/ }).first()
    const form = supervisor.getByRole('dialog')
    await shift.click()
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })
    await supervisor.getByRole('button', { name: /陈静 病假/ }).click()
    await form.getByLabel('谁来顶班').first().click()
    await supervisor.getByRole('option', { name: '陈思远' }).click()
    await lookAt(supervisor, 'shift-change-zh', [1440, 390])
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })
    await supervisor.getByRole('button', { name: /陈思远 顶 陈静/ }).waitFor()

    await supervisor.getByRole('button', { name: '修改' }).click()
    await form.getByLabel('从', { exact: true }).fill('10:00')
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })
    await supervisor.getByText('10:00–16:00', { exact: true }).first().waitFor()
    // Taken over it stays, with the hours it now has.
    await supervisor.getByRole('button', { name: /陈思远\s*10:00–16:00\s*陈思远 顶 陈静/ }).waitFor()
  })

  it('reads the same in English, and nothing was found wrong with any of it', async () => {
    await supervisor.evaluate(() => localStorage.setItem('carebell-language', 'en'))
    await supervisor.goto(`${hub.http}/shifts`)
    await supervisor.getByRole('heading', { name: 'On shift now' }).waitFor()
    await lookAt(supervisor, 'shifts-en', [1440, 390])
    await supervisor.goto(`${hub.http}/admin/policies`)
    await supervisor.getByRole('button', { name: 'Edit' }).first().click()
    await supervisor.getByText('no duty number is set').waitFor()
    await lookAt(supervisor, 'policy-form-en', [1440, 390])
    expect(faults, `\n${faults.join('\n')}\n`).toEqual([])
  })
})
