import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { allOf } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import { byUrgency, isSettling } from '../queue/order.ts'
import { Waiting } from '../queue/Waiting.tsx'
import styles from './OpenAlerts.module.css'

/** What is going on with this person right now; nothing at all on a quiet day. */
export function OpenAlerts({ residentId }: { residentId: string }) {
  const { t } = useTranslation(['residents', 'domain'])
  const { alerts } = useLive()
  const open = allOf(alerts)
    .filter((alert) => alert.resident?.id === residentId && alert.state !== 'resolved')
    .sort(byUrgency)
  if (open.length === 0) return null
  return (
    <ul className={styles.alerts} aria-label={t('alerts')}>
      {open.map((alert) => (
        <li
          key={alert.id}
          data-priority={alert.priority}
          data-state={alert.state}
          data-settling={isSettling(alert) || undefined}
        >
          <PriorityMark priority={alert.priority} />
          <Link to="/queue/$alertId" params={{ alertId: alert.id }}>
            {t(`domain:kind.${alert.kind}`)}
          </Link>
          <span className={styles.owner}>{alert.owner?.name ?? t(`domain:state.${alert.state}`)}</span>
          <Waiting alert={alert} />
        </li>
      ))}
    </ul>
  )
}
