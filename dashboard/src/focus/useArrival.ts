import { useRouterState } from '@tanstack/react-router'
import { type RefObject, useEffect, useRef } from 'react'
import { arriveAt } from './arrive.ts'
import { pageAt } from './pageAt.ts'

/** Whoever comes to another page is at its heading, and hears it: not at a link they have used, nor nowhere. */
export function useArrival(main: RefObject<HTMLElement | null>): void {
  const page = useRouterState({ select: ({ resolvedLocation: at }) => at && pageAt(at.pathname) })
  const before = useRef<string | undefined>(undefined)
  useEffect(() => {
    const from = before.current
    before.current = page
    if (from === undefined || from === page || page === undefined || main.current === null) return
    return arriveAt(main.current)
  }, [page, main])
}
