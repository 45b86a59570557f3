import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { lastingText, useTimes } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { Block } from './Block.tsx'
import styles from './Happened.module.css'
import { Lately } from './Lately.tsx'
import { limitText, ruleText, seenText } from './why.ts'

/** What happened, when, and by which rule and limits somebody was alarmed. */
export function Happened({ alert }: { alert: Alert }) {
  const { t } = useTranslation(['alert', 'domain'])
  const times = useTimes()
  const { why } = alert
  const lateMs = Date.parse(alert.receivedAt) - Date.parse(alert.happenedAt)
  const isOfToday = times.day(alert.happenedAt) === times.day(useMinute())
  const limits = Object.entries(why.limits)
  const isCleared = alert.clearedAt !== null && alert.state !== 'resolved'
  // Takes the line of when it happened: what is heard later moves nothing.
  const isAgain = alert.repeats > 0 || isCleared
  return (
    <Block title={t('happened')} aside={<span>{ruleText(why, t)}</span>}>
      {why.message !== undefined && <p className={styles.message}>{why.message}</p>}
      <ul className={styles.seen}>
        {why.seen.map((seen) => (
          <li key={`${seen.what} ${seen.at}`}>
            <strong>{seenText(seen, t)}</strong>
            <time>{times.clock(seen.at)}</time>
          </li>
        ))}
      </ul>
      {(alert.late || why.seen.length === 0 || !isOfToday || !isAgain) && (
        <p className={styles.times}>
          {t('happenedAt', { time: times.dayAndMinute(alert.happenedAt) })}
          {alert.late && ` · ${t('receivedAt', { time: times.dayAndMinute(alert.receivedAt) })}`}
        </p>
      )}
      {alert.late && <p className={styles.strong}>{t('lateBy', { time: lastingText(lateMs) })}</p>}
      {alert.repeats > 0 && (
        <p className={styles.strong}>
          {t('repeatedAt', {
            times: alert.repeats,
            time: times.clock(alert.lastRepeatAt ?? alert.receivedAt),
          })}
        </p>
      )}
      {isCleared && (
        <p className={styles.strong}>
          {t(alert.cancelledAt === null ? 'clearedAt' : 'cancelledAt', {
            time: times.clock(alert.cancelledAt ?? alert.clearedAt ?? alert.receivedAt),
          })}
        </p>
      )}
      <Lately alertId={alert.id} />
      {limits.length > 0 && (
        <dl className={styles.limits} aria-label={t('limits')}>
          {limits.map(([name, value]) => (
            <div key={name}>
              <dt>{limitText(name, value, t).name}</dt>
              <dd>{limitText(name, value, t).value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Block>
  )
}
