import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef } from 'react'
import type { Alert } from '../../../server/contract/alerts.ts'
import { inHandOf, type Ringing, ringing } from '../pages/queue/order.ts'
import { againOf } from './again.ts'
import { useLive } from './LiveProvider.tsx'
import { seesAlerts, useMe } from './session.ts'
import { useKnowing } from './useKnowing.ts'

const none: Ringing = { emergencies: [], urgent: [] }
const Unclaimed = createContext<Ringing>(none)

/** One's own alerts that were raised again. Heard of: it was before one's eyes, and is quiet. Seen: one has said so. */
type Again = {
  unheard: readonly Alert[]
  unseen: readonly Alert[]
  hear(alert: Alert): void
  see(alert: Alert): void
}
const nothing: readonly Alert[] = []
const OwnAgain = createContext<Again>({ unheard: nothing, unseen: nothing, hear() {}, see() {} })

/** What has no owner, and what was raised again with one, sought out once for everybody who shows, counts or rings it. */
export function RingingProvider({ children }: { children: ReactNode }) {
  const { role } = useMe()
  const { alerts } = useLive()
  const told = seesAlerts(role) && role !== 'family'
  const unclaimed = useMemo(() => (told ? ringing(alerts) : none), [told, alerts])
  return (
    <Unclaimed value={unclaimed}>
      <AgainProvider>{children}</AgainProvider>
    </Unclaimed>
  )
}

function AgainProvider({ children }: { children: ReactNode }) {
  const { id: me } = useMe()
  const { alerts } = useLive()
  const [{ heard, seen }, learn] = useKnowing(me, alerts)
  const hear = useCallback((alert: Alert) => learn('heard', alert), [learn])
  const see = useCallback((alert: Alert) => learn('seen', alert), [learn])
  const unheard = useSame(useMemo(() => againOf(inHandOf(alerts, me), me, heard), [alerts, me, heard]))
  const unseen = useSame(useMemo(() => againOf(inHandOf(alerts, me), me, seen), [alerts, me, seen]))
  return (
    <OwnAgain value={useMemo(() => ({ unheard, unseen, hear, see }), [unheard, unseen, hear, see])}>
      {children}
    </OwnAgain>
  )
}

/** The list before, while the same alerts are in it: an event about another one must not begin a sound anew. */
function useSame(list: readonly Alert[]): readonly Alert[] {
  const before = useRef(list)
  const same = list.length === before.current.length && list.every((alert, at) => alert === before.current[at])
  if (!same) before.current = list
  return before.current
}

export function useRinging(): Ringing {
  return useContext(Unclaimed)
}

export function useAgain(): Again {
  return useContext(OwnAgain)
}
