/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert, TimelineEntry } from '../../server/contract/alerts.ts'
import type { Ticket } from '../../server/contract/tickets.ts'
import { complaintsOf, desk, type Look, launchBrowser, newPerson, phone, signInPage } from '../harness/browser.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { type Mailbox, openMailbox } from '../harness/mailbox.ts'

let mailbox: Mailbox
let hub: TestHub
let browser: Browser
let city: SmallCity
let button: TestDevice
let operator: Page
let worker: Page
let daughter: Page
const complaints: { page: Page; what: string }[] = []

/** Some thirty metres from the home of `smallCity`. */
const atTheDoor = { lat: 31.2302, lon: 121.4702 }

beforeAll(async () => {
  mailbox = await openMailbox()
  ;[hub, browser] = await Promise.all([startTestHub({ HUB_SMTP_URL: mailbox.url }), launchBrowser()])
  city = await smallCity(hub)
  const family = await city.addStaff('family', '王娜')
  await city.administrator.post(`/residents/${city.resident.id}/contacts`, {
    name: '王娜',
    relation: '女儿',
    phone: '13900000001',
    email: 'na@example.org',
    consent: { alerts: true, readings: true },
    userId: family.staff.id,
  })
  button = await connectDevice(hub, city.button)
  operator = await signedIn(await city.addStaff('operator', '苏晓琳'), desk)
  worker = await signedIn(await city.addStaff('worker', '马丽'), { ...phone, place: atTheDoor })
  daughter = await signedIn(family, phone)
})

afterAll(async () => {
  await button?.end()
  await browser?.close()
  await hub?.end()
  await mailbox?.close()
})

async function signedIn(person: { email: string; password: string }, look: Look): Promise<Page> {
  const page = await (await newPerson(browser, look)).newPage()
  await signInPage(page, hub.http, person)
  // Only from here: being refused without a session is what brings one to the form.
  complaintsOf(page, (complaint) => complaints.push({ page, what: `${person.email}: ${complaint}` }))
  return page
}

const theAlert = async (): Promise<Alert> => {
  const { items } = await city.administrator.get<{ items: Alert[] }>(`/alerts?residentId=${city.resident.id}`)
  const [alert] = items
  if (alert === undefined) throw new Error('the press raised no alert')
  return alert
}
const said = (type: string) => eventually(`the device hears ${type}`, async () => heard().includes(type))
const heard = () => button.commands.map(({ type }) => type)

