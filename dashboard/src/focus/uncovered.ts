const room = 12

/**
 * Brings into sight what the keyboard has come to. The browser leaves what is half in sight where it is.
 *
 * A bar that stays at the foot of a panel (`data-bar`) covers what is behind it, as high as it happens to be: what gets
 * the focus there is scrolled from under it. The browser does this for what `scroll-padding` knows of.
 */
export function uncover(focused: HTMLElement): void {
  if (!focused.matches(':focus-visible')) return
  if (focused.offsetHeight < window.innerHeight / 2)
    focused.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' })
  for (const bar of document.querySelectorAll('[data-bar]')) {
    if (bar.contains(focused)) continue
    const over = bar.getBoundingClientRect()
    const under = focused.getBoundingClientRect()
    const isCovered =
      under.bottom > over.top && under.top < over.bottom && under.left < over.right && under.right > over.left
    if (isCovered) scrollerOf(focused).scrollBy({ top: under.bottom - over.top + room, behavior: 'instant' })
  }
}

/** What has to be scrolled to move an element. */
function scrollerOf(element: HTMLElement): Element {
  for (let at = element.parentElement; at !== null; at = at.parentElement)
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  return document.scrollingElement ?? document.documentElement
}
