import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { lastingText, waitingMark } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { waitedMs } from './order.ts'
import styles from './Waiting.module.css'

/** How long somebody has waited: a clock that runs until it is claimed, with marks at 60 s and 180 s. */
export function Waiting({ alert }: { alert: Alert }) {
  const { t } = useTranslation('queue')
  const now = useNow()
  const waited = waitedMs(alert, now)
  const time = lastingText(waited)
  const mark = waitingMark(waited)
  if (alert.state !== 'open') return <span className={styles.answered}>{t('answeredIn', { time })}</span>
  return (
    <span className={styles.waiting} data-priority={alert.priority} data-mark={mark}>
      <span className={styles.clock} role="timer" aria-label={t('waitingFor', { time })}>
        {time}
      </span>
      {alert.priority <= 2 && (
        <span className={styles.track} title={mark === 'in_time' ? undefined : t(`mark.${mark}`)}>
          <span style={{ width: `${Math.min(100, waited / 1800)}%` }} />
        </span>
      )}
    </span>
  )
}
