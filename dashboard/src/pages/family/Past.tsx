import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Page } from '../../../../server/contract/common.ts'
import { api, isHidden } from '../../app/api.ts'
import { answeredMs, lastingText, useTimes } from '../../app/clock.ts'
import styles from './family.module.css'
import { useMidnight } from './useMidnight.ts'

type Props = {
  residentId: string
  name: string
  /** How many alerts ended while this page was open: each is one more to fetch. */
  resolved: number
}

/** What happened before today and how it ended. */
export function Past({ residentId, name, resolved }: Props) {
  const { t } = useTranslation(['family', 'domain'])
  const times = useTimes()
  const past = useQuery({
    queryKey: ['alerts', 'past', residentId, resolved],
    queryFn: () => api.get<Page<Alert>>('/alerts', { residentId, state: 'resolved', limit: 30 }),
    placeholderData: (before) => before,
  })
  const midnight = useMidnight()
  const events = past.data?.items.filter((alert) => alert.priority < 4 && Date.parse(alert.receivedAt) < midnight) ?? []
  if (past.data === undefined || isHidden(past.error)) return null
  return (
    <section className={styles.section}>
      <h2>{t('past')}</h2>
      {events.length === 0 && <p className={styles.none}>{t('pastNothing')}</p>}
      <ul className={styles.past}>
        {events.map((alert) => (
          <li key={alert.id}>
            <strong>{t(`domain:kind.${alert.kind}`)}</strong>
            <time dateTime={alert.happenedAt}>{times.dayAndMinute(alert.happenedAt)}</time>
            <span>{t(`outcome.${alert.outcome ?? 'other'}`, { name })}</span>
            {answeredMs(alert) !== null && (
              <small>
                {t('pastAnswered', {
                  lasting: lastingText(answeredMs(alert) ?? 0),
                })}
              </small>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
