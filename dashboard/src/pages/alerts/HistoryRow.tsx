import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { answeredMs, lastingText, useTimes } from '../../app/clock.ts'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import styles from './HistoryRow.module.css'

export function HistoryRow({ alert, isOpen }: { alert: Alert; isOpen: boolean }) {
  const { t } = useTranslation(['alerts', 'domain'])
  const times = useTimes()
  const answered = answeredMs(alert)
  return (
    <li className={styles.row} data-open={isOpen || undefined}>
      <time className={styles.when} dateTime={alert.receivedAt}>
        {times.dayAndMinute(alert.receivedAt)}
      </time>
      <span className={styles.what}>
        <PriorityMark priority={alert.priority} word={false} />
        <Link to="/alerts/$alertId" params={{ alertId: alert.id }}>
          {t(`domain:kind.${alert.kind}`)}
        </Link>
      </span>
      <span className={styles.who}>{alert.resident?.name ?? alert.areaName}</span>
      <span className={styles.answered}>{answered === null ? t('unanswered') : lastingText(answered)}</span>
      <span className={styles.outcome}>
        {alert.outcome === null ? t(`domain:state.${alert.state}`) : t(`domain:outcome.${alert.outcome}`)}
      </span>
      <span className={styles.owner}>{alert.owner?.name}</span>
    </li>
  )
}
