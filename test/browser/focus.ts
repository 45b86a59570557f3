/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core'

/** What has the focus, in few words: for people to read, and to tell one from the next. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement
    if (at === null || at === document.body) return 'nothing'
    const name = at.getAttribute('aria-label') ?? (at instanceof HTMLInputElement ? at.labels?.[0] : at)?.textContent
    return `${at.tagName.toLowerCase()} ${name?.trim().slice(0, 40) || at.id || at.className}`
  })

/** Waits until this has the focus; if it never does, says what had it instead. */
export async function isFocused(page: Page, wanted: Locator): Promise<void> {
  const element = await wanted.elementHandle()
  await page
    .waitForFunction((one) => document.activeElement === one, element)
    .catch(async () => {
      throw new Error(`the focus is at ${await focused(page)}, not at ${wanted}`)
    })
}

/** Goes on with Tab until this has the focus, as somebody without a mouse would, and says what stood on the way if it never comes. */
export async function tabTo(page: Page, wanted: Locator, most = 80): Promise<void> {
  await wanted.waitFor()
  const passed: string[] = []
  while (passed.length < most) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press('Tab')
    passed.push(await focused(page))
  }
  throw new Error(`no Tab leads to ${wanted}; it leads to ${[...new Set(passed)].join(', ')}`)
}

/** Goes there with Tab and presses Enter, or another key. */
export async function pressAt(page: Page, wanted: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, wanted)
  await page.keyboard.press(key)
}

/** What would take its time to move, although it should not: each with how long. */
export const movingOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body, body *')].flatMap((one) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(one)
      const ms = (text: string) =>
        Math.max(...text.split(',').map((part) => Number.parseFloat(part) * (part.trim().endsWith('ms') ? 1 : 1_000)))
      const longest = Math.max(ms(transitionDuration), animationName === 'none' ? 0 : ms(animationDuration))
      return longest > 0.011 ? [`<${one.tagName} ${one.getAttribute('class')}> ${longest} ms`] : []
    }),
  )

/** The spacing of text that WCAG 1.4.12 asks a page to stand. */
export const spaceOut = (page: Page): Promise<unknown> =>
  page.addStyleTag({
    content:
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }',
  })

/** Text that its box cuts off, unless it says so with an ellipsis. */
export const crampedOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#root *')].flatMap((one) => {
      const holdsText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== '')
      const { overflowX, overflowY, textOverflow, clipPath } = getComputedStyle(one)
      if (!holdsText || textOverflow === 'ellipsis' || clipPath !== 'none' || one.clientWidth === 0) return []
      const cutX = overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1
      const cutY = overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 2
      return cutX || cutY ? [`cut off: ${one.textContent?.trim().slice(0, 30)}`] : []
    }),
  )

/**
 * Goes through a page with Tab until it comes round, or `most` times. Tells each stop, and of which of them nobody sees
 * that the focus is there: no mark of it, out of sight, or covered by something else.
 */
export async function stopsOf(page: Page, most: number): Promise<{ stops: string[]; faults: string[] }> {
  const stops: string[] = []
  const faults: string[] = []
  while (stops.length < most) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(lookAtFocus)
    if (stop === null) break
    stops.push(stop.name)
    if (stop.fault !== null) faults.push(`${stop.name}: ${stop.fault}`)
  }
  return { stops, faults }
}

/** Null when the page has come round. Runs in the browser. */
function lookAtFocus(): { name: string; fault: string | null } | null {
  const at = document.activeElement
  if (!(at instanceof HTMLElement || at instanceof SVGElement) || at === document.body) return null
  // Parts of one date field are one stop after another.
  const isParted = at instanceof HTMLInputElement && /date|time|month|week/.test(at.type)
  const isSame = isParted && at.dataset.stopped === document.body.dataset.last
  if (at.dataset.stopped !== undefined && !isSame) return null
  at.dataset.stopped ??= String(Math.random())
  document.body.dataset.last = at.dataset.stopped
  const labels = at instanceof HTMLInputElement ? [...(at.labels ?? [])] : []
  const words = at.getAttribute('aria-label') ?? (labels[0] ?? at).textContent
  const name = `${at.tagName.toLowerCase()} ${words?.trim().slice(0, 40)}`

  const beside = at instanceof HTMLInputElement ? [...labels, at.parentElement, at.nextElementSibling] : []
  const isMarked = [at, at.closest('li'), ...beside].some((one) => {
    if (one === null) return false
    const hasOutline = [getComputedStyle(one), getComputedStyle(one, '::after')].some(
      ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    )
    return hasOutline || ((one === at || one.matches('li')) && getComputedStyle(one).boxShadow !== 'none')
  })
  if (!isMarked) return { name, fault: 'no mark of the focus' }

  // A field that is drawn by its label is where the label is.
  const shown = at.getBoundingClientRect().width <= 1 ? (labels[0] ?? at) : at
  const box = shown.getClientRects()[0] ?? shown.getBoundingClientRect()
  const middle = { x: box.left + box.width / 2, y: box.top + Math.min(box.height, innerHeight) / 2 }
  const isInSight = middle.x >= 0 && middle.y >= 0 && middle.x <= innerWidth && middle.y <= innerHeight
  if (!isInSight) return { name, fault: `out of sight, at ${Math.round(middle.x)}, ${Math.round(middle.y)}` }
  const hit = document.elementFromPoint(middle.x, middle.y)
  const isOver = hit !== null && (shown.contains(hit) || hit.contains(shown) || hit.closest('label')?.contains(at))
  return { name, fault: isOver ? null : `covered by <${hit?.tagName} ${hit?.getAttribute('class')}>` }
}
