import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../../server/contract/tickets.ts'
import { useTimes } from '../../../app/clock.ts'
import { pagesOf, useMe } from '../../../app/session.ts'
import { useTicketName } from '../../../app/ticketName.ts'
import styles from './visits.module.css'
import { dayText } from './words.ts'

/** One visit, planned or done. */
export function TicketLine({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useTranslation(['domain', 'visits'])
  const me = useMe()
  const times = useTimes()
  const nameOf = useTicketName()
  const name = nameOf(ticket)
  const { plan } = ticket
  const when = plan === null ? times.dayAndMinute(ticket.requestedAt) : dayText(plan.on, i18n.language)
  return (
    <li className={styles.ticket}>
      <span>
        {pagesOf(me.role).includes('/tickets') ? (
          <Link to="/tickets/$ticketId" params={{ ticketId: ticket.id }}>
            {name}
          </Link>
        ) : (
          name
        )}
      </span>
      <span>
        {when}
        {plan?.agreed && ` ${plan.agreed}`}
      </span>
      <span>
        {t(`ticketState.${ticket.state}`)}
        {ticket.worker && ` · ${ticket.worker.name}`}
        {ticket.doneAt && ` · ${times.dayAndMinute(ticket.doneAt)}`}
      </span>
      {ticket.doneNote && <span className={styles.note}>{ticket.doneNote}</span>}
    </li>
  )
}
