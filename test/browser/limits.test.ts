import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../server/contract/alerts.ts'
import type { DeviceWithSecret } from '../../server/contract/devices.ts'
import type { LimitsNow } from '../../server/contract/limits.ts'
import type { Area, Resident } from '../../server/contract/people.ts'
import { complaintsOf, desk, launchBrowser, newPerson, phone, signInContext } from '../harness/browser.ts'
import { type Client, enterStaff, signIn } from '../harness/client.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { pressAt, tabTo } from './focus.ts'
import { atRest, contrastFaultsOf, faultsOf } from './look.ts'

const pictures = join(import.meta.dirname, '../../screenshots')
const minute = 60_000
const supervisor = { email: 'supervisor@example.org', password: 'password of the supervisor' }

let hub: TestHub
let browser: Browser
let administrator: Client
let resident: Resident
let bed: TestDevice

beforeAll(async () => {
  await mkdir(pictures, { recursive: true })
  ;[hub, browser] = await Promise.all([startTestHub(), launchBrowser()])
  administrator = await signIn(hub.http)
  const { items } = await administrator.get<{ items: Area[] }>('/areas')
  const areaId = items[0]?.id ?? ''
  await enterStaff(hub.http, administrator, { ...supervisor, name: '周敏', role: 'supervisor', areaId })
  resident = await administrator.post<Resident>('/residents', { name: '王秀英', areaId, address: '南京西路 1 号' })
  const { secret } = await administrator.post<DeviceWithSecret>('/devices', {
    id: 'bed-1',
    kind: 'bed',
    power: 'mains',
    location: '卧室',
    beatSeconds: 86_400,
    residentId: resident.id,
  })
  bed = await connectDevice(hub, { id: 'bed-1', secret })
  // Two nights that were kept by the bed; in the second the heart is fast for ten minutes.
  for (const night of [2, 1]) await bed.say('telemetry', nightBefore(night, night === 1))
})
afterAll(async () => {
  await bed?.end()
  await browser?.close()
  await hub?.end()
})

/** Eight hours by the minute, `days` ago. */
function nightBefore(days: number, fast: boolean) {
  const from = Date.now() - days * 1440 * minute - 4 * 60 * minute
  return Array.from({ length: 480 }, (_, n) => ({
    at: from + n * minute,
    values: {
      heart_rate: fast && n >= 240 && n < 250 ? 108 : 62 + (n % 5),
      respiratory_rate: 14 + (n % 3),
      in_bed: true,
      movement: n % 40 === 0 ? 0.6 : 0.05,
    },
  }))
}

const zh = {
  change: '修改阈值',
  try: '用过去 30 天试一试',
  title: '过去 30 天会怎样',
  reason: '为什么改',
  save: '保存阈值',
  version: '修改记录',
  newRule: '新规则',
  saveRule: '保存规则',
} as const

