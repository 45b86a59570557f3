import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import styles from './Connection.module.css'
import { lastingText, useTimes } from './clock.ts'
import { useLive, useNow } from './LiveProvider.tsx'

/** Always in sight: whether the screen is live. */
export function ConnectionMark() {
  const { t } = useTranslation()
  const { connection } = useLive()
  return (
    <span className={styles.mark} data-is={connection} role="status">
      <span className={styles.dot} aria-hidden />
      {t(`connection.${connection}`)}
    </span>
  )
}

/** Not to be missed while the screen is not live. */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const { connection, since, currentAt } = useLive()
  const times = useTimes()
  const now = useNow()
  if (connection !== 'polling' && connection !== 'offline' && connection !== 'signed_out') return null
  return (
    <div className={styles.banner} role="alert">
      <strong>{t(`notLive.${connection}`)}</strong>
      <span aria-live="off">
        {t('notLive.since', { time: times.clock(since), lasting: lastingText(Math.max(0, now - since)) })}
        {currentAt !== null && ` · ${t('notLive.asOf', { time: times.clock(currentAt) })}`}
      </span>
      {connection === 'signed_out' && <Link to="/sign-in">{t('notLive.signIn')}</Link>}
    </div>
  )
}
