import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../server/contract/tickets.ts'

/** What a ticket is called: the service that was planned, or its kind. */
export function useTicketName(): (ticket: Pick<Ticket, 'kind' | 'plan'>) => string {
  const { t } = useTranslation('domain')
  return ({ kind, plan }) => (plan === null ? t(`ticketKind.${kind}`) : t(`service.${plan.service}`))
}
