import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { api } from '../../app/api.ts'
import styles from './Happened.module.css'

/** How often this rule on this device was wrong lately. Comes with one alert asked for alone, never with live events. */
export function Lately({ alertId }: { alertId: string }) {
  const { t } = useTranslation('alert')
  const lately = useQuery({
    queryKey: ['lately', alertId],
    queryFn: async () => (await api.get<Alert>(`/alerts/${alertId}`)).why.lately ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  if (!lately) return <p className={styles.lately} />
  const { days, resolved, falseAlarms, tests } = lately
  return (
    <p className={styles.lately}>
      {resolved === 0 ? t('latelyNone', { days }) : t('lately', { days, resolved, falseAlarms })}
      {tests > 0 && t('latelyTests', { tests })}
    </p>
  )
}
