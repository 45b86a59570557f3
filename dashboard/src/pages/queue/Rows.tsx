import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { isWritten } from '../../focus/written.ts'
import styles from './QueueSection.module.css'
import { rowOf } from './rowOf.ts'
import { type Near, runsOf } from './runs.ts'

/** Up to here every row is on the page; beyond, those that are near the eye. */
const whole = 60
/** Rows kept on the page beyond what can be seen, on either side. */
const beyond = 14
/** The window moves by so many at once, so that not every pixel of scrolling changes the page. */
const stride = 4
const usualHeight = 56

type Props<T extends { id: string }> = {
  items: readonly T[]
  render: (item: T) => ReactNode
  /** The row the keyboard is at: brought near when it isn't. */
  cursor: string | null
  /** The row last opened: it stays on the page, for the focus comes back to it. */
  place: string | null
  head?: ReactNode
}

/** Rows of a section. Ten thousand scroll like ten: only those near the eye are there, above and below stands their room. */
export function Rows<T extends { id: string }>({ items, render, cursor, place, head }: Props<T>) {
  const list = useRef<HTMLUListElement>(null)
  const isWhole = items.length <= whole
  const near = useWindow(list, items.length, isWhole)
  const focused = useFocused(list)
  const atOf = (row: string | null) => (isWhole || row === null ? -1 : items.findIndex(({ id }) => id === row))
  const at = atOf(cursor)
  useBrought(at, cursor, near)
  if (isWhole)
    return (
      <ul className={styles.rows} ref={list}>
        {head}
        {items.map(render)}
      </ul>
    )
  return (
    <ul className={styles.rows} data-windowed ref={list}>
      {head}
      {/* In one list: a row keeps its element, and with it the focus, when the run it is in changes. */}
      {runsOf(items.length, [at, atOf(place), atOf(focused)], near).flatMap<ReactNode>(([from, to, isThere]) =>
        isThere
          ? items.slice(from, to).map(render)
          : [<Room key={`room-${from}`} height={(to - from) * near.height} />],
      )}
    </ul>
  )
}

/** The row of the list that has the focus, also while the browser's window has not. */
function useFocused(list: React.RefObject<HTMLUListElement | null>): string | null {
  const [focused, setFocused] = useState<string | null>(null)
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const within = (target: EventTarget | null) =>
      setFocused(target instanceof Element && element.contains(target) ? rowOf(target) : null)
    const came = ({ target }: FocusEvent) => within(target)
    // At once with where it goes: between the two the row must not leave the page.
    const left = ({ relatedTarget }: FocusEvent) => within(relatedTarget ?? document.activeElement)
    element.addEventListener('focusin', came)
    element.addEventListener('focusout', left)
    return () => {
      element.removeEventListener('focusin', came)
      element.removeEventListener('focusout', left)
    }
  }, [list])
  return focused
}

/** Which rows are near the eye: by where the list stands in the browser's window, whoever scrolls it. */
function useWindow(list: React.RefObject<HTMLUListElement | null>, count: number, isWhole: boolean): Near {
  const [at, setAt] = useState({ first: 0, last: 2 * beyond, height: usualHeight })
  useLayoutEffect(() => {
    if (isWhole) return
    const look = () => {
      const element = list.current
      if (element === null) return
      const height = heightOf(element)
      const above = Math.max(0, -element.getBoundingClientRect().top)
      const first = Math.max(0, Math.floor(above / height / stride) * stride - beyond)
      const seen = Math.ceil(window.innerHeight / height) + stride
      const last = Math.min(count, first + seen + 2 * beyond)
      setAt((now) =>
        now.first === first && now.last === last && now.height === height ? now : { first, last, height },
      )
    }
    look()
    document.addEventListener('scroll', look, { capture: true, passive: true })
    window.addEventListener('resize', look)
    return () => {
      document.removeEventListener('scroll', look, { capture: true })
      window.removeEventListener('resize', look)
    }
  }, [list, count, isWhole])
  return { ...at, first: Math.min(at.first, Math.max(0, count - 1)), last: Math.min(at.last, count) }
}

/** All rows of a long list are of one height; any of them says which. */
function heightOf(list: HTMLElement): number {
  const row = list.querySelector<HTMLElement>(':scope > li[data-priority]')
  return row === null || row.offsetHeight === 0 ? usualHeight : row.offsetHeight
}

const Room = ({ height }: { height: number }) => <li aria-hidden className={styles.room} style={{ height }} />

/**
 * The keyboard has come to a row that wasn't on the page: it gets the focus, and the browser scrolls to it. Once:
 * whoever scrolls on stays where they are, and whoever writes meanwhile keeps the focus.
 */
function useBrought(index: number, id: string | null, { first, last }: Near): void {
  const came = useRef<string | null>(null)
  useEffect(() => {
    const isNew = came.current !== id
    came.current = id
    if (!isNew || index < 0 || (index >= first && index < last)) return
    if (document.activeElement instanceof HTMLElement && isWritten(document.activeElement)) return
    document.getElementById(`row-${id}`)?.focus()
  }, [index, id, first, last])
}
