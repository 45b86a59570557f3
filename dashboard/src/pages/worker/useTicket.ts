import { useQuery } from '@tanstack/react-query'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { ApiProblem, api } from '../../app/api.ts'
import { knownBy } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { alertQuery } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { isInHand } from './order.ts'
import { nextStep } from './steps.ts'

export type Found =
  | { is: 'loading' }
  | { is: 'gone' }
  | { is: 'unreachable'; retry: () => void }
  | {
      is: 'mine'
      ticket: Ticket
      alert: Alert | null
      instructions: string | null
    }

/** One ticket as it stands now, live; `gone` once it is no longer this worker's. */
export function useTicket(id: string): Found {
  const me = useMe()
  const heard = knownBy(useLive().tickets, id)
  const asked = useQuery({ queryKey: ['ticket', id], queryFn: () => api.get<Ticket>(`/tickets/${id}`) })
  const latest = heard && (!asked.data || heard.seq > asked.data.seq) ? heard : asked.data
  // Live events carry no instructions: they are asked for, while the ticket is in hand.
  const inHand = latest !== undefined && isInHand(latest)
  const opened = useQuery({
    queryKey: ['ticket', id, 'in hand'],
    queryFn: () => api.get<Ticket>(`/tickets/${id}`),
    enabled: inHand,
    staleTime: Number.POSITIVE_INFINITY,
  })
  // The alert is the worker's to see only as long as the ticket is.
  const open = latest !== undefined && latest.alertId !== null && nextStep(latest.state) !== null
  const alert = useQuery({ ...alertQuery(latest?.alertId ?? ''), enabled: open, retry: false })

  if (!latest) {
    if (!asked.isError) return { is: 'loading' }
    return asked.error instanceof ApiProblem ? { is: 'gone' } : { is: 'unreachable', retry: () => void asked.refetch() }
  }
  if (latest.worker?.id !== me.id) return { is: 'gone' }
  return {
    is: 'mine',
    ticket: latest,
    alert: alert.data ?? null,
    instructions: inHand ? (opened.data?.resident?.instructions ?? latest.resident?.instructions ?? null) : null,
  }
}
