import { useEffect, useRef } from 'react'
import { headingOf } from '../../focus/places.ts'

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
      // An open menu has the first word on Escape.
      if (document.querySelector(':popover-open') !== null) return
      const action = latest.current[event.key]
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

const isWritten = (field: HTMLElement): boolean =>
  field.isContentEditable || field.matches('input:not([type="radio"], [type="checkbox"]), textarea, select')
