import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Candidate, Ticket } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'
import { isOpenTicket } from '../../app/domain.ts'
import { allOf } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { useKeyed } from '../Key.tsx'
import { useTicketAction } from './actions.ts'
import { Block } from './Block.tsx'
import { Candidates, wayText } from './Candidates.tsx'
import styles from './Dispatch.module.css'
import { TicketRow } from './TicketRow.tsx'
import { useCandidates } from './useCandidates.ts'

/** Minutes of the service's promise, as in server/core/dispatch/travel.ts. */
const circleMinutes = 15

/** Who goes there: tickets of this alert with their live state, and sending somebody. */
export function Dispatch({ alert, inHand }: { alert: Alert; inHand: boolean }) {
  const { t } = useTranslation('alert')
  const tickets = useTicketsOf(alert)
  const open = tickets.filter(isOpenTicket)
  if (!inHand && tickets.length === 0) return null
  return (
    <Block title={t('help')}>
      {tickets.map((ticket) => (
        <TicketRow key={ticket.id} ticket={ticket} alertId={alert.id} inHand={inHand} />
      ))}
      {inHand && open.length === 0 && <Send alert={alert} again={tickets.length > 0} />}
    </Block>
  )
}

/** `again`: somebody was there already, so that ending it is what comes next. */
function Send({ alert, again }: { alert: Alert; again: boolean }) {
  const { t } = useTranslation('alert')
  const say = useProblemText()
  const [choosing, setChoosing] = useState(false)
  const act = useTicketAction()
  const keyed = useKeyed()
  const candidates = useCandidates(alert.id, true)
  const kind = alert.priority === 4 ? 'maintenance' : 'response'
  const nearest = candidates.data?.[0]
  const send = (workerId?: string) =>
    act.mutate({ do: 'send', alertId: alert.id, kind, ...(workerId === undefined ? {} : { workerId }) })
  return (
    <div className={styles.send}>
      <div className={styles.buttons}>
        <Button
          variant={again ? 'default' : 'filled'}
          data-key="send"
          {...keyed('S')}
          onClick={() => send()}
          disabled={act.isPending}
        >
          {nearest === undefined
            ? t('sendNearest')
            : t(nearest.metres === null ? 'sendTo' : 'sendNearestTo', { name: nearest.worker.name })}
        </Button>
        {(candidates.data?.length ?? 2) > 1 && (
          <Button
            variant="default"
            aria-expanded={choosing}
            disabled={candidates.data === undefined}
            onClick={() => setChoosing(!choosing)}
          >
            {t('choose')}
          </Button>
        )}
      </div>
      {candidates.data?.length !== 0 && (
        <p>{nearest === undefined ? ' ' : whyText(nearest, candidates.data ?? [], t)}</p>
      )}
      {candidates.isError && <p role="alert">{say(candidates.error)}</p>}
      {candidates.data?.length === 0 && <p>{t('nobodyNear')}</p>}
      {choosing && candidates.data && (
        <Candidates candidates={candidates.data} busy={act.isPending} onChoose={(workerId) => send(workerId)} />
      )}
    </div>
  )
}

/** Why it is them; and what is missing where nobody is within the circle. */
function whyText(nearest: Candidate, all: readonly Candidate[], t: TFunction<'alert'>): string {
  const near = all.some(({ minutes }) => minutes !== null && minutes <= circleMinutes)
  const known = all.some(({ minutes }) => minutes !== null)
  return [
    known ? wayText(nearest, t) : t('noPlaces'),
    nearest.openTickets > 0 ? t('openTickets', { count: nearest.openTickets }) : '',
    near || !known ? '' : t('noneInCircle', { minutes: circleMinutes }),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The tickets of an alert as the API last told them. */
export const useTicketsAsked = (alertId: string) =>
  useQuery({ queryKey: ['tickets', alertId], queryFn: () => api.all<Ticket>('/tickets', { alertId }) })

/** Finished ones from the API, the others live; in the order they were asked for. */
export function useTicketsOf(alert: Alert): Ticket[] {
  const live = useLive().tickets
  const { data } = useTicketsAsked(alert.id)
  const all = new Map((data ?? []).map((ticket) => [ticket.id, ticket]))
  for (const ticket of allOf(live))
    if (ticket.alertId === alert.id && ticket.seq >= (all.get(ticket.id)?.seq ?? 0)) all.set(ticket.id, ticket)
  return [...all.values()].sort((a, b) => a.number - b.number)
}
