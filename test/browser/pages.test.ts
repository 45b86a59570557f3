/// <reference lib="dom" />
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, desk, launchBrowser, newPerson, phone, signInContext } from '../harness/browser.ts'
import { admin, startTestHub, type TestHub } from '../harness/hub.ts'
import { type Mailbox, openMailbox } from '../harness/mailbox.ts'
import { atRest, contrastFaultsOf, faultsOf, textFaultsOf, widthFaultsOf } from './look.ts'
import { openings, type Person, screens } from './screens.ts'
import { movedOn, onSlowLine, watchPlaces } from './still.ts'
import { settleTown, type Town } from './town.ts'

const root = join(import.meta.dirname, '../..')
const languages = ['zh', 'en'] as const
const schemes = ['light', 'dark'] as const
const sizes = { 1440: desk, 390: phone } as const
const widths = [1440, 390] as const
/** Between the two, and at 200 % zoom on a desk: nothing is lost or scrolls sideways. */
const widthsBetween = [
  { width: 1024, height: 768 },
  { width: 720, height: 450 },
]

let mailbox: Mailbox
let hub: TestHub
let browser: Browser
let town: Town
const sessions = new Map<string, Promise<BrowserContext>>()

beforeAll(async () => {
  mailbox = await openMailbox()
  ;[hub, browser] = await Promise.all([startTestHub({ HUB_SMTP_URL: mailbox.url }), launchBrowser()])
  town = await settleTown(hub)
  await Promise.all(['screenshots', 'docs/screenshots'].map((name) => mkdir(join(root, name), { recursive: true })))
})

afterAll(async () => {
  await browser?.close()
  await town?.leave()
  await hub?.end()
  await mailbox?.close()
})

describe.concurrent.each(screens)('$name', (screen) => {
  it.each(languages)('holds in %s, on a desk and a phone, by day and by night', async (language) => {
    const page = await (await sessionOf(screen.as, language)).newPage()
    const faults: string[] = []
    // Signed in as nobody, one is asked who one is.
    complaintsOf(page, (complaint) => screen.as === 'nobody' || faults.push(complaint))
    await page.goto(hub.http + screen.path(town))
    for (const width of widths) {
      await page.setViewportSize(sizes[width])
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.locator(screen.shows).first().waitFor()
        await atRest(page)
        // Other words have no other colours by night, and are looked at by axe where they have the least room.
        const look =
          scheme === 'dark'
            ? language === 'zh' && contrastFaultsOf
            : language === 'zh' || width === 390
              ? faultsOf
              : textFaultsOf
        const found = look === false ? [] : await look(page)
        faults.push(...found.map((fault) => `at ${width}, ${scheme}: ${fault}`))
        await page.screenshot({ path: join(root, `screenshots/${screen.name}-${language}-${scheme}-${width}.png`) })
        const wanted = screen.readme
        if (scheme === 'light' && wanted?.language === language && wanted.width === width)
          await keepForReadme(page, wanted.as)
      }
    }
    for (const size of widthsBetween) {
      await page.setViewportSize(size)
      await atRest(page)
      faults.push(...(await widthFaultsOf(page)).map((fault) => `at ${size.width}: ${fault}`))
    }
    await page.close()
    expect(faults, `\n${faults.join('\n')}\n`).toEqual([])
  })
})

