/// <reference lib="dom" />
import axe, { type Result } from 'axe-core'
import type { Page } from 'playwright-core'
import { domain } from '../../dashboard/src/locales/zh/domain.ts'

/** What a demanding eye finds on the page as it now stands, in words; empty when all is well. */
export const faultsOf = async (page: Page): Promise<string[]> => [
  ...(await textFaultsOf(page)),
  ...(await barriers(page)),
]

/** What other words can have done to a page without other faults. */
export const textFaultsOf = async (page: Page): Promise<string[]> => [
  ...(await overflows(page)),
  ...(await cut(page)),
  ...(await odd(page)),
  ...(await codes(page)),
  ...(await untitled(page)),
]

/** What other colours alone can have done to a page without other faults. */
export const contrastFaultsOf = async (page: Page): Promise<string[]> => [
  ...(await barriers(page, "runOnly: { type: 'rule', values: ['color-contrast'] }")),
  ...(await marksUnseen(page)),
]

/** Marks of checked boxes with less than 3 : 1 on their box (WCAG 1.4.11): axe looks at text alone. */
function marksUnseen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    return [...document.querySelectorAll<HTMLInputElement>('input[type=checkbox]:checked')].flatMap((box) => {
      const mark = box.parentElement?.querySelector('svg')
      if (mark === null || mark === undefined || !box.checkVisibility()) return []
      const [one, other] = [getComputedStyle(mark).color, getComputedStyle(box).backgroundColor].map(luminance)
      const contrast = (Math.max(one ?? 0, other ?? 0) + 0.05) / (Math.min(one ?? 0, other ?? 0) + 0.05)
      return contrast < 3 ? [`a mark nobody sees on its box: ${box.labels?.[0]?.textContent ?? box.name}`] : []
    })
  })
}

/** What another width alone can have done to it. */
export const widthFaultsOf = (page: Page): Promise<string[]> => overflows(page)

/** The page at rest: nothing moves, nothing loads, the charts have their width. */
export async function atRest(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await document.fonts.ready
    await frame()
    await frame()
    const ending = document
      .getAnimations()
      .filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity)
    // One whose element goes out of sight meanwhile never finishes.
    const longest = new Promise((resolve) => setTimeout(resolve, 3_000))
    await Promise.race([longest, Promise.all(ending.map((one) => one.finished.catch(() => {})))])
  })
}

function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > room + 1)
    return [
      `scrolls sideways: ${document.documentElement.scrollWidth} in ${room}, because of ${wide
        .slice(-3)
        .map((one) => `<${one.tagName.toLowerCase()} class="${one.className}">`)
        .join(' ')}`,
    ]
  })
}

/**
 * Buttons that have less room than their words and clip them; what is for screen readers alone has none and needs none,
 * and a button that clips nothing may be as low as its line.
 */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button')].flatMap((button) => {
      // While it waits for an answer its words are out of the way of what turns in it.
      if (getComputedStyle(button).overflowY === 'visible' || button.hasAttribute('data-loading')) return []
      const room = button.getBoundingClientRect()
      const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT)
      while (texts.nextNode() !== null) {
        const holder = texts.currentNode.parentElement
        if (holder === null || !holder.checkVisibility() || holder.getBoundingClientRect().width <= 1) continue
        const range = document.createRange()
        range.selectNodeContents(texts.currentNode)
        // The box of a line is higher than its signs, by half in Chinese fonts: the signs fill their em, about its middle.
        const line = range.getBoundingClientRect()
        if (line.height === 0) continue
        const spare = Math.max(0, (line.height - Number.parseFloat(getComputedStyle(holder).fontSize)) / 2)
        const [top, bottom] = [line.top + spare, line.bottom - spare]
        if (top < room.top - 1 || bottom > room.bottom + 1) return [`a button that cuts its words: ${button.innerText}`]
      }
      return []
    }),
  )
}

/** Keys of texts, holes in texts and values that are no text; and labels nobody translated. */
function odd(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const labels = [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')]
      // Nobody is shown or read what is hidden from everybody.
      .filter((one) => one.getAttribute('aria-hidden') !== 'true')
      .flatMap((one) => ['aria-label', 'title', 'placeholder', 'alt'].flatMap((name) => one.getAttribute(name) ?? []))
    const lines = [...document.body.innerText.split('\n'), ...labels]
    const holes = lines.filter(
      (line) =>
        /\{\{|undefined|\bNaN\b|\[object |Invalid Date/.test(line) ||
        /(^|\s)([a-z]+:)?[a-z]\w*(\.[a-z]\w*)+(\s|$)/.test(line),
    )
    const chinese = document.documentElement.lang.startsWith('zh')
    const foreign = labels.filter((label) => chinese && /[a-z]{3}/i.test(label) && !/\p{Script=Han}|[@\d]/u.test(label))
    return [...holes.map((line) => `not a text: ${line}`), ...foreign.map((label) => `not translated: ${label}`)]
  })
}

/** What the hub calls a kind, a state, a role: words for programs, of which people have their own. */
const words = Object.entries(domain).flatMap(([of, names]) => (of === 'priority' ? [] : Object.keys(names)))

/**
 * Codes that are shown to people as they are; what is marked up as code is meant to be. Some are words of English: there,
 * and amid an English sentence, only those of two parts tell.
 */
function codes(page: Page): Promise<string[]> {
  return page.evaluate((known) => {
    const chinese = document.documentElement.lang.startsWith('zh')
    const isLatin = (word: string | undefined) => word !== undefined && /^[a-z]+$/i.test(word)
    const found = new Set<string>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode() !== null) {
      const { data = '', parentElement } = texts.currentNode instanceof Text ? texts.currentNode : new Text()
      if (parentElement === null || parentElement.closest('code, script, style') !== null) continue
      const line = data.split(/[\s,;:()（）：，；、。·]+/)
      const told = line.filter(
        (word, n) =>
          /^[a-z]+(_[a-z0-9]+)+$/.test(word) ||
          (chinese && known.includes(word) && !isLatin(line[n - 1]) && !isLatin(line[n + 1])),
      )
      if (told.length > 0 && parentElement.checkVisibility())
        for (const word of told) found.add(`a code and no word: ${word} in "${data.slice(0, 60)}"`)
    }
    return [...found]
  }, words)
}

/** A tab among twenty says which page it is. */
function untitled(page: Page): Promise<string[]> {
  return page.evaluate(() => (document.title.includes(' · ') ? [] : [`no title of its own: ${document.title}`]))
}

/** Serious and critical violations of accessibility. */
async function barriers(page: Page, only = "resultTypes: ['violations']"): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const violations = await page.evaluate<Result[]>(
    `axe.run(document, { ${only} }).then(({ violations }) => violations)`,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, any }) => `${id}: ${target.join(' ')} ${any[0]?.message ?? ''}`),
    )
}
