import { useEffect, useState } from 'react'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { useContacts, useResident, useTimeline } from '../../app/queries.ts'
import { takesOver, useMe, worksAlerts } from '../../app/session.ts'
import { useTicketsAsked } from './Dispatch.tsx'
import { useInstructions } from './instructions.ts'
import { type StepsPlace, shownParts, stepsPlace } from './places.ts'

/** So long whom to call waits for what to do, ms: what comes later than this stands below. */
const waitsMs = 2_000

type Asked = { isFetched: boolean; failureCount: number }
const isIn = ({ isFetched, failureCount }: Asked) => isFetched || failureCount > 0

/**
 * Which parts of an alert may be shown, so that none of them moves once somebody may press it: a part comes when all that
 * stands above it has come. `steps` says where what to do stands: above the calls, or, when it is late, below them.
 */
export function useInPlace(alert: Alert): { steps: StepsPlace; calls: boolean } {
  const has = alert.resident !== null
  const id = alert.resident?.id ?? ''
  const [resident, contacts] = [useResident(id, has), useContacts(id, has)]
  const [instructions, story] = [useInstructions(alert.areaId), useTimeline('alert', alert.id)]
  const tickets = useTicketsAsked(alert.id)
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), waitsMs)
    return () => clearTimeout(timer)
  }, [])
  const stepsIn = isIn(instructions) && isIn(story) && (!has || isIn(resident))
  const callsIn = isIn(story) && isIn(tickets) && (!has || isIn(contacts))
  const [before, place] = useState<StepsPlace>('waits')
  const steps = stepsPlace(before, stepsIn, isLate)
  if (steps !== before) place(steps)
  return shownParts(steps, { stepsIn, callsIn, isLate })
}

/**
 * Whether what only its owner may press has its place: for the owner, and for whoever can have it with one press. It can't
 * be pressed before, and what is pressed instead is not somewhere else a moment later.
 */
export function useKeepsPlaces(alert: Alert): boolean {
  const me = useMe()
  if (!worksAlerts(me.role) || alert.state === 'resolved') return false
  return alert.state === 'open' || alert.owner?.id === me.id || takesOver(me.role)
}