describe('by the keyboard alone', () => {
  it('leads past the pages to the content, and from one page to the next without loading anew', async () => {
    const page = await (await sessionOf('administrator', 'zh')).newPage()
    const faults: string[] = []
    complaintsOf(page, (complaint) => faults.push(complaint))
    await page.setViewportSize(sizes[1440])
    await page.goto(`${hub.http}/queue`)
    await page.getByRole('heading', { name: '告警台' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
    for (const rail of ['页面', '管理']) {
      const links = page.getByRole('navigation', { name: rail, exact: true }).getByRole('link')
      for (const link of await links.all()) {
        const isNews = (await link.getAttribute('aria-current')) !== 'page'
        await link.focus()
        await page.keyboard.press('Enter')
        await page.locator('main h1, main h2, main canvas').first().waitFor()
        await link.and(page.locator('[aria-current="page"]')).waitFor()
        // The page one has come to takes the focus: what is pressed before that goes there.
        if (isNews) await page.locator('main :is(h1, h2, h3):focus').waitFor({ state: 'attached' })
      }
    }
    await page.close()
    expect(faults, `\n${faults.join('\n')}\n`).toEqual([])
  })
})

/** Before one of them is claimed for good: this one is given back. */
describe('on a slow line, what can be pressed', () => {
  it.each(widths)('stays where it is while an alert comes, is claimed and worked on, at %i', async (width) => {
    const { client, ...who } = town.people.operator
    const context = await newPerson(browser, sizes[width])
    await signInContext(context, hub.http, who)
    const page = await context.newPage()
    await onSlowLine(page)
    await page.goto(`${hub.http}/queue`)
    await page.locator(`#row-${town.unclaimed.id}`).waitFor()
    await page.locator(`#row-${town.unclaimed.id}`).click()
    const panel = page.locator('article')
    await panel.waitFor()
    await watchPlaces(page)
    // Without scrolling to it, which a click does in its own ways.
    const press = (one: Locator) => one.evaluate((button: HTMLElement) => button.click())
    const moved: Record<string, string[]> = {}
    const after = async (what: string) => {
      await atRest(page)
      moved[what] = await movedOn(page)
    }
    await panel.getByRole('checkbox').first().waitFor()
    await panel.getByRole('button', { name: '通知全部联系人' }).waitFor()
    await panel.locator('footer').waitFor()
    await after('opened')
    await press(panel.getByRole('button', { name: '认领这条告警' }))
    await panel.locator('footer [data-key=resolve]:enabled').waitFor()
    await after('claimed')
    await press(panel.locator('[data-key=no_answer]:enabled'))
    await panel
      .getByText(/^无人接听 \d\d:\d\d$/)
      .first()
      .waitFor()
    await after('called')
    const next = panel.locator('[data-key=next-step]')
    const step =
      (await next.evaluate((box: HTMLInputElement) => box.labels?.[0]?.querySelector('span')?.textContent)) ?? ''
    await press(next)
    await panel.locator('li[data-done]', { hasText: step }).waitFor()
    await after('a step done')
    await client.post(`/alerts/${town.unclaimed.id}/release`)
    await panel.getByRole('button', { name: '认领这条告警' }).waitFor()
    await after('given back')
    await context.close()
    expect(moved).toEqual({ opened: [], claimed: [], called: [], 'a step done': [], 'given back': [] })
  })
})

describe.concurrent.each(openings)('$name, opened', ({ name, as, path, open }) => {
  it('holds by day and by night, and on a phone', async () => {
    const page = await (await sessionOf(as, 'zh')).newPage()
    const faults: string[] = []
    complaintsOf(page, (complaint) => faults.push(complaint))
    await page.setViewportSize(desk)
    await page.goto(hub.http + path(town))
    await page.getByRole('status').getByText('实时', { exact: true }).first().waitFor()
    await open(page)
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme })
      await atRest(page)
      const found = scheme === 'light' ? await faultsOf(page) : await contrastFaultsOf(page)
      faults.push(...found.map((fault) => `${scheme}: ${fault}`))
      await page.screenshot({ path: join(root, `screenshots/opened-${name}-zh-${scheme}-1440.png`) })
    }
    await page.setViewportSize(phone)
    await atRest(page)
    const small = [...(await widthFaultsOf(page)), ...(await faultsOf(page))]
    faults.push(...small.map((fault) => `at 390: ${fault}`))
    await page.screenshot({ path: join(root, `screenshots/opened-${name}-zh-dark-390.png`) })
    await page.close()
    expect(faults, `\n${faults.join('\n')}\n`).toEqual([])
  })
})

function sessionOf(who: Person, language: 'zh' | 'en'): Promise<BrowserContext> {
  const key = `${who} ${language}`
  const known = sessions.get(key)
  if (known !== undefined) return known
  const made = newPerson(browser, { ...desk, language }).then(async (context) => {
    if (who !== 'nobody') await signInContext(context, hub.http, who === 'administrator' ? admin : town.people[who])
    return context
  })
  sessions.set(key, made)
  return made
}

/** Pictures in the repository change only when somebody wants them to. */
async function keepForReadme(page: Page, name: string): Promise<void> {
  const path = join(root, `docs/screenshots/${name}.png`)
  if (process.env.UPDATE_SCREENSHOTS === undefined && existsSync(path)) return
  await page.screenshot({ path })
}
