import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { ApiProblem, api } from '../../app/api.ts'
import type { Outcome, TicketKind } from '../../app/domain.ts'
import { useLiveDispatch } from '../../app/LiveProvider.tsx'
import { useNotify } from '../../app/Notices.tsx'
import { useShowProblem } from '../../app/problem.ts'
import type { CallResult, ServiceNumber } from './calls.ts'

export type AlertAction =
  | { do: 'claim' | 'take-over' }
  | { do: 'release'; note?: string }
  | { do: 'note'; note: string }
  | {
      do: 'calls'
      to: { who: 'resident' } | { who: 'contact'; contactId: string } | { who: 'service'; number: ServiceNumber }
      result: CallResult
    }
  | { do: 'tell'; whom: 'all_contacts' }
  | { do: 'steps'; step: string; done: boolean }
  /** `repeats`: those that were before the operator's eyes. */
  | { do: 'resolve'; outcome: Outcome; note?: string; repeats: number }
  | { do: 'correct'; outcome: Outcome; note: string }

/** What a person does to an alert. The answer goes straight into the live state; refusals are said in a corner. */
export function useAlertAction() {
  const dispatch = useLiveDispatch()
  const queries = useQueryClient()
  const show = useShowProblem()
  const notify = useNotify()
  const { t } = useTranslation('queue')
  return useMutation({
    mutationFn: ({ id, action: { do: verb, ...body } }: { id: string; action: AlertAction }) =>
      api.post<Alert>(`/alerts/${id}/${verb}`, body),
    onSuccess: (alert) => {
      dispatch({ type: 'answered', alert })
      queries.setQueryData(['alert', alert.id], alert)
    },
    onError: async (error, { id, action }) => {
      if (action.do === 'claim' && error instanceof ApiProblem && error.code === 'already_claimed') {
        const alert = await api.get<Alert>(`/alerts/${id}`).catch(() => null)
        if (alert) dispatch({ type: 'answered', alert })
        const name = alert?.owner?.name
        notify(name === undefined ? t('takenUnknown') : t('taken', { name }))
        return
      }
      if (error instanceof ApiProblem && error.code === 'raised_again') {
        const alert = await api.get<Alert>(`/alerts/${id}`).catch(() => null)
        if (alert) dispatch({ type: 'answered', alert })
      }
      // Resolving says its refusal in its own form.
      if (action.do !== 'resolve' && action.do !== 'correct') show(error)
    },
  })
}

export type TicketAction =
  | { do: 'send'; alertId: string; kind: TicketKind; workerId?: string }
  | { do: 'offer'; ticketId: string; workerId: string }
  | { do: 'cancel'; ticketId: string; reason: string }
  | { do: 'confirm'; ticketId: string }

/** What a dispatcher does with tickets. */
export function useTicketAction() {
  const dispatch = useLiveDispatch()
  const queries = useQueryClient()
  const show = useShowProblem()
  return useMutation({
    mutationFn: (action: TicketAction): Promise<Ticket> => {
      switch (action.do) {
        case 'send': {
          const { kind, workerId } = action
          return api.post(`/alerts/${action.alertId}/tickets`, {
            kind,
            ...(workerId === undefined ? {} : { workerId }),
          })
        }
        case 'offer':
          return api.post(`/tickets/${action.ticketId}/offer`, { workerId: action.workerId })
        case 'cancel':
          return api.post(`/tickets/${action.ticketId}/cancel`, { reason: action.reason })
        case 'confirm':
          return api.post(`/tickets/${action.ticketId}/confirm`)
      }
    },
    onSuccess: (ticket) => {
      dispatch({ type: 'answered', ticket })
      void queries.invalidateQueries({ queryKey: ['candidates'] })
    },
    onError: show,
  })
}
