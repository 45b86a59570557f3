import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { lastingText, type WaitingMark, waitingMark } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { isSettling, waitedMs } from './order.ts'
import styles from './Waiting.module.css'

/** How long somebody has waited: a clock that runs until it is claimed, and says in words when 60 s or 180 s are near or past. */
export function Waiting({ alert }: { alert: Alert }) {
  const { t } = useTranslation('queue')
  if (alert.state !== 'open')
    return <span className={styles.answered}>{t('answeredIn', { time: lastingText(waitedMs(alert, 0)) })}</span>
  return <Running alert={alert} />
}

/** Only what runs is rendered every second. */
function Running({ alert }: { alert: Alert }) {
  const words = useWords()
  const now = useNow()
  const waited = waitedMs(alert, now)
  const time = lastingText(waited)
  const isEmergency = alert.priority === 1 && !isSettling(alert)
  const mark = waitingMark(waited)
  const left = Math.max(1, Math.ceil(((waited < 60_000 ? 60_000 : 180_000) - waited) / 1000))
  return (
    <span className={styles.waiting} data-priority={isEmergency ? 1 : Math.max(2, alert.priority)} data-mark={mark}>
      <span className={styles.line}>
        <span className={styles.clock} role="timer" aria-label={words.waitingFor(time)}>
          {time}
        </span>
        {isEmergency && <span className={styles.mark}>{wordOf(alert, mark, left, words)}</span>}
      </span>
      {alert.priority <= 2 && (
        <span className={styles.track}>
          <span style={{ width: `${Math.min(100, waited / 1800)}%` }} />
        </span>
      )}
    </span>
  )
}

/** What is said every second in every row: the words are looked up once, and only figures put in. */
function useWords() {
  const { t } = useTranslation('queue')
  return useMemo(() => {
    const waitingFor = t('waitingFor', { time: slot })
    const near = t('mark.near', { left: slot })
    return {
      waitingFor: (time: string) => waitingFor.replace(slot, time),
      near: (left: number) => near.replace(slot, String(left)),
      again: t('mark.again'),
      past: { past_60s: t('mark.past_60s'), past_180s: t('mark.past_180s') },
    }
  }, [t])
}
const slot = '□'

function wordOf(
  alert: Alert,
  mark: WaitingMark,
  left: number,
  { again, near, past }: ReturnType<typeof useWords>,
): string {
  // The bar was met or missed with the first claim; what waits now is somebody who was left again.
  if (alert.firstClaimedAt !== null) return again
  switch (mark) {
    case 'in_time':
      return ''
    case 'near_60s':
    case 'near_180s':
      return near(left)
    case 'past_60s':
    case 'past_180s':
      return past[mark]
  }
}
