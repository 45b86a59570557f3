import { Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { isOpenTicket } from '../../app/domain.ts'
import { knownBy } from '../../app/known.ts'
import { useLive, useMinute } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { useTimeline } from '../../app/queries.ts'
import { seesAlerts, useMe } from '../../app/session.ts'
import { useTicketName } from '../../app/ticketName.ts'
import { Empty } from '../../components/Empty.tsx'
import { PhoneLink } from '../../components/PhoneLink.tsx'
import { Timeline } from '../../components/Timeline.tsx'
import { Assign } from './Assign.tsx'
import { isOverdue } from './groups.ts'
import { ProofShown } from './ProofShown.tsx'
import { useReason } from './reason.ts'
import styles from './tickets.module.css'
import { useTicketStep } from './useTicketStep.ts'

/** One ticket: what it is about, who has it, what a dispatcher may do about it, and its story. */
export function TicketPanel({ ticketId, onClose }: { ticketId: string; onClose: () => void }) {
  const { t } = useTranslation(['tickets', 'domain', 'shell'])
  const say = useProblemText()
  const found = useQuery({ queryKey: ['ticket', ticketId], queryFn: () => api.get<Ticket>(`/tickets/${ticketId}`) })
  const live = knownBy(useLive().tickets, ticketId)
  const story = useTimeline('ticket', ticketId)
  const nameOf = useTicketName()
  const ticket = live !== undefined && live.seq >= (found.data?.seq ?? 0) ? live : found.data
  if (found.isError && ticket === undefined) return <Empty title={say(found.error)} />
  if (ticket === undefined) return null
  return (
    <article className={styles.ticket}>
      <header>
        <h2>
          {nameOf(ticket)} · {t('number', { number: ticket.number })}
        </h2>
        <button type="button" className={styles.close} aria-label={t('shell:close')} onClick={onClose}>
          <IconX size={20} stroke={1.6} aria-hidden />
        </button>
      </header>
      <Facts ticket={ticket} />
      <Work ticket={ticket} />
      <section>
        <h3>{t('story')}</h3>
        {story.data && <Timeline entries={story.data} days />}
      </section>
    </article>
  )
}

function Facts({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation(['tickets', 'domain'])
  const times = useTimes()
  const me = useMe()
  const now = useMinute()
  const reasonText = useReason()
  const { resident, worker } = ticket
  return (
    <dl className={styles.facts}>
      <Fact name={t('state')}>
        <strong>{t(`domain:ticketState.${ticket.state}`)}</strong>
        {isOverdue(ticket, now) && ticket.dueAt && (
          <b className={styles.late}>{t('overdueSince', { time: times.dayAndMinute(ticket.dueAt) })}</b>
        )}
      </Fact>
      {ticket.plan !== null && ticket.plan.wished !== '' && <Fact name={t('wished')}>{ticket.plan.wished}</Fact>}
      {ticket.reason !== '' && <Fact name={t('why')}>{reasonText(ticket.reason)}</Fact>}
      {ticket.alertId && seesAlerts(me.role) && (
        <Fact name={t('alert')}>
          <Link to="/alerts/$alertId" params={{ alertId: ticket.alertId }}>
            {t('openAlert')}
          </Link>
        </Fact>
      )}
      {ticket.deviceId && (
        <Fact name={t('device')}>
          {ticket.deviceId}
          <Link to="/tickets" search={{ deviceId: ticket.deviceId, show: 'all' }}>
            {t('othersOfDevice')}
          </Link>
        </Fact>
      )}
      <Fact name={t('where')}>
        {resident ? (
          <>
            <Link to="/residents/$residentId" params={{ residentId: resident.id }}>
              {resident.name}
            </Link>
            <span>{resident.address}</span>
            {resident.phone && <PhoneLink phone={resident.phone} label={resident.name} />}
          </>
        ) : (
          ticket.areaName
        )}
      </Fact>
      <Fact name={t('worker')}>
        {worker?.name ?? t('nobody')}
        {worker?.phone && <PhoneLink phone={worker.phone} label={worker.name} />}
      </Fact>
      {ticket.provider && <Fact name={t('provider')}>{ticket.provider.name}</Fact>}
      <Fact name={t('requested')}>{times.dayAndMinute(ticket.requestedAt)}</Fact>
      {ticket.dueAt && (
        <Fact name={t('due')}>
          {ticket.plan === null
            ? t(`dueIn.${ticket.kind}`, { time: times.dayAndMinute(ticket.dueAt) })
            : times.dayAndMinute(ticket.dueAt)}
        </Fact>
      )}
      {ticket.arrivedAt && <Fact name={t('begin')}>{times.dayAndMinute(ticket.arrivedAt)}</Fact>}
      {ticket.arrivedAt && <Arrival ticket={ticket} />}
      {ticket.doneAt && <Fact name={t('end')}>{times.dayAndMinute(ticket.doneAt)}</Fact>}
      {ticket.doneNote && <Fact name={t('doneNote')}>{ticket.doneNote}</Fact>}
      {ticket.proof && (
        <Fact name={t('proof')}>
          <ProofShown ticket={ticket} proof={ticket.proof} />
        </Fact>
      )}
    </dl>
  )
}

/** Where the visit took place, by the phone of who was there. */
function Arrival({ ticket: { arrivalPlace, arrivalMetres, arrivalReason } }: { ticket: Ticket }) {
  const { t } = useTranslation(['tickets', 'timeline'])
  const said = [
    arrivalPlace && `${arrivalPlace.lat.toFixed(5)}, ${arrivalPlace.lon.toFixed(5)}`,
    arrivalMetres !== null && t('timeline:metres', { metres: Math.round(arrivalMetres) }),
    arrivalReason,
  ].filter(Boolean)
  return <Fact name={t('arrival')}>{said.length === 0 ? t('arrivalUnknown') : said.join(' · ')}</Fact>
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

type Asking = 'nothing' | 'assign' | 'cancel' | 'fail'

function Work({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation(['tickets', 'shell'])
  const me = useMe()
  const step = useTicketStep(ticket.id)
  const [asking, setAsking] = useState<Asking>('nothing')
  const stop = () => setAsking('nothing')
  if (me.role === 'auditor') return null
  const open = isOpenTicket(ticket)
  const mayOffer = ['requested', 'offered', 'declined', 'expired'].includes(ticket.state)
  const mayFail = ['accepted', 'travelling', 'arrived'].includes(ticket.state)
  if (!open && ticket.state !== 'done') return null
  if (asking === 'assign')
    return (
      <Assign
        ticket={ticket}
        busy={step.isPending}
        onChoose={(workerId) => step.mutate({ do: 'offer', workerId }, { onSuccess: stop })}
        onStop={stop}
      />
    )
  if (asking === 'cancel' || asking === 'fail')
    return (
      <Reason
        text={t(asking === 'cancel' ? 'cancel' : 'fail')}
        busy={step.isPending}
        onStop={stop}
        onSay={(reason) => step.mutate({ do: asking, reason }, { onSuccess: stop })}
      />
    )
  return (
    <div className={styles.actions}>
      {mayOffer && (
        <Button onClick={() => setAsking('assign')}>
          {t(ticket.state === 'offered' ? 'assignAnother' : 'assign')}
        </Button>
      )}
      {ticket.state === 'done' && (
        <Button loading={step.isPending} onClick={() => step.mutate({ do: 'confirm' })}>
          {t('confirm')}
        </Button>
      )}
      {mayFail && (
        <Button variant="default" onClick={() => setAsking('fail')}>
          {t('fail')}
        </Button>
      )}
      {open && (
        <Button variant="default" onClick={() => setAsking('cancel')}>
          {t('cancel')}
        </Button>
      )}
    </div>
  )
}

type ReasonProps = { text: string; busy: boolean; onSay: (reason: string) => void; onStop: () => void }

function Reason({ text, busy, onSay, onStop }: ReasonProps) {
  const { t } = useTranslation(['tickets', 'shell'])
  const [reason, setReason] = useState('')
  return (
    <form
      className={styles.reason}
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') onSay(reason.trim())
      }}
    >
      <TextInput
        label={t('reason')}
        value={reason}
        maxLength={2000}
        autoFocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={styles.actions}>
        <Button type="submit" loading={busy} disabled={reason.trim() === ''}>
          {text}
        </Button>
        <Button variant="default" onClick={onStop}>
          {t('shell:back')}
        </Button>
      </div>
    </form>
  )
}
