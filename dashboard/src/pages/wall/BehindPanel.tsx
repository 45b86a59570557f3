import { CloseButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { useTimes } from '../../app/clock.ts'
import { useHeld } from '../../focus/useHeld.ts'
import styles from './wall.module.css'

/** What a number on the wall counts, as it was when it was opened. */
export type Shown =
  | { of: 'alerts'; title: string; alerts: readonly Alert[] }
  | { of: 'tickets'; title: string; tickets: readonly Ticket[] }
  | {
      of: 'people'
      title: string
      people: readonly { id: string; name: string; note: string; alerts: readonly Alert[] }[]
    }

const most = 200

/** Inside the wall, so that it is there in full screen too. */
export function BehindPanel({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const { t } = useTranslation(['wall', 'shell'])
  const panel = useRef<HTMLElement>(null)
  useHeld(panel)
  return (
    <aside
      ref={panel}
      className={styles.panel}
      aria-label={shown.title}
      tabIndex={-1}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <header>
        <h2>{shown.title}</h2>
        <CloseButton size="lg" aria-label={t('shell:close')} onClick={onClose} />
      </header>
      <ul>
        <Rows shown={shown} />
      </ul>
    </aside>
  )
}

function Rows({ shown }: { shown: Shown }) {
  const { t } = useTranslation(['wall', 'domain'])
  switch (shown.of) {
    case 'alerts':
      return <Alerts alerts={shown.alerts} />
    case 'tickets':
      return shown.tickets.length === 0 ? (
        <li>{t('empty')}</li>
      ) : (
        shown.tickets.slice(0, most).map((ticket) => (
          <li key={ticket.id}>
            {ticket.alertId === null ? (
              <span>{ticket.resident?.name}</span>
            ) : (
              <Link to="/alerts/$alertId" params={{ alertId: ticket.alertId }}>
                {ticket.resident?.name ?? `#${ticket.number}`}
              </Link>
            )}
            <span>
              {t(`domain:ticketKind.${ticket.kind}`)} · {t(`domain:ticketState.${ticket.state}`)}
              {ticket.worker !== null && ` · ${ticket.worker.name}`}
            </span>
          </li>
        ))
      )
    case 'people':
      return shown.people.length === 0 ? (
        <li>{t('nobody')}</li>
      ) : (
        shown.people.map(({ id, name, note, alerts }) => (
          <li key={id}>
            <strong>{name}</strong>
            <span>{note}</span>
            {alerts.length > 0 && (
              <ul>
                <Alerts alerts={alerts} />
              </ul>
            )}
          </li>
        ))
      )
  }
}

function Alerts({ alerts }: { alerts: readonly Alert[] }) {
  const { t } = useTranslation(['wall', 'domain'])
  const times = useTimes()
  if (alerts.length === 0) return <li>{t('empty')}</li>
  return (
    <>
      {alerts.slice(0, most).map((alert) => (
        <li key={alert.id}>
          <Link to="/queue/$alertId" params={{ alertId: alert.id }}>
            {t(`domain:kind.${alert.kind}`)} · {alert.resident?.name ?? alert.device?.id}
          </Link>
          <span>
            {times.dayAndMinute(alert.receivedAt)}
            {alert.owner !== null && ` · ${alert.owner.name}`}
          </span>
        </li>
      ))}
      {alerts.length > most && <li>{t('more', { count: alerts.length - most })}</li>}
    </>
  )
}
