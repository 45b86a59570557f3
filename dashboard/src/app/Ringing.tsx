import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Ringing, ringing } from '../pages/queue/order.ts'
import { useLive } from './LiveProvider.tsx'
import { seesAlerts, useMe } from './session.ts'

const none: Ringing = { emergencies: [], urgent: [] }
const Unclaimed = createContext<Ringing>(none)

/** What has no owner, sought out once for everybody who shows, counts or rings it. */
export function RingingProvider({ children }: { children: ReactNode }) {
  const { role } = useMe()
  const { alerts } = useLive()
  const told = seesAlerts(role) && role !== 'family'
  const unclaimed = useMemo(() => (told ? ringing(alerts) : none), [told, alerts])
  return <Unclaimed value={unclaimed}>{children}</Unclaimed>
}

export function useRinging(): Ringing {
  return useContext(Unclaimed)
}
