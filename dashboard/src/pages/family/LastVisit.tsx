import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Page } from '../../../../server/contract/common.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { Stars } from '../../components/Stars.tsx'

const weekMs = 7 * 86_400_000

/** How the last visit was, asked once and for a week. */
export function LastVisit({ residentId }: { residentId: string }) {
  const { t } = useTranslation('family')
  const now = useMinute()
  const times = useTimes()
  const queries = useQueryClient()
  const key = ['tickets', 'last', residentId]
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => api.get<Page<Ticket>>('/tickets', { residentId, state: 'done,confirmed', limit: 1 }),
  })
  const ticket = data?.items[0]
  if (!ticket?.doneAt || ticket.rating !== null || now - Date.parse(ticket.doneAt) > weekMs) return null
  return (
    <Stars
      ticketId={ticket.id}
      by="family"
      ask={t('rate.ask', { who: ticket.worker?.name ?? t('somebody'), time: times.dayAndMinute(ticket.doneAt) })}
      name={(stars) => t('rate.stars', { stars })}
      refuse={t('rate.refuse')}
      onRated={() => void queries.invalidateQueries({ queryKey: key })}
    />
  )
}