describe('from the press to the closed alert, each person at their own screen', () => {
  it('waits: the queue is empty and live, and says that an emergency would be heard', async () => {
    await operator.waitForURL('**/queue')
    await operator.getByText('没有待处理的告警').waitFor()
    await operator.getByRole('status').getByText('实时', { exact: true }).waitFor()
    await operator.getByText('铃声已开启').waitFor()
    expect(await operator.title()).toBe('告警台 · 安铃')
    await worker.getByText('现在没有工单').waitFor()
    await daughter.getByRole('heading', { name: '王秀英现在一切正常' }).waitFor()
  })

  it('a press stands in the queue, in the title of the tab, and is answered at the device', async () => {
    await button.say('event', { id: 'press-1', type: 'call' })
    const row = operator.getByRole('listitem').filter({ hasText: '王秀英' })
    await row.getByText('和平街道 12 号 3-201').waitFor()
    await row.getByText('紧急', { exact: true }).waitFor()
    await row.getByRole('timer').waitFor()
    await operator.waitForFunction(() => document.title.startsWith('(1) '))
    await said('call.received')
  })

  it('her daughter sees at once that it was heard', async () => {
    await daughter.getByRole('heading', { name: '一键呼叫，正在接手' }).waitFor()
    await daughter.getByText('王秀英按下了呼叫键。').waitFor()
  })

  it('the operator claims it: it is theirs, the bell stops, the device says that somebody is there', async () => {
    await operator.getByRole('button', { name: '认领', exact: true }).click()
    await operator.getByRole('heading', { name: /^王秀英/ }).waitFor()
    await operator.getByText('听力不好，请说慢一点。').waitFor()
    await operator.getByRole('link', { name: /王娜/ }).waitFor()
    await operator.waitForFunction(() => document.title === '告警台 · 安铃')
    await said('call.claimed')
    await daughter.getByRole('heading', { name: '一键呼叫，苏晓琳正在处理' }).waitFor()
  })

  it('the operator writes down what was said on the telephone', async () => {
    await operator.getByRole('textbox', { name: '备注' }).fill('老人说腿软站不起来')
    await operator.getByRole('button', { name: '记下' }).click()
    await operator.getByText('苏晓琳 备注').waitFor()
  })

  it('the operator sends a worker, whose phone shows it with its deadline', async () => {
    await operator.getByRole('button', { name: /^派.*马丽/ }).click()
    await operator.getByText('已派，待接单').waitFor()
    const card = worker.getByRole('link', { name: /王秀英/ })
    await card.getByRole('timer').waitFor()
    await card.click()
    await worker.getByText('接单后显示注意事项和钥匙盒。').waitFor()
  })

  it('while somebody is to go, the alert can not be closed, and the page says why', async () => {
    await operator.getByRole('button', { name: '办结', exact: true }).click()
    await operator.getByRole('radio', { name: '已安抚，无需上门' }).check()
    await operator.getByText('还有 1 张工单未完成，完成或取消后才能办结').waitFor()
    expect(await operator.getByRole('button', { name: '确认办结' }).isDisabled()).toBe(true)
    await operator.getByRole('button', { name: '取消', exact: true }).click()
    const { id } = await theAlert()
    const refused = await city.administrator.ask('POST', `/alerts/${id}/resolve`, { outcome: 'reassured' })
    expect(refused.status).toBe(409)
  })

  it('the worker accepts: the device says that help is on its way', async () => {
    await worker.getByRole('button', { name: '接单' }).click()
    await worker.getByText('听力不好，请说慢一点。').waitFor()
    await worker.getByRole('link', { name: '打开地图' }).waitFor()
    await operator.getByText('已接单').first().waitFor()
    await daughter.getByRole('heading', { name: '马丽准备出发' }).waitFor()
    await said('help.sent')
  })

  it('the worker travels, and everybody sees it', async () => {
    await worker.getByRole('button', { name: '出发' }).click()
    await operator.getByText('在途').first().waitFor()
    await daughter.getByRole('heading', { name: '马丽在路上' }).waitFor()
  })

  it('the worker is at the door by the place of the phone', async () => {
    await worker.getByRole('button', { name: '我到了' }).click()
    await operator.getByText(/到达时距住处 \d\d 米/).waitFor()
    await daughter.getByRole('heading', { name: '马丽已经到了' }).waitFor()
    await worker.getByRole('button', { name: '查看钥匙盒密码' }).click()
    await worker.getByText('4711').waitFor()
  })

  it('the worker is not done without proof, and done with it', async () => {
    await worker.getByRole('button', { name: '我已进门' }).click()
    await worker.getByText(/\d{2}:\d{2} 进门/).waitFor()
    await worker.getByRole('button', { name: '填写完成情况' }).click()
    const sheet = worker.getByRole('dialog', { name: '做了什么？' })
    await sheet.getByRole('button', { name: '已扶起，无明显外伤' }).click()
    // Whether the button was pressed, the hub knows; of that refusal nothing is left with another proof.
    await sheet.getByText('老人按键', { exact: true }).click()
    await sheet.getByRole('button', { name: '完成工单' }).click()
    await sheet.getByText('到达以后还没有收到这家设备的按键。', { exact: false }).waitFor()
    await sheet.getByText('签名', { exact: true }).click()
    await sheet.getByText('请老人签名。').waitFor()
    expect(await sheet.getByRole('alert').allTextContents()).toEqual(['请老人签名。'])
    await sign(worker)
    await sheet.getByRole('img', { name: '已签名' }).waitFor()
    await sheet.getByRole('button', { name: '完成工单' }).click()
    await worker.getByText('辛苦了。坐席已经看到结果。').waitFor()
    await worker.getByRole('button', { name: '5 分' }).click()
    await worker.getByText('已记录评价。').waitFor()
  })

  it('the operator closes it with its outcome, and not unseen what was pressed meanwhile', async () => {
    await operator.getByText('已扶起，无明显外伤').first().waitFor()
    const { items } = await city.administrator.get<{ items: Ticket[] }>(`/tickets?alertId=${(await theAlert()).id}`)
    // What was signed can be looked at: dark ink on white, and not an empty sheet.
    const { dark, light } = await operator.evaluate(async (url) => {
      const image = await createImageBitmap(await (await fetch(url)).blob())
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
      context?.drawImage(image, 0, 0)
      const reds = context?.getImageData(0, 0, image.width, image.height).data.filter((_, at) => at % 4 === 0) ?? []
      return { dark: reds.filter((red) => red < 60).length, light: reds.filter((red) => red > 240).length }
    }, `/api/v1/tickets/${items[0]?.id}/picture`)
    expect(dark).toBeGreaterThan(100)
    expect(light).toBeGreaterThan(dark * 10)
    await operator.getByRole('button', { name: '办结', exact: true }).click()
    await operator.getByRole('button', { name: '确认办结' }).click()
    await operator.getByText('请选择结果').waitFor()
    await operator.getByRole('radio', { name: '服务人员已上门' }).check()
    await button.say('event', { id: 'press-2', type: 'call' })
    await operator.getByText('认领后又触发，共重复 1 次').waitFor()
    expect(await operator.getByRole('button', { name: '确认办结' }).isDisabled()).toBe(true)
    await operator.getByRole('button', { name: '看到了' }).click()
    await operator.getByRole('button', { name: '确认办结' }).click()
    await operator.getByText('已办结：服务人员已上门').waitFor()
    await said('call.closed')
    expect(heard()).toEqual(['call.received', 'call.claimed', 'help.sent', 'call.received', 'call.closed'])
  })

  it('her daughter reads the whole story and was written to', async () => {
    await daughter.getByRole('heading', { name: '王秀英现在一切正常' }).waitFor()
    await daughter.getByRole('button', { name: /^显示今天全部/ }).click()
    const story = daughter.getByRole('listitem')
    for (const sentence of [
      '王秀英按下了呼叫键。',
      '呼叫中心的苏晓琳开始处理。',
      '马丽答应马上过去。',
      '马丽出发了。',
      '马丽到了王秀英家。',
      '马丽处理完了。',
      '王秀英又呼叫了一次。',
      '服务人员上门处理好了。',
    ])
      await story.filter({ hasText: sentence }).first().waitFor()
    await eventually('three letters: help is on its way, it is there, it is over', async () => letters() >= 3)
    expect(mailbox.letters.every(({ to }) => to === 'na@example.org')).toBe(true)
  })

  it('the timeline has every step, in order', async () => {
    const { id } = await theAlert()
    const story = await eventually('every letter and command is in the timeline', async () => {
      const { items } = await city.administrator.get<{ items: TimelineEntry[] }>(`/alerts/${id}/timeline?limit=200`)
      const times = (type: string) => items.filter((entry) => entry.type === type).length
      return times('command.delivered') === 5 && times('notice.sent') === 3 && items
    })
    // The panel asks for the conditions by itself, once, whenever it has the claim.
    const looks = story.filter(({ type }) => type === 'resident.health_seen')
    expect(looks.map(({ actor }) => actor.name)).toEqual(['苏晓琳'])
    const steps = story.filter((entry) => /^(alert|ticket|resident)\./.test(entry.type) && !looks.includes(entry))
    expect(steps.map(({ type }) => type)).toEqual([
      'alert.raised',
      'alert.claimed',
      'alert.note',
      'ticket.requested',
      'ticket.offered',
      'ticket.accepted',
      'ticket.travelling',
      'ticket.arrived',
      'resident.key_safe_seen',
      'ticket.inside',
      'ticket.done',
      'ticket.rated',
      'alert.repeated',
      'alert.resolved',
    ])
    expect(story.map(({ seq }) => seq)).toEqual(story.map(({ seq }) => seq).toSorted((a, b) => a - b))
  })

  it('no page complained, but of the proof that was not there', () => {
    const isRefusal = ({ page, what }: (typeof complaints)[number]) => page === worker && / 422|\b422:/.test(what)
    expect(complaints.filter((one) => !isRefusal(one)).map(({ what }) => what)).toEqual([])
    // The driver tells of one refusal twice.
    expect(complaints.filter(isRefusal).map(({ what }) => what)).toEqual([
      expect.stringMatching(/422: .*\/tickets\/[^/]+\/done$|console: .* 422 /),
      expect.stringMatching(/422: .*\/tickets\/[^/]+\/done$|console: .* 422 /),
    ])
  })
})

const letters = () => mailbox.letters.length

/** A finger that signs. */
async function sign(page: Page): Promise<void> {
  const box = await page.getByRole('img', { name: '请老人或家属在此签名' }).boundingBox()
  if (box === null) throw new Error('nowhere to sign')
  const middle = box.y + box.height / 2
  await page.mouse.move(box.x + 40, middle)
  await page.mouse.down()
  await page.mouse.move(box.x + 120, middle - 20, { steps: 4 })
  await page.mouse.move(box.x + 200, middle + 20, { steps: 4 })
  await page.mouse.up()
}
