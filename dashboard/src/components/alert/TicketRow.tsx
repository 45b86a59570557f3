import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { useTimes } from '../../app/clock.ts'
import { isOpenTicket, type TicketState } from '../../app/domain.ts'
import { PhoneLink } from '../PhoneLink.tsx'
import { useTicketAction } from './actions.ts'
import { Candidates } from './Candidates.tsx'
import styles from './TicketRow.module.css'
import { useCandidates } from './useCandidates.ts'

const steps = ['offered', 'accepted', 'travelling', 'arrived', 'done'] as const

/** One ticket: how far it has come, who has it, and what a dispatcher may do about it. */
export function TicketRow({ ticket, alertId, inHand }: { ticket: Ticket; alertId: string; inHand: boolean }) {
  const { t } = useTranslation(['alert', 'domain', 'shell'])
  const times = useTimes()
  const act = useTicketAction()
  const [asking, setAsking] = useState<'nothing' | 'cancel' | 'another'>('nothing')
  const [reason, setReason] = useState('')
  const candidates = useCandidates(alertId, asking === 'another')
  const open = isOpenTicket(ticket)
  const mayOffer = ['requested', 'offered', 'declined', 'expired'].includes(ticket.state)
  const reached = steps.findIndex((step) => step === (ticket.state === 'confirmed' ? 'done' : ticket.state))
  const at = momentOf(ticket)
  const stop = () => setAsking('nothing')

  return (
    <div className={styles.ticket} data-open={open || undefined}>
      <div className={styles.line}>
        <strong>{t(`domain:ticketState.${ticket.state}`)}</strong>
        {at !== null && <time>{times.clock(at)}</time>}
        <Link className={styles.number} to="/tickets/$ticketId" params={{ ticketId: ticket.id }}>
          {t('ticket', { number: ticket.number })}
        </Link>
      </div>
      {reached >= 0 && (
        <ol className={styles.steps} aria-hidden>
          {steps.map((step, index) => (
            <li key={step} data-reached={index <= reached || undefined} />
          ))}
        </ol>
      )}
      <div className={styles.line}>
        <span>{ticket.worker?.name ?? t('ticketWaiting')}</span>
        {ticket.worker?.phone && <PhoneLink phone={ticket.worker.phone} label={ticket.worker.name} />}
      </div>
      {ticket.nobodySince !== null && <p>{t('nobodyGoesHint')}</p>}
      {ticket.arrivalMetres !== null && <p>{t('arrivedWithin', { metres: Math.round(ticket.arrivalMetres) })}</p>}
      {ticket.doneNote !== null && <p>{ticket.doneNote}</p>}
      {inHand && asking === 'nothing' && (open || ticket.state === 'done') && (
        <div className={styles.buttons}>
          {mayOffer && (
            <Button size="compact-sm" variant="default" onClick={() => setAsking('another')}>
              {t('offerAnother')}
            </Button>
          )}
          {open && (
            <Button size="compact-sm" variant="subtle" onClick={() => setAsking('cancel')}>
              {t('cancelTicket')}
            </Button>
          )}
          {ticket.state === 'done' && (
            <Button
              size="compact-sm"
              variant="default"
              disabled={act.isPending}
              onClick={() => act.mutate({ do: 'confirm', ticketId: ticket.id })}
            >
              {t('confirmTicket')}
            </Button>
          )}
        </div>
      )}
      {asking === 'another' && (
        <>
          {candidates.data?.length === 0 && <p>{t('nobodyNear')}</p>}
          <Candidates
            candidates={(candidates.data ?? []).filter(({ worker }) => worker.id !== ticket.worker?.id)}
            busy={act.isPending}
            onChoose={(workerId) => act.mutate({ do: 'offer', ticketId: ticket.id, workerId }, { onSuccess: stop })}
          />
          <div className={styles.buttons}>
            <Button size="compact-sm" variant="subtle" onClick={stop}>
              {t('shell:cancel')}
            </Button>
          </div>
        </>
      )}
      {asking === 'cancel' && (
        <form
          className={styles.cancel}
          onSubmit={(event) => {
            event.preventDefault()
            act.mutate({ do: 'cancel', ticketId: ticket.id, reason }, { onSuccess: stop })
          }}
        >
          <TextInput
            size="sm"
            aria-label={t('cancelReason')}
            placeholder={t('cancelReason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
            autoFocus
          />
          <Button size="sm" type="submit" variant="default" disabled={reason.trim() === '' || act.isPending}>
            {t('cancelTicket')}
          </Button>
          <Button size="sm" variant="subtle" onClick={stop}>
            {t('keep')}
          </Button>
        </form>
      )}
    </div>
  )
}

/** When it came to where it is. */
function momentOf(ticket: Ticket): string | null {
  const moments: { readonly [S in TicketState]?: string | null } = {
    requested: ticket.requestedAt,
    offered: ticket.offeredAt,
    accepted: ticket.acceptedAt,
    travelling: ticket.travellingAt,
    arrived: ticket.arrivedAt,
    done: ticket.doneAt,
    confirmed: ticket.closedAt,
    cancelled: ticket.closedAt,
    failed: ticket.closedAt,
  }
  return moments[ticket.state] ?? null
}
