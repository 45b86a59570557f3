import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
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

export type Look = {
  width: number
  height: number
  language: 'zh' | 'en'
  scheme: 'light' | 'dark'
  /** Where the phone says it is, having been allowed to. */
  place?: { lat: number; lon: number }
}

export const desk: Look = { width: 1440, height: 900, language: 'zh', scheme: 'light' }
export const phone: Look = { width: 390, height: 844, language: 'zh', scheme: 'light' }

/** A browser of its own for one person: nothing shared with the others' but the machine. */
export async function newPerson(browser: Browser, look: Look): Promise<BrowserContext> {
  const { width, height, language, scheme, place } = look
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    isMobile: width < 640,
    hasTouch: width < 640,
    ...(place && { geolocation: { latitude: place.lat, longitude: place.lon }, permissions: ['geolocation'] }),
  })
  // A bound for what never comes, not for what is slow: a machine with other work takes its time.
  context.setDefaultTimeout(45_000)
  await context.addInitScript(`localStorage.getItem('carebell-language') ??
    localStorage.setItem('carebell-language', '${language}')`)
  return context
}

/** Signs in as a person would, and waits until the first page is there. */
export async function signInPage(page: Page, http: string, who: { email: string; password: string }): Promise<void> {
  await page.goto(`${http}/sign-in`)
  await page.getByLabel(/电子邮件|邮箱|E-?mail/i).fill(who.email)
  await page.getByRole('textbox', { name: /密码|password/i }).fill(who.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

/** Signed in without the form, for those whose sign-in is not what is looked at. */
export async function signInContext(
  context: BrowserContext,
  http: string,
  who: { email: string; password: string },
): Promise<void> {
  const answer = await context.request.post(`${http}/api/auth/sign-in/email`, {
    headers: { origin: http },
    data: { email: who.email, password: who.password },
  })
  if (!answer.ok()) throw new Error(`sign-in as ${who.email}: ${answer.status()}`)
}

/**
 * Tells what the page complains about from now on: errors in the console, requests that failed or were refused. A hub that
 * gets no time on a busy machine says that it is not to be had just now, and is asked again: what the page then shows counts.
 */
export function complaintsOf(page: Page, tell: (complaint: string) => void): void {
  page.on('console', (message) => {
    // A picture of a map that the processor draws is slow, and the driver says so; nobody takes pictures at work.
    if (message.text().includes('GL Driver Message (OpenGL, Performance')) return
    if (message.text().includes('status of 503')) return
    if (message.type() === 'error' || message.type() === 'warning') tell(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => tell(`thrown: ${error.message}`))
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // What is under way when one goes to another page is not wanted any more.
    if (why !== 'net::ERR_ABORTED') tell(`failed: ${request.method()} ${request.url()} ${why}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400 && response.status() !== 503) tell(`${response.status()}: ${response.url()}`)
  })
}
