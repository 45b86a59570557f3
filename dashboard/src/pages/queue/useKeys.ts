import { useEffect, useRef } from 'react'

/** Single keys for the whole page, silent while somebody is writing or holds a modifier. */
export function useKeys(actions: Readonly<Record<string, () => unknown>>): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const writing =
        event.target instanceof HTMLElement &&
        (event.target.isContentEditable ||
          event.target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select'))
      if (writing) {
        if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur()
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
