import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Countdown as Due } from '../../../../server/contract/policies.ts'
import { api } from '../../app/api.ts'
import { lastingText } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import styles from './Countdown.module.css'
import { stepsAhead } from './stepsAhead.ts'

/** Who is told next, and when, unless somebody takes the alert. Says nothing once somebody has. */
export function Countdown({ alert }: { alert: Alert }) {
  const { t } = useTranslation(['policies', 'timeline'])
  const now = useNow()
  const open = alert.state === 'open'
  const { data } = useQuery({
    // Every step is an event of the alert, and with it the rest of the plan is asked for anew.
    queryKey: ['alert', alert.id, 'escalation', alert.seq],
    queryFn: () => api.get<Due>(`/alerts/${alert.id}/escalation`),
    enabled: open,
    placeholderData: (before) => before,
  })
  if (!open || data === undefined) return null
  const { next, after } = stepsAhead(data.next, now, Date.parse(alert.receivedAt))
  if (next === null) return <p className={styles.countdown}>{t('countdown.end')}</p>
  const names = (tell: (typeof next)['tell']) =>
    tell.map((whom) => t(`timeline:told.${whom}`)).join(t('timeline:listed'))
  return (
    <p className={styles.countdown}>
      {next.inMs <= 0 ? (
        <span>{t('countdown.now', { whom: names(next.tell) })}</span>
      ) : (
        <span>
          {t('countdown.next', { whom: names(next.tell) })} <b role="timer">{lastingText(next.inMs)}</b>
        </span>
      )}
      {after.map(({ step, tell, atMs }) => (
        <span key={step} className={styles.then}>
          {t('countdown.after', { whom: names(tell), at: lastingText(atMs) })}
        </span>
      ))}
    </p>
  )
}
