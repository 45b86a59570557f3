import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { lastingText, useTimes } from '../../app/clock.ts'
import { useLiveDispatch, useNow } from '../../app/LiveProvider.tsx'
import { useTicketName } from '../../app/ticketName.ts'
import { Documents } from '../../components/documents/Documents.tsx'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import { Stars } from '../../components/Stars.tsx'
import { useReason } from '../tickets/reason.ts'
import { ActionBar } from './ActionBar.tsx'
import { Health } from './Health.tsx'
import { HomeCard } from './HomeCard.tsx'
import { KeySafe } from './KeySafe.tsx'
import { hasDeadline, isInHand, offerEndsAt } from './order.ts'
import { Stages } from './Stages.tsx'
import { nextStep } from './steps.ts'
import { useStep } from './useStep.ts'
import styles from './worker.module.css'

type Props = { ticket: Ticket; alert: Alert | null; instructions: string | null }

export function TicketInHand({ ticket, alert, instructions }: Props) {
  const { t } = useTranslation(['worker', 'domain'])
  const reasonText = useReason()
  const times = useTimes()
  const inHand = isInHand(ticket)
  const nameOf = useTicketName()
  return (
    <>
      <header className={styles.head}>
        <div className={styles.headAbove}>
          {alert && nextStep(ticket.state) !== null && <PriorityMark priority={alert.priority} />}
          <span>{t('number', { number: ticket.number })}</span>
          <span>{t('asked', { time: times.minute(ticket.requestedAt) })}</span>
        </div>
        <h1>{ticket.resident?.name ?? nameOf(ticket)}</h1>
        <Deadline ticket={ticket} alert={alert} />
      </header>
      <Ended ticket={ticket} />
      {ticket.state !== 'offered' && <Stages ticket={ticket} />}
      {ticket.resident && nextStep(ticket.state) && <HomeCard resident={ticket.resident} inHand={inHand} />}
      <dl className={styles.facts}>
        <dt>{t('what')}</dt>
        <dd>
          {alert
            ? t('happened', { kind: t(`domain:kind.${alert.kind}`), time: times.minute(alert.happenedAt) })
            : nameOf(ticket)}
          {ticket.reason !== '' && <p>{reasonText(ticket.reason)}</p>}
        </dd>
        {ticket.plan && (
          <>
            <dt>{t('agreed')}</dt>
            <dd>{[ticket.plan.on, ticket.plan.agreed].filter(Boolean).join(' ')}</dd>
          </>
        )}
        {ticket.plan && ticket.plan.wished !== '' && (
          <>
            <dt>{t('wished')}</dt>
            <dd className={styles.prose}>{ticket.plan.wished}</dd>
          </>
        )}
        {inHand && (
          <>
            <dt>{t('instructions')}</dt>
            <dd className={styles.prose}>{instructions || t('noInstructions')}</dd>
          </>
        )}
        {ticket.doneNote && (
          <>
            <dt>{t('doneNote')}</dt>
            <dd className={styles.prose}>
              {ticket.doneNote}
              {ticket.proof && ` · ${t(`proofs.${ticket.proof}`)}`}
            </dd>
          </>
        )}
      </dl>
      {ticket.state === 'arrived' && <Inside ticket={ticket} />}
      {inHand && ticket.resident && <Health residentId={ticket.resident.id} />}
      {inHand && ticket.resident && <KeySafe residentId={ticket.resident.id} />}
      {inHand && ticket.resident && <Documents residentId={ticket.resident.id} />}
      {ticket.state === 'offered' && <p className={styles.quiet}>{t('afterAccept')}</p>}
      <ActionBar ticket={ticket} />
    </>
  )
}

function Deadline({ ticket, alert }: { ticket: Ticket; alert: Alert | null }) {
  const { t } = useTranslation('worker')
  const now = useNow()
  const endsAt = offerEndsAt(ticket, alert?.priority)
  if (!hasDeadline(ticket)) return null
  return (
    <p className={styles.deadline} role="timer">
      {endsAt === null
        ? ' '
        : endsAt > now
          ? t('answerWithin', { lasting: lastingText(endsAt - now) })
          : t('offerOver')}
    </p>
  )
}

/** From the door to inside: said with one tap, and only if somebody thinks of it. */
function Inside({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('worker')
  const times = useTimes()
  const { sending, send } = useStep(ticket.id)
  if (ticket.insideAt !== null)
    return <p className={styles.quiet}>{t('insideAt', { time: times.minute(ticket.insideAt) })}</p>
  return (
    <Button
      variant="default"
      size="md"
      fullWidth
      loading={sending.is === 'sending'}
      onClick={() => void send('inside', {}, (now) => now.insideAt !== null)}
    >
      {t('inside')}
    </Button>
  )
}

function Ended({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation(['worker', 'domain'])
  const dispatch = useLiveDispatch()
  if (ticket.state === 'done' || ticket.state === 'confirmed')
    return (
      <div className={styles.ended} role="status">
        <strong>{t('finishedTitle')}</strong>
        <span>{t('finishedHint')}</span>
        {ticket.rating === null ? (
          <Stars
            ticketId={ticket.id}
            by="resident"
            ask={t('rate.ask')}
            name={(stars) => t('rate.stars', { stars })}
            refuse={t('rate.refuse')}
            onRated={(rated) => dispatch({ type: 'answered', ticket: rated })}
          />
        ) : (
          <span>{t('rate.thanks')}</span>
        )}
      </div>
    )
  if (ticket.state === 'cancelled' || ticket.state === 'failed')
    return (
      <div className={styles.ended} role="status">
        <strong>{t('endedTitle', { state: t(`domain:ticketState.${ticket.state}`) })}</strong>
        <span>{t('endedHint')}</span>
      </div>
    )
  return null
}
