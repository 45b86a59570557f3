import { useIsFetching } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import styles from './Settled.module.css'

/** So long the first answers are waited for, ms; what is later than that moves what stands. */
const waitsMs = 2_000

/**
 * What stands on a page made of many answers: it is seen, and can be pressed, once the first answer to each of them is
 * there. Later ones change it where it stands. Nothing of an emergency waits here.
 */
export function Settled({ children, className = '' }: { children: ReactNode; className?: string | undefined }) {
  const asked = useIsFetching({ predicate: ({ state }) => state.status === 'pending' })
  const [isThere, setThere] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setThere(true), waitsMs)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    if (asked > 0 || isThere) return
    // What an answer brings may ask for more.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setThere(true))
    })
    return () => cancelAnimationFrame(frame)
  }, [asked, isThere])
  return (
    <div className={`${styles.settled} ${className}`} data-waits={!isThere || undefined}>
      {children}
    </div>
  )
}
