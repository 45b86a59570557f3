import { headingOf, isNowhere } from './places.ts'

/**
 * Takes the focus to the heading of a place, waiting for it if the place has yet to be filled, and stays with it while
 * what stood there before makes way. Lets be who goes on. Answers how to stop.
 */
export function arriveAt(place: HTMLElement): () => void {
  const left = document.activeElement
  let ours: Element | null = null
  const observer = new MutationObserver(() => look())
  const look = () => {
    const at = document.activeElement
    const heading = headingOf(place)
    if (at === heading) ours = at
    const hasGoneOn = at !== left && at !== ours && at !== place && !isNowhere()
    if (hasGoneOn) return observer.disconnect()
    if (heading !== null && at !== heading) heading.focus()
  }
  observer.observe(place, { childList: true, subtree: true, attributeFilter: ['style'] })
  look()
  return () => observer.disconnect()
}
