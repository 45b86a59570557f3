import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'
import { useLiveDispatch } from '../../app/LiveProvider.tsx'
import { useShowProblem } from '../../app/problem.ts'

export type TicketStep =
  | { do: 'offer'; workerId: string }
  | { do: 'cancel' | 'fail'; reason: string }
  | { do: 'confirm' }

/** What a dispatcher does with a ticket; the answer stands in the list and on the panel at once. */
export function useTicketStep(ticketId: string) {
  const dispatch = useLiveDispatch()
  const queries = useQueryClient()
  const show = useShowProblem()
  return useMutation({
    mutationFn: ({ do: verb, ...body }: TicketStep) => api.post<Ticket>(`/tickets/${ticketId}/${verb}`, body),
    onSuccess: (ticket) => {
      dispatch({ type: 'answered', ticket })
      queries.setQueryData(['ticket', ticket.id], ticket)
      void queries.invalidateQueries({ queryKey: ['tickets'] })
      void queries.invalidateQueries({ queryKey: ['timeline', 'ticket', ticket.id] })
    },
    onError: show,
  })
}
