/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { complaintsOf, desk, launchBrowser, newPerson, signInPage } from '../harness/browser.ts'
import { connectDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { type Mailbox, openMailbox } from '../harness/mailbox.ts'
import { atRest, faultsOf } from './look.ts'

/**
 * A small station on the day its machine arrives: nobody but the one who started it, and a browser. One story, because
 * each step stands on the last: what the hub printed, areas, people, Excel files, a device, and the first call.
 */
let hub: TestHub
let browser: Browser
let mailbox: Mailbox
let page: Page
const complaints: string[] = []
const ownPassword = '安铃驿站的管理员 2026'

beforeAll(async () => {
  mailbox = await openMailbox()
  // Empty counts as not set: the first administrator's password is made and printed.
  ;[hub, browser] = await Promise.all([
    startTestHub({ HUB_ADMIN_PASSWORD: '', HUB_SMTP_URL: mailbox.url }),
    launchBrowser(),
  ])
  page = await (await newPerson(browser, desk)).newPage()
  complaintsOf(page, (complaint) => complaints.push(complaint))
})
afterAll(async () => {
  await browser?.close()
  await hub?.end()
  await mailbox?.close()
})

const noFaults = async (of: Page = page) => {
  await atRest(of)
  expect(await faultsOf(of)).toEqual([])
}
const setPassword = async (of: Page, first: string, own: string) => {
  await of.getByRole('heading', { name: '设置新密码' }).waitFor()
  await of.getByRole('textbox', { name: '初始密码' }).fill(first)
  await of.getByRole('textbox', { name: '新密码', exact: true }).fill(own)
  await of.getByRole('textbox', { name: '再输一次新密码' }).fill(own)
  await of.getByRole('button', { name: '保存新密码' }).click()
  await of.waitForURL((url) => url.pathname !== '/password')
}
const guide = () => page.getByRole('region', { name: '开始使用' })
const left = (count: number) => guide().getByText(`还有 ${count} 步`).waitFor()
const section = (name: string) => page.getByRole('navigation', { name: '管理' }).getByRole('link', { name }).click()
const drawer = () => page.getByRole('dialog')

/** A file as Excel in China saves it: GBK. Node writes no GBK, so the characters it is made of stand here. */
const gbkOf = (text: string): Buffer =>
  Buffer.concat(
    [...text].map((character) => {
      const bytes = gbk.get(character) ?? Buffer.from(character)
      if (bytes.length > 2) throw new Error(`no bytes for ${character}`)
      return bytes
    }),
  )
const gbk = new Map<string, Buffer>(
  Object.entries({
    姓: 'd0d5',
    名: 'c3fb',
    地: 'b5d8',
    址: 'd6b7',
    电: 'b5e7',
    话: 'bbb0',
    出: 'b3f6',
    生: 'c9fa',
    日: 'c8d5',
    期: 'c6da',
    王: 'cdf5',
    桂: 'b9f0',
    芬: 'b7d2',
    永: 'd3c0',
    安: 'b0b2',
    里: 'c0ef',
    号: 'bac5',
    序: 'd0f2',
    年: 'c4ea',
    老: 'c0cf',
    人: 'c8cb',
  }).map(([character, bytes]) => [character, Buffer.from(bytes, 'hex')]),
)
const csv = (name: string, buffer: Buffer) => ({ name, mimeType: 'text/csv', buffer })

it('a station is set up from nothing in the browser alone, up to its first call', { timeout: 150_000 }, async () => {
  const printed = /password\s+(\S+)/i.exec(hub.output())?.[1] ?? ''
  await signInPage(page, hub.http, { email: 'admin@example.org', password: printed })
  await setPassword(page, printed, ownPassword)
  await left(5)
  await noFaults()

  // Its own name.
  await guide().getByRole('link', { name: '去做：区域' }).click()
  await page.getByRole('button', { name: '示范城市', exact: true }).click()
  await drawer().getByRole('textbox', { name: '名称' }).fill('永安里驿站')
  await drawer().getByRole('button', { name: '保存' }).click()
  await left(4)

  // Who answers, with a first password that is told to her.
  await section('人员')
  await page.getByRole('button', { name: '新增人员' }).click()
  await drawer().getByRole('textbox', { name: '姓名' }).fill('苏晓琳')
  await drawer().getByRole('combobox', { name: '角色' }).click()
  await page.getByRole('option', { name: '坐席' }).click()
  await drawer().getByRole('textbox', { name: '邮箱' }).fill('su@example.org')
  await drawer().getByRole('button', { name: '保存' }).click()
  const first = await drawer().locator('output').innerText()
  await noFaults()
  await drawer().getByRole('button', { name: '已告知，完成' }).click()
  await guide().getByText('已新增 1 人，等其中一人首次登录。').waitFor()
  const operator = await (await newPerson(browser, desk)).newPage()
  // There is no telephone here, and what Chromium asks about one takes the next click away.
  await operator.addInitScript(() => {
    document.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('a[href^="tel:"]')) event.preventDefault()
    })
  })
  await signInPage(operator, hub.http, { email: 'su@example.org', password: first })
  await setPassword(operator, first, '我自己的密码，又长又好记')
  await operator.waitForURL(/\/queue/)
  await left(3)

  // Residents from Excel: looked at, put right, imported.
  await section('老人')
  await page.getByRole('button', { name: '导入老人' }).click()
  const file = drawer().locator('input[type=file]')
  const rows = (born: string) => gbkOf(`序号;姓名;地址;电话;出生日期\r\n1;王桂芬;永安里 3 号;138 0000 1111;${born}\r\n`)
  await file.setInputFiles(csv('老人.csv', rows('1941年')))
  await drawer().getByRole('cell', { name: '不认识这一列' }).waitFor()
  await drawer().getByRole('checkbox', { name: '不导入这些列：序号' }).check()
  await drawer()
    .getByRole('row', { name: /^2 出生日期 1941年 日期要有年月日/ })
    .waitFor()
  await noFaults()
  await file.setInputFiles(csv('老人.csv', rows('1941/3/2')))
  await drawer().getByRole('checkbox', { name: '不导入这些列：序号' }).check()
  await drawer().getByText('读到 1 行（GBK，分号分隔）。').waitFor()
  await drawer().getByRole('button', { name: '导入 1 行' }).click()
  await drawer().getByText('已导入 1 条。').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '王桂芬' }).waitFor()

  // Whom to tell, pasted from a table.
  await page.getByRole('button', { name: '导入联系人' }).click()
  await drawer()
    .getByRole('textbox', { name: '或把表格内容粘贴在这里' })
    .fill('老人\t联系人\t关系\t电话\n王桂芬\t李娜\t女儿\t139 0000 2222')
  await drawer().getByRole('button', { name: '检查' }).click()
  await drawer().getByRole('button', { name: '导入 1 行' }).click()
  await drawer().getByText('已导入 1 条。').waitFor()
  await page.keyboard.press('Escape')

  // A device, and its test press as it comes.
  await section('设备')
  await page.getByRole('button', { name: '新增设备' }).click()
  await drawer().getByRole('textbox', { name: '设备编号' }).fill('K3-118')
  await drawer().getByRole('combobox', { name: '老人' }).click()
  await page.getByRole('option', { name: /王桂芬/ }).click()
  await drawer().getByRole('button', { name: '保存' }).click()
  const secret = await drawer().locator('output').innerText()
  const device = await connectDevice(hub, { id: 'K3-118', secret })
  await device.say('event', { id: 'first', type: 'test' })
  await drawer().getByText('这台设备可以使用了。').waitFor()
  await drawer().getByRole('button', { name: '完成' }).click()
  await page.getByText('准备好了：现在按下设备，告警台就会响。').waitFor()
  await noFaults()

  // Will e-mail arrive?
  await section('版本与状态')
  await page.getByRole('button', { name: '发送测试邮件' }).click()
  await page.getByText(/邮件服务器已收下：250/).waitFor()
  expect(mailbox.letters.map(({ to }) => to)).toEqual(['admin@example.org'])
  expect(await guide().count()).toBe(0)

  // The first call reaches who answers; an ambulance is called, and a slip at the end is put right.
  await device.say('event', { id: 'real', type: 'call' })
  await operator.getByRole('listitem').filter({ hasText: '王桂芬' }).getByRole('button', { name: '认领' }).click()
  // Once all of the panel is there: what is pressed stays where it is.
  await operator.getByRole('button', { name: '李娜' }).waitFor()
  await operator.getByRole('link', { name: '拨打 120 急救' }).click()
  await operator.getByText(/地址是永安里驿站 永安里 3 号。王桂芬，\d+ 岁。/).waitFor()
  await operator.getByRole('group', { name: '急救、消防、报警' }).getByRole('button', { name: '已接通' }).click()
  await operator.getByText('苏晓琳 拨打120：已接通').waitFor()
  await noFaults(operator)
  await operator.getByRole('button', { name: '办结', exact: true }).click()
  await operator.getByRole('radio', { name: '误报' }).check()
  await operator.getByRole('button', { name: '确认办结' }).click()
  await operator.getByRole('button', { name: '更正结果' }).click()
  await operator.getByRole('combobox', { name: '正确的结果' }).click()
  await operator.getByRole('option', { name: '已转 120 急救' }).click()
  await operator.getByRole('textbox', { name: '为什么更正' }).fill('点错了')
  await noFaults(operator)
  await operator.getByRole('button', { name: '保存更正' }).click()
  await operator.getByText('苏晓琳 更正结果：误报 改为 已转 120 急救').waitFor()
  await device.end()
  expect(complaints).toEqual([])
})
