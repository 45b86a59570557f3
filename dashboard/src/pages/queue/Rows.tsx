import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { scrollerOf } from '../../focus/uncovered.ts'
import { isWritten } from '../../focus/written.ts'
import styles from './QueueSection.module.css'

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
  head?: ReactNode
}

/** Rows of a section. Ten thousand scroll like ten: only those near the eye are there, above and below stands their room. */
export function Rows<T extends { id: string }>({ items, render, cursor, head }: Props<T>) {
  const list = useRef<HTMLUListElement>(null)
  const isWhole = items.length <= whole
  const { first, last, height } = useWindow(list, items.length, isWhole)
  const at = isWhole || cursor === null ? -1 : items.findIndex(({ id }) => id === cursor)
  useBrought(list, at, cursor, first, height)
  if (isWhole)
    return (
      <ul className={styles.rows}>
        {head}
        {items.map(render)}
      </ul>
    )
  return (
    <ul className={styles.rows} data-windowed ref={list}>
      {head}
      <li aria-hidden className={styles.room} style={{ height: first * height }} />
      {items.slice(first, last).map(render)}
      <li aria-hidden className={styles.room} style={{ height: (items.length - last) * height }} />
    </ul>
  )
}

/** Which rows are near the eye: by where the list stands in the browser's window, whoever scrolls it. */
function useWindow(list: React.RefObject<HTMLUListElement | null>, count: number, isWhole: boolean) {
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

/**
 * Scrolls to a row that isn't on the page, and gives it the focus once it is. Once, when the keyboard comes to it:
 * whoever scrolls on stays where they are, and whoever writes meanwhile keeps the focus.
 */
function useBrought(
  list: React.RefObject<HTMLUListElement | null>,
  index: number,
  id: string | null,
  first: number,
  height: number,
): void {
  const came = useRef<{ id: string | null; awaited: boolean }>({ id: null, awaited: false })
  // Looked for again whenever other rows are there.
  useEffect(() => {
    const isNew = came.current.id !== id
    if (isNew) came.current = { id, awaited: false }
    const element = list.current
    if (index < 0 || element === null) return
    const row = document.getElementById(`row-${id}`)
    if (row !== null) {
      if (came.current.awaited && !(document.activeElement instanceof HTMLElement && isWritten(document.activeElement)))
        row.focus()
      came.current.awaited = false
      return
    }
    if (!isNew) return
    came.current.awaited = true
    const wanted = element.getBoundingClientRect().top + index * height - window.innerHeight / 2
    scrollerOf(element).scrollBy(0, wanted)
  }, [list, index, id, first, height])
}
