import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

export function launchBrowser(): Promise<Browser> {
  const executablePath = places.find((path) => existsSync(path))
  if (executablePath === undefined) throw new Error('no Chromium: on Debian, apt-get install chromium fonts-noto-cjk')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchBrowser()
  try {
    return await work(browser)
  } finally {
    await browser.close()
  }
}

/** Signs in as a person would, and waits until the first page is there. */
export async function signInPage(page: Page, http: string, who: { email: string; password: string }): Promise<void> {
  await page.goto(`${http}/sign-in`)
  await page.getByLabel(/电子邮件|邮箱|E-?mail/i).fill(who.email)
  await page.getByRole('textbox', { name: /密码|password/i }).fill(who.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}
