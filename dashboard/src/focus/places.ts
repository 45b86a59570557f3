/** What a person can go to with the Tab key, as far as the browser's own rules are known. */
const stops =
  'a[href], button, input:not([type="hidden"]), select, textarea, summary, iframe, [contenteditable="true"], [tabindex]'

const canTake = (element: HTMLElement): boolean =>
  element.tabIndex >= 0 && !element.matches(':disabled') && element.getClientRects().length > 0

/** Everything inside that Tab stops at, in the page's order. Of radio buttons that belong together it is the chosen one. */
export function tabStops(inside: Element): HTMLElement[] {
  const found = [...inside.querySelectorAll<HTMLElement>(stops)].filter(canTake)
  const radios = found.filter((one): one is HTMLInputElement => one instanceof HTMLInputElement && one.type === 'radio')
  return found.filter(
    (one) =>
      !(one instanceof HTMLInputElement && one.type === 'radio') ||
      one.checked ||
      !radios.some((other) => other !== one && other.name === one.name && other.checked),
  )
}

/**
 * Where one is told what a part of the page is: its first heading that isn't hidden, which takes the focus without being
 * a stop of Tab.
 */
export function headingOf(part: ParentNode): HTMLElement | null {
  // What a page is called comes before what stands above it.
  const headings = [...part.querySelectorAll<HTMLElement>('h1'), ...part.querySelectorAll<HTMLElement>('h2, h3')]
  const heading = headings.find((one) => one.getClientRects().length > 0) ?? null
  if (heading !== null && !heading.hasAttribute('tabindex')) heading.tabIndex = -1
  return heading
}

/** Whether the focus is nowhere: what comes next from the keyboard goes to nothing. */
export const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body
