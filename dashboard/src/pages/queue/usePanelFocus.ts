import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { arriveAt } from '../../focus/arrive.ts'
import { isNowhere } from '../../focus/places.ts'

/**
 * Where the focus goes with the panel beside the queue: to its heading when something is opened, back to its row when
 * it closes, or to the row that took its place. Set `walks` to true before opening what one only
 * walks past: then it stays on the row.
 */
export function usePanelFocus(
  panel: RefObject<HTMLElement | null>,
  shown: string | null,
  rows: readonly string[],
): { walks: RefObject<boolean> } {
  const walks = useRef(false)
  const last = useRef<{ id: string; at: number } | null>(null)
  // What the address opens on coming to the page leaves the focus where the browser puts it.
  const before = useRef(shown)
  const at = shown === null ? -1 : rows.indexOf(shown)
  useLayoutEffect(() => {
    if (shown !== null) {
      const wasAt = last.current?.id === shown ? last.current.at : 0
      last.current = { id: shown, at: at < 0 ? wasAt : at }
      return
    }
    const left = last.current
    last.current = null
    if (left === null || !isNowhere()) return
    const heir = rows.includes(left.id) ? left.id : rows[Math.min(left.at, rows.length - 1)]
    document.getElementById(`row-${heir}`)?.focus()
  }, [shown, at, rows])
  useEffect(() => {
    const isWalk = walks.current
    walks.current = false
    const isNew = before.current !== shown
    before.current = shown
    if (shown !== null && isNew && !isWalk && panel.current !== null) return arriveAt(panel.current)
  }, [shown, panel])
  return { walks }
}
