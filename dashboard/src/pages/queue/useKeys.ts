import { useEffect, useRef } from 'react'
import { headingOf } from '../../focus/places.ts'
import { isWritten } from '../../focus/written.ts'
import { keyOf } from './keys.ts'

/** Single keys for the whole page, silent while somebody is writing or holds a modifier. */
export function useKeys(actions: Readonly<Record<string, () => unknown>>): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if (event.target instanceof HTMLElement && isWritten(event.target)) {
        // Out of the field, to what it belongs to: the keys work from there.
        if (event.key === 'Escape') headingOf(event.target.closest('article, main') ?? document)?.focus()
        return
      }
      // A menu or a form over the page has the keys, Escape first; one that stands beside it while one is in it.
      if (document.querySelector(':popover-open, dialog:modal, [data-drawer]') !== null) return
      if (event.target instanceof Element && event.target.closest('dialog') !== null) return
      const key = keyOf(event, latest.current)
      if (key === null) return
      event.preventDefault()
      latest.current[key]?.()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
