/// <reference lib="dom" />
import type { Page } from 'playwright-core'

/** A slow line: every answer of the API takes between 100 and 600 ms, each path its own time, the same in every run. */
export async function onSlowLine(page: Page): Promise<void> {
  await page.route('**/api/v1/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    const signs = [...(pathname.split('/').at(-1) ?? '').replace(/[0-9a-f-]{30,}/, '')]
    const ms = 100 + (signs.reduce((sum, sign) => sum + sign.charCodeAt(0) * 37, 0) % 500)
    await new Promise((resolve) => setTimeout(resolve, ms))
    // The page may be gone meanwhile.
    await route.continue().catch(() => {})
  })
}

/**
 * From here on, what can be pressed and moves is remembered: by more than a pixel, on the page and in the window, which what
 * sticks to an edge and what is scrolled don't do at once.
 */
export async function watchPlaces(page: Page): Promise<void> {
  await page.evaluate(() => {
    const moved = new Set<string>()
    const places = new Map<Element, { page: number; window: number; left: number }>()
    Object.assign(window, { moved, places })
    const pressed =
      'a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea:enabled, summary'
    const scrolled = (one: Element): number =>
      one.parentElement === null ? 0 : one.parentElement.scrollTop + scrolled(one.parentElement)
    const look = () => {
      for (const one of document.querySelectorAll<HTMLElement>(pressed)) {
        const box = one.getBoundingClientRect()
        if (box.width === 0 || box.height === 0 || getComputedStyle(one).pointerEvents === 'none') continue
        const now = { page: box.top + scrolled(one), window: box.top, left: box.left }
        const before = places.get(one)
        places.set(one, now)
        if (before === undefined) continue
        const down = Math.min(Math.abs(now.page - before.page), Math.abs(now.window - before.window))
        if (down <= 1 && Math.abs(now.left - before.left) <= 1) continue
        const name = one.getAttribute('aria-label') ?? one.innerText ?? ''
        moved.add(
          `${name.trim().slice(0, 40) || one.tagName}: by ${Math.round(now.left - before.left)}, ${Math.round(now.page - before.page)}`,
        )
      }
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/** What moved since it was asked last. */
export const movedOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { moved, places } = window as unknown as { moved: Set<string>; places: Map<Element, unknown> }
    const names = [...moved]
    moved.clear()
    places.clear()
    return names
  })
