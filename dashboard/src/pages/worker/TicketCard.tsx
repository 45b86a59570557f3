import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { lastingText, useTimes } from '../../app/clock.ts'
import { useTicketName } from '../../app/ticketName.ts'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import { hasDeadline } from './order.ts'
import styles from './worker.module.css'

type Props = {
  ticket: Ticket
  alert: Alert | null
  /** How long the offer stands, ms; null when nothing runs out. */
  leftMs: number | null
}

export function TicketCard({ ticket, alert, leftMs }: Props) {
  const { t } = useTranslation(['worker', 'domain'])
  const times = useTimes()
  const nameOf = useTicketName()
  const over = ticket.state === 'done' || ticket.state === 'confirmed'
  const ended = ticket.doneAt ?? ticket.closedAt
  return (
    <li>
      <Link to="/worker/$ticketId" params={{ ticketId: ticket.id }} className={styles.card} data-over={over}>
        <div className={styles.cardText}>
          <div className={styles.cardAbove}>
            {alert && !over && <PriorityMark priority={alert.priority} word={false} />}
            <span>
              {alert
                ? t(`domain:kind.${alert.kind}`)
                : [nameOf(ticket), ticket.plan?.on, ticket.plan?.agreed].filter(Boolean).join(' ')}
            </span>
            <span className={styles.state}>
              {over && ended
                ? t('doneAt', { time: times.dayAndMinute(ended) })
                : t(`domain:ticketState.${ticket.state}`)}
            </span>
          </div>
          <strong>{ticket.resident?.name ?? t('number', { number: ticket.number })}</strong>
          {ticket.resident && <span className={styles.address}>{ticket.resident.address}</span>}
          {hasDeadline(ticket) && (
            <span className={styles.countdown} role="timer">
              {leftMs === null
                ? ' '
                : leftMs > 0
                  ? t('answerWithin', { lasting: lastingText(leftMs) })
                  : t('offerOver')}
            </span>
          )}
        </div>
        <IconChevronRight size={22} stroke={1.6} aria-hidden />
      </Link>
    </li>
  )
}
