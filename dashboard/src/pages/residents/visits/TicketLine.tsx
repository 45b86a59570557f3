import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../../server/contract/tickets.ts'
import { useTimes } from '../../../app/clock.ts'
import { isNotOnTheWay } from '../../../app/domain.ts'
import { pagesOf, plansVisits, useMe } from '../../../app/session.ts'
import { useTicketName } from '../../../app/ticketName.ts'
import { MoveTurn } from './MoveTurn.tsx'
import styles from './visits.module.css'
import { dayText } from './words.ts'

/** One visit, planned or done. As long as nobody is on the way, it can be moved. */
export function TicketLine({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useTranslation(['domain', 'visits'])
  const me = useMe()
  const times = useTimes()
  const nameOf = useTicketName()
  const [moving, setMoving] = useState(false)
  const name = nameOf(ticket)
  const { plan, resident } = ticket
  const when = plan === null ? times.dayAndMinute(ticket.requestedAt) : dayText(plan.on, i18n.language)
  const movable = plan !== null && resident !== null && plansVisits(me.role) && isNotOnTheWay(ticket)
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
        {plan !== null && plan.turn !== plan.on && (
          <small> {t('visits:movedFrom', { day: dayText(plan.turn, i18n.language) })}</small>
        )}
      </span>
      <span>
        {t(`ticketState.${ticket.state}`)}
        {ticket.worker && ` · ${ticket.worker.name}`}
        {ticket.doneAt && ` · ${times.dayAndMinute(ticket.doneAt)}`}
      </span>
      {movable && (
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={moving}
          aria-label={`${t('visits:move')} ${name} ${when}`}
          onClick={() => setMoving(!moving)}
        >
          {t('visits:move')}
        </Button>
      )}
      {ticket.doneNote && <span className={styles.note}>{ticket.doneNote}</span>}
      {moving && movable && (
        <MoveTurn residentId={resident.id} turn={{ planId: plan.id, ...plan }} done={() => setMoving(false)} />
      )}
    </li>
  )
}
