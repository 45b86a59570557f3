import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { ApiProblem, api } from '../../app/api.ts'
import { useLiveDispatch } from '../../app/LiveProvider.tsx'

export type Sending = { is: 'idle' } | { is: 'sending' } | { is: 'failed'; error: unknown }

/** Takes a step of a ticket once, however often it is tapped. `taken` says whether it had been taken already. */
export function useStep(ticketId: string) {
  const [sending, setSending] = useState<Sending>({ is: 'idle' })
  const busy = useRef(false)
  const dispatch = useLiveDispatch()
  const queries = useQueryClient()

  /** `before` is sent first, as a part of the same step. */
  async function send(
    path: string,
    body: unknown,
    taken: (ticket: Ticket) => boolean,
    before?: () => Promise<unknown>,
  ): Promise<Ticket | null> {
    if (busy.current) return null
    busy.current = true
    setSending({ is: 'sending' })
    try {
      const post = async () => {
        await before?.()
        return api.post<Ticket>(`/tickets/${ticketId}/${path}`, body)
      }
      const ticket = await post().catch(async (error: unknown) => {
        // The answer to an earlier tap may have been lost: what counts is how the ticket stands.
        if (!(error instanceof ApiProblem) || error.code !== 'illegal_transition') throw error
        const now = await api.get<Ticket>(`/tickets/${ticketId}`)
        dispatch({ type: 'answered', ticket: now })
        if (!taken(now)) throw error
        return now
      })
      dispatch({ type: 'answered', ticket })
      queries.setQueryData(['ticket', ticketId], ticket)
      setSending({ is: 'idle' })
      return ticket
    } catch (error) {
      setSending({ is: 'failed', error })
      return null
    } finally {
      busy.current = false
    }
  }

  return { sending, send, forget: () => setSending({ is: 'idle' }) }
}
