import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Page } from '../../../../server/contract/common.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'
import { allOf } from '../../app/known.ts'
import { useLive, useNow } from '../../app/LiveProvider.tsx'
import { alertQuery } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { Empty } from '../../components/Empty.tsx'
import { grouped, offerEndsAt } from './order.ts'
import { nextStep } from './steps.ts'
import { TicketCard } from './TicketCard.tsx'
import styles from './worker.module.css'

/** A worker's tickets on a phone: what needs an answer first. */
export default function WorkerPage() {
  const { t } = useTranslation('worker')
  const me = useMe()
  const live = useLive()
  const now = useNow()
  const finished = useQuery({
    queryKey: ['tickets', 'finished'],
    queryFn: () => api.get<Page<Ticket>>('/tickets', { mine: true, state: 'done,confirmed', limit: 20 }),
  })
  const open = allOf(live.tickets)
  const known = new Map([...(finished.data?.items ?? []), ...open].map((ticket) => [ticket.id, ticket]))
  const tickets = [...known.values()]
  const alerts = useAlertsOf(open)
  const groups = grouped(tickets, me.id, alerts, now)
  const card = (ticket: Ticket) => {
    const alert = alerts[ticket.alertId ?? '']
    return (
      <TicketCard
        key={ticket.id}
        ticket={ticket}
        alert={alert ?? null}
        leftMs={leftMs(offerEndsAt(ticket, alert?.priority), now)}
      />
    )
  }
  const sections = [
    { name: 'offered', items: groups.offered },
    { name: 'inHand', items: groups.inHand },
    { name: 'finished', items: groups.finished },
  ] as const

  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t('title')}</h1>
      {groups.offered.length + groups.inHand.length === 0 &&
        (live.loaded ? (
          <Empty title={t('emptyTitle')} hint={t('emptyHint')} />
        ) : (
          <p className={styles.quiet} role="status">
            {t('loading')}
          </p>
        ))}
      {sections.map(
        ({ name, items }) =>
          items.length > 0 && (
            <section key={name} className={styles.group} aria-labelledby={`tickets-${name}`}>
              <h2 id={`tickets-${name}`}>{t(name)}</h2>
              <ul>{items.map(card)}</ul>
            </section>
          ),
      )}
    </div>
  )
}

const leftMs = (endsAt: number | null, now: number) => (endsAt === null ? null : endsAt - now)

function useAlertsOf(tickets: readonly Ticket[]): Record<string, Alert> {
  const ids = [...new Set(tickets.flatMap(({ alertId, state }) => (nextStep(state) === null ? [] : (alertId ?? []))))]
  const found = useQueries({ queries: ids.map((id) => ({ ...alertQuery(id), retry: false })) })
  return Object.fromEntries(found.flatMap(({ data }) => (data ? [[data.id, data]] : [])))
}