describe('limits that are tried first', () => {
  const faults: string[] = []
  const look = async (page: Page, name: string) => {
    for (const [width, size] of [
      [1440, desk],
      [390, phone],
    ] as const) {
      await page.setViewportSize(size)
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await atRest(page)
        const found = scheme === 'light' ? await faultsOf(page) : await contrastFaultsOf(page)
        faults.push(...found.map((fault) => `${name} at ${width}, ${scheme}: ${fault}`))
        await page.screenshot({ path: join(pictures, `${name}-${scheme}-${width}.png`), fullPage: true })
      }
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(desk)
  }

  it('a supervisor tightens a limit after seeing what it would have raised, and makes a rule that raises by real telemetry', async () => {
    const w = zh
    const context = await newPerson(browser, desk)
    await signInContext(context, hub.http, supervisor)
    const page = await context.newPage()
    complaintsOf(page, (complaint) => faults.push(complaint))
    await page.goto(`${hub.http}/residents/${resident.id}`)

    // By keys alone.
    await pressAt(page, page.getByRole('button', { name: w.change }))
    await tabTo(page, page.locator('#heart_rate_urgent_above_bpm'))
    await page.keyboard.press('Control+A')
    await page.keyboard.type('100')
    await pressAt(page, page.getByRole('button', { name: w.try }))
    const tried = page.getByRole('region', { name: w.title })
    // The ten fast minutes, among what else those days would have raised.
    await tried.getByText(/会多出（\d+）/).waitFor()
    // Who listens is told as well.
    await page
      .getByRole('status')
      .filter({ hasText: /条告警照旧.*会多出 \d+ 条/ })
      .waitFor()
    await tried.getByRole('listitem').filter({ hasText: '体征异常' }).first().waitFor()
    await look(page, 'limits-tried-zh')
    await tabTo(page, page.getByLabel(w.reason))
    await page.keyboard.insertText('医生建议：静息心率不超过 100')
    await pressAt(page, page.getByRole('button', { name: w.save }))
    await page.getByRole('button', { name: w.version }).waitFor()
    const now = await administrator.get<LimitsNow>(`/residents/${resident.id}/limits`)
    expect(now).toMatchObject({ version: 1, limits: { heart_rate_urgent_above_bpm: 100 } })
    await pressAt(page, page.getByRole('button', { name: w.version }))
    await page.getByText('医生建议：静息心率不超过 100').first().waitFor()
    await look(page, 'limits-versions-zh')

    await page.getByRole('button', { name: w.newRule }).click()
    await page.getByRole('combobox', { name: '条件' }).selectOption('above')
    await page.getByRole('textbox', { name: '数值' }).fill('104')
    await page.getByRole('textbox', { name: '持续时间' }).fill('0')
    await page.getByRole('combobox', { name: '时段' }).selectOption('always')
    await page.getByRole('textbox', { name: '说明' }).fill('心率超过 104，请打电话问一问')
    await page.getByRole('button', { name: w.try }).click()
    await page.getByRole('region', { name: w.title }).waitFor()
    await look(page, 'rule-tried-zh')
    await page.getByLabel(w.reason).fill('女儿的请求')
    await page.getByRole('button', { name: w.saveRule }).click()
    await page.getByText('心率超过 104，请打电话问一问').first().waitFor()

    await bed.say('telemetry', { at: Date.now(), values: { heart_rate: 106, in_bed: true } })
    const alert = await eventually('the alert of their own rule', async () => {
      const { items } = await administrator.get<{ items: Alert[] }>(`/alerts?residentId=${resident.id}&state=open`)
      return items.find(({ why }) => why.rule.startsWith('own:'))
    })
    expect(alert).toMatchObject({
      kind: 'vitals',
      priority: 2,
      why: { message: '心率超过 104，请打电话问一问', ruleVersion: 1, limitsVersion: 1 },
    })
    await page.goto(`${hub.http}/queue/${alert.id}`)
    await page.getByText('心率超过 104，请打电话问一问').first().waitFor()
    await page.getByText('90 天内', { exact: false }).first().waitFor()
    await look(page, 'own-rule-alert-zh')

    // The mark in the chart opens it.
    await page.goto(`${hub.http}/residents/${resident.id}`)
    await page.getByText('24 小时').click()
    await page.locator(`nav a[href="/alerts/${alert.id}"]`).click()
    await page.waitForURL(`**/alerts/${alert.id}`)
    await context.close()
    expect(faults, `\n${faults.join('\n')}\n`).toEqual([])
  })

  it('reads as a sentence in English too', async () => {
    const seen = faults.length
    const context = await newPerson(browser, { ...desk, language: 'en' })
    await signInContext(context, hub.http, supervisor)
    const page = await context.newPage()
    complaintsOf(page, (complaint) => faults.push(complaint))
    await page.goto(`${hub.http}/residents/${resident.id}`)
    await page.getByRole('button', { name: 'New rule' }).click()
    await page.getByRole('textbox', { name: 'Message' }).waitFor()
    await page.getByRole('button', { name: 'Change limits' }).click()
    await page.getByText('30 days', { exact: true }).click()
    await look(page, 'limits-en')
    await context.close()
    expect(faults.slice(seen), `\n${faults.slice(seen).join('\n')}\n`).toEqual([])
  })
})
