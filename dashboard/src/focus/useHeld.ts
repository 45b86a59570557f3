import { type RefObject, useLayoutEffect } from 'react'
import { headingOf, isNowhere, tabStops } from './places.ts'

/**
 * What opens takes the focus, once and at once, so that the key pressed right after opening is not lost: its field
 * marked `data-autofocus`, else its heading. When it closes, what opened it has the focus again.
 */
export function useHeld(box: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const opened = box.current
    if (opened === null) return
    const opener = document.activeElement
    const first = opened.querySelector<HTMLElement>('[data-autofocus]') ?? headingOf(opened) ?? opened
    first.focus()
    return () => {
      // Whoever has gone elsewhere meanwhile stays there.
      if (opener instanceof HTMLElement && (isNowhere() || opened.contains(document.activeElement))) opener.focus()
    }
  }, [box])
}

/** At the end of the box Tab begins again at its start, and the other way round; within it the browser does as always. */
export function goRound(box: HTMLElement | null, to: 'start' | 'end'): void {
  const stops = box === null ? [] : tabStops(box).filter((stop) => !stop.hasAttribute('data-edge'))
  const stop = to === 'start' ? stops[0] : stops.at(-1)
  stop?.focus()
}
