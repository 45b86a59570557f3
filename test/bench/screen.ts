/// <reference lib="dom" />
import type { Page } from 'playwright-core'
import { signInPage, withBrowser } from '../harness/browser.ts'
import { connectDevice } from '../harness/device.ts'
import { admin, type TestHub } from '../harness/hub.ts'
import type { Secret } from './load/orders.ts'

/** From the press to the alert's row in a real Chromium's document, ms, by the machine's one clock. */
export async function measureScreen(hub: TestHub, buttons: readonly Secret[]): Promise<number[]> {
  return withBrowser(async (browser) => {
    const page = await browser.newPage()
    await signInPage(page, hub.http, admin)
    await page.goto(`${hub.http}/queue`)
    await page.waitForLoadState('networkidle')
    const times: number[] = []
    for (const button of buttons) times.push(await timePress(page, hub, button))
    return times
  })
}

async function timePress(page: Page, hub: TestHub, button: Secret): Promise<number> {
  const device = await connectDevice(hub, button)
  // The document says when it changed so that a row more is there; no polling in between. It looks before the press: a row
  // can be there sooner than a word to the browser.
  const seen = await page.evaluateHandle(() => {
    const count = () => document.querySelectorAll('[id^="row-"]').length
    const before = count()
    const row = new Promise<number>((resolve) => {
      new MutationObserver((_changes, observer) => {
        if (count() <= before) return
        observer.disconnect()
        resolve(Date.now())
      }).observe(document.body, { childList: true, subtree: true })
    })
    return { row }
  })
  const pressedAt = Date.now()
  await device.say('event', { id: 'press', type: 'call' })
  const time = (await seen.evaluate(({ row }) => row)) - pressedAt
  await device.end()
  return time
}
