import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device, DeviceWithSecret } from '../../server/contract/devices.ts'
import type { Area, Resident } from '../../server/contract/people.ts'
import type { PersonVisits } from '../../server/contract/visits.ts'
import { complaintsOf, desk, launchBrowser, newPerson, phone, signInContext } from '../harness/browser.ts'
import { type Client, enterStaff, signIn } from '../harness/client.ts'
import { connectDevice, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { isFocused } from './focus.ts'
import { atRest, faultsOf, widthFaultsOf } from './look.ts'

const pictures = join(import.meta.dirname, '../../screenshots')
/** A picture of one dot. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const supervisor = { email: 'supervisor@example.org', password: 'password of the supervisor' }

let hub: TestHub
let browser: Browser
let administrator: Client
let resident: Resident
let button: TestDevice

beforeAll(async () => {
  await mkdir(pictures, { recursive: true })
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser()])
  administrator = await signIn(hub.http)
  const { items } = await administrator.get<{ items: Area[] }>('/areas')
  const areaId = items[0]?.id ?? ''
  await enterStaff(hub.http, administrator, { ...supervisor, name: '周敏', role: 'supervisor', areaId })
  resident = await administrator.post<Resident>('/residents', {
    name: '王秀英',
    areaId,
    address: '南京西路 1 号',
    phone: '021 6345 1122',
    bornOn: '1938-02-28',
    livesAlone: true,
    conditions: ['高血压'],
    instructions: '听力不好，多响几声',
  })
  await administrator.post(`/residents/${resident.id}/contacts`, {
    name: '王娜',
    relation: '女儿',
    phone: '13900000001',
  })
  const { secret } = await administrator.post<DeviceWithSecret>('/devices', {
    id: 'k3-1',
    kind: 'call_button',
    power: 'mains',
    location: '客厅',
    // Missed three times it is offline: after fifteen seconds.
    beatSeconds: 5,
    residentId: resident.id,
  })
  button = await connectDevice(hub, { id: 'k3-1', secret })
  await button.say('state', { online: true, firmware: '1.0.9', battery: 84, mains: true })
})
afterAll(async () => {
  await button?.end()
  await browser?.close()
  await hub?.end()
})

describe('one place for a person', () => {
  const faults: string[] = []
  const look = async (page: Page, name: string) => {
    for (const [width, size] of [
      [1440, desk],
      [1024, { ...desk, width: 1024 }],
      [390, phone],
    ] as const) {
      await page.setViewportSize(size)
      await atRest(page)
      const found = width === 1024 ? await widthFaultsOf(page) : await faultsOf(page)
      faults.push(...found.map((fault) => `${name} at ${width}: ${fault}`))
      await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true })
    }
    await page.setViewportSize(desk)
  }

  it('tells whether they are protected, who changed what, and lets nobody overwrite the other', async () => {
    const context = await newPerson(browser, desk)
    await signInContext(context, hub.http, supervisor)
    const page = await context.newPage()
    // The refusal of the second edit is what is looked for.
    complaintsOf(page, (complaint) => complaint.includes('409') || faults.push(complaint))
    await page.goto(`${hub.http}/residents/${resident.id}`)
    const coverage = page.getByRole('region', { name: '现在有保障吗' })
    await coverage.getByText('部分有保障').waitFor()
    await coverage.getByText('呼救设备在线').waitFor()

    await page.getByRole('button', { name: '修改档案' }).click()
    await page.getByRole('textbox', { name: '地址' }).fill('南京西路 2 号')
    // What she takes is not on the screen until it is asked for.
    const ask = page.getByRole('button', { name: '修改病史与用药', exact: false })
    const medication = page.getByRole('textbox', { name: '服药时间' })
    await ask.click()
    await medication.fill('8:00 氨氯地平')
    await look(page, 'person-edit-zh')
    await administrator.patch(`/residents/${resident.id}`, { phone: '021 6345 9999' })
    await page.getByRole('button', { name: '保存档案' }).click()
    await page.getByText('这期间已有人修改，请先看看新的内容再保存。', { exact: true }).waitFor()
    const kept = await administrator.get<Resident>(`/residents/${resident.id}`)
    expect(kept).toMatchObject({ address: '南京西路 1 号', phone: '021 6345 9999' })
    await page.getByRole('button', { name: '查看新的内容' }).click()
    await page.getByRole('button', { name: '修改档案' }).click()
    await ask.click()
    await medication.fill('8:00 氨氯地平')
    await page.getByRole('button', { name: '保存档案' }).click()
    await page.getByRole('button', { name: '修改档案' }).waitFor()
    expect(await page.getByText('高血压').count()).toBe(0)
    await page.getByRole('button', { name: '查看病史与用药' }).press('Enter')
    await page.getByText('08:00 氨氯地平').waitFor()
    await page.getByText('高血压').waitFor()
    await page.getByText('周敏 查看了病史与用药').first().waitFor()
    await page.getByText('手中没有告警或工单').first().waitFor()
    await page.getByRole('button', { name: '谁改过档案' }).click()
    await page.getByText('021 6345 9999').first().waitFor()
    await page.locator('ins').getByText('中文', { exact: true }).waitFor()

    await page.getByRole('textbox', { name: '给这位老人写备注' }).fill('女儿周末来')
    await page.getByRole('button', { name: '记下' }).click()
    await page.getByText('女儿周末来').first().waitFor()
    await page.getByRole('button', { name: '已服药' }).click()
    await page.getByText('记录：已服药', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: '备注', exact: true }).click()
    await page.getByText('记录：已服药', { exact: false }).first().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '备注', exact: true }).click()

    const visits = page.locator('section').filter({ has: page.getByRole('heading', { name: '探访与服务' }) })
    await visits.getByText('至少每周探访一次', { exact: false }).waitFor()
    await visits.getByRole('button', { name: '安排服务' }).click()
    const form = visits.getByRole('form', { name: '安排服务' })
    await form.getByLabel('服务', { exact: true }).selectOption('bathing')
    await form.getByLabel('第一次').fill(new Date().toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' }))
    await form.getByLabel('约定时间').fill('23:00')
    await form.getByLabel('老人希望的时间').fill('晚饭后')
    await look(page, 'person-plan-zh')
    await form.getByRole('button', { name: '保存安排' }).click()
    await visits.getByRole('link', { name: '助浴' }).waitFor()

    // One turn at another time, by keys alone; the plan stays.
    const move = visits.getByRole('button', { name: /^改期 助浴/ })
    await move.press('Enter')
    const moving = visits.getByRole('form', { name: /^改期：助浴/ })
    await isFocused(page, moving.getByLabel('改到'))
    const inDays = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' })
    await moving.getByLabel('改到').fill(inDays(3))
    await moving.getByLabel('约定时间').fill('15:00')
    await moving.getByLabel('原因').focus()
    await page.keyboard.type('女儿那天来')
    await look(page, 'person-move-zh')
    await moving.getByLabel('原因').press('Enter')
    await visits.getByText('（原定', { exact: false }).waitFor()
    await isFocused(page, move)
    await page
      .getByText(/^周敏 改期：/)
      .first()
      .waitFor()
    await visits.getByText('约定 23:00', { exact: false }).waitFor()

    // A colleague moves it while the form is open: it stays about what was looked at, and leads to what is new.
    const { tickets } = await administrator.get<PersonVisits>(`/residents/${resident.id}/visits`)
    const turn = tickets.find(({ plan }) => plan !== null)?.plan
    await move.press('Enter')
    await moving.getByLabel('原因').fill('同一天晚些')
    await administrator.post(`/residents/${resident.id}/plans/${turn?.id}/turns/${turn?.turn}/move`, {
      to: inDays(4),
      agreed: '16:00',
      reason: '护理员没空',
    })
    await page
      .getByText(/^管理员 改期：/)
      .first()
      .waitFor()
    await moving.getByLabel('约定时间').fill('17:00')
    await moving.getByLabel('原因').press('Enter')
    await moving.getByRole('button', { name: '查看新的内容' }).click()
    await moving.waitFor({ state: 'detached' })
    await visits.getByText('16:00', { exact: false }).waitFor()

    await visits.getByRole('button', { name: '结束 助浴' }).click()
    const ending = visits.getByRole('form', { name: '结束安排：助浴' })
    await ending.getByText('将取消 1 张工单', { exact: false }).waitFor()
    await ending.getByLabel('原因').fill('女儿来照顾')
    await ending.getByRole('button', { name: '结束安排' }).click()
    await visits.getByText('已结束的安排', { exact: false }).click()
    await visits.getByText('女儿来照顾', { exact: false }).waitFor()

    await page.getByRole('button', { name: '添加联系人' }).click()
    const contact = page.getByRole('form', { name: '添加联系人' })
    await contact.getByLabel('姓名').fill('王强')
    await contact.getByLabel('电话').fill('13900000002')
    await contact.getByRole('button', { name: '保存联系人' }).click()
    await page.getByRole('button', { name: '更早通知 王强' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('王强 现在第 1 个通知').waitFor()
    await page
      .locator('button:focus')
      .and(page.getByRole('button', { name: '更早通知 王强' }))
      .waitFor()
    await page.getByRole('button', { name: '修改 王强' }).click()
    const changing = page.getByRole('form', { name: '修改 王强' })
    await changing.getByLabel('老人同意告警时通知').uncheck()
    await changing.getByRole('button', { name: '保存联系人' }).click()
    await page.getByText('未同意通知').waitFor()

    const documents = page.locator('section').filter({ has: page.getByRole('heading', { name: '文件', exact: true }) })
    await documents.getByRole('button', { name: '上传文件' }).click()
    await documents
      .getByLabel('文件（', { exact: false })
      .setInputFiles({ name: '家门.png', mimeType: 'image/png', buffer: dot })
    await documents.getByLabel('种类').selectOption('door_photo')
    await documents.getByRole('button', { name: '上传', exact: true }).click()
    await documents.getByRole('button', { name: '查看 家门' }).click()
    await documents.getByRole('img', { name: '家门' }).waitFor()
    await page.getByText('查看了文件', { exact: false }).first().waitFor()

    await page.getByRole('combobox', { name: '开始维护' }).selectOption('4')
    await coverage.getByText('家中设备都在维护').waitFor()
    await look(page, 'person-maintenance-zh')
    expect((await administrator.get<Device>('/devices/k3-1')).maintenanceUntil).not.toBeNull()
    await page.getByRole('button', { name: '结束维护' }).click()
    await coverage.getByText('部分有保障').waitFor()

    await page.getByRole('link', { name: '老人', exact: true }).click()
    await page.getByRole('link', { name: '无保障' }).click()
    const unprotected = page.getByRole('region', { name: '现在没有保障的老人' })
    await unprotected.getByRole('button', { name: '没有坐席在屏幕前', exact: false }).click()
    await unprotected.getByRole('link', { name: '王秀英' }).waitFor()
    await look(page, 'unprotected-zh')
    await page.getByRole('link', { name: '探访逾期' }).click()
    await page.getByText('没有逾期的探访').waitFor()
    await page.goBack()
    await unprotected.getByRole('link', { name: '王秀英' }).click()

    await button.end()
    await coverage.getByText('没有保障').waitFor({ timeout: 60_000 })
    await coverage.getByText('家中设备全部离线', { exact: false }).waitFor()
    await page.locator('[data-is="offline"]').waitFor()
    await look(page, 'person-zh')
    await context.close()
    expect(faults, `\n${faults.join('\n')}\n`).toEqual([])
  })

  it('shows what a bed measured for whom it was before, and on the page of the next person none of it', async () => {
    const seen = faults.length
    const { secret } = await administrator.post<DeviceWithSecret>('/devices', {
      ...{ id: 'bed-of-both', kind: 'bed', power: 'mains', residentId: resident.id },
    })
    const bed = await connectDevice(hub, { id: 'bed-of-both', secret })
    const minutes = Array.from({ length: 60 }, (_, i) => Date.now() - (65 - i) * 60_000)
    await bed.say(
      'telemetry',
      minutes.map((at) => ({ at, values: { heart_rate: 58 + (at % 7), respiratory_rate: 14, in_bed: true } })),
    )
    const { areaId } = resident
    const next = await administrator.post<Resident>('/residents', { name: '李秀兰', areaId, address: '三号' })
    await administrator.patch('/devices/bed-of-both', { residentId: next.id })
    await bed.end()

    const context = await newPerson(browser, desk)
    await signInContext(context, hub.http, supervisor)
    const page = await context.newPage()
    complaintsOf(page, (complaint) => faults.push(complaint))
    await page.goto(`${hub.http}/residents/${resident.id}`)
    await page.getByText('以前的设备（1）').press('Enter')
    await page.getByRole('button', { name: '看当时的读数' }).press('Enter')
    const chart = page.getByRole('region', { name: /bed-of-both/ })
    await chart.getByText('24 小时').click()
    await chart.getByText('心率平均每分钟', { exact: false }).first().waitFor()
    await look(page, 'person-before-zh')
    const other = await context.newPage()
    await other.route('**/devices-before', (route) => route.abort())
    await other.goto(`${hub.http}/residents/${resident.id}`)
    const unanswered = other.getByRole('alert').getByRole('button', { name: '重试' })
    await unanswered.waitFor()
    await other.unroute('**/devices-before')
    await unanswered.press('Enter')
    await other.getByText('以前的设备（1）').waitFor()
    await other.close()
    await page.bringToFront()
    const before = page.waitForResponse(/devices-before/)
    await page.goto(`${hub.http}/residents/${next.id}`)
    await (await before).finished()
    await page.getByText('bed-of-both', { exact: false }).first().waitFor()
    await atRest(page) // what was answered is on the page
    expect(await page.getByText('以前的设备', { exact: false }).count()).toBe(0)
    await context.close()
    expect(faults.slice(seen), `\n${faults.slice(seen).join('\n')}\n`).toEqual([])
  })

  it('says it in English too', async () => {
    const seen = faults.length
    const context = await newPerson(browser, { ...desk, language: 'en' })
    await signInContext(context, hub.http, supervisor)
    const page = await context.newPage()
    complaintsOf(page, (complaint) => faults.push(complaint))
    await page.goto(`${hub.http}/residents/${resident.id}`)
    await page.getByRole('region', { name: 'Protected now?' }).getByText('No', { exact: true }).waitFor()
    await look(page, 'person-en')
    await context.close()
    expect(faults.slice(seen), `\n${faults.slice(seen).join('\n')}\n`).toEqual([])
  })
})
