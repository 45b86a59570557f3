import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { useTimes } from '../../app/clock.ts'
import { useTicketName } from '../../app/ticketName.ts'
import type { TicketsSearch } from '../../app/ticketsSearch.ts'
import { isOverdue } from './groups.ts'
import { useReason } from './reason.ts'
import styles from './tickets.module.css'

type Props = { ticket: Ticket; now: number; isOpen: boolean; search: TicketsSearch }

export function TicketRow({ ticket, now, isOpen, search }: Props) {
  const { t } = useTranslation(['tickets', 'domain'])
  const times = useTimes()
  const reasonText = useReason()
  const nameOf = useTicketName()
  const late = isOverdue(ticket, now)
  return (
    <li className={styles.row} data-open={isOpen || undefined}>
      <span className={styles.what}>
        <Link to="/tickets/$ticketId" params={{ ticketId: ticket.id }} search={search}>
          {nameOf(ticket)}
        </Link>
        <small>{[t('number', { number: ticket.number }), reasonText(ticket.reason)].filter(Boolean).join(' · ')}</small>
      </span>
      <span className={styles.who}>
        {ticket.resident?.name ?? ticket.areaName}
        <small>{ticket.resident?.address ?? ticket.deviceId}</small>
      </span>
      <span className={styles.state}>
        {t(`domain:ticketState.${ticket.state}`)}
        <small>{ticket.worker?.name ?? t('nobody')}</small>
      </span>
      <span className={styles.when}>
        <time dateTime={ticket.requestedAt}>{times.dayAndMinute(ticket.requestedAt)}</time>
        {late && ticket.dueAt && <strong>{t('overdueSince', { time: times.dayAndMinute(ticket.dueAt) })}</strong>}
      </span>
    </li>
  )
}
