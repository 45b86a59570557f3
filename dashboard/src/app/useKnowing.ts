import { useCallback, useEffect, useRef, useState } from 'react'
import type { Alert } from '../../../server/contract/alerts.ts'
import { type Knowing, knowingOf, learned } from './again.ts'
import { allOf, type Known } from './known.ts'

/**
 * What somebody knows of their own alerts, in all tabs of this browser and after a reload: what was seen in one is quiet
 * in every other.
 */
export function useKnowing(me: string, alerts: Known<Alert>): [Knowing, (how: keyof Knowing, alert: Alert) => void] {
  const keptAs = `carebell-again-${me}`
  const [knowing, setKnowing] = useState(() => knowingOf(localStorage.getItem(keptAs)))
  const all = useRef(alerts)
  useEffect(() => {
    all.current = alerts
  })
  useEffect(() => {
    const look = () => setKnowing(knowingOf(localStorage.getItem(keptAs)))
    look()
    const heard = ({ key }: StorageEvent) => {
      if (key === keptAs) look()
    }
    window.addEventListener('storage', heard)
    return () => window.removeEventListener('storage', heard)
  }, [keptAs])
  const learn = useCallback(
    (how: keyof Knowing, alert: Alert) => {
      const held = allOf(all.current).filter(({ owner, state }) => owner?.id === me && state === 'claimed')
      // From what is kept: another tab may have written since.
      const now = learned(knowingOf(localStorage.getItem(keptAs)), how, alert, new Set(held.map(({ id }) => id)))
      setKnowing(now)
      localStorage.setItem(keptAs, JSON.stringify(now))
    },
    [me, keptAs],
  )
  return [knowing, learn]
}
