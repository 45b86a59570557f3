import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PersonVisits } from '../../../../server/contract/visits.ts'
import { api } from '../../app/api.ts'
import { isOpenTicket } from '../../app/domain.ts'
import { dayText } from '../residents/visits/words.ts'
import styles from './family.module.css'

/** Who is to come next, as far as the resident agreed to share it; nothing where nothing is planned. */
export function Planned({ residentId }: { residentId: string }) {
  const { t, i18n } = useTranslation(['family', 'domain'])
  const found = useQuery({
    queryKey: ['resident', residentId, 'visits'],
    queryFn: () => api.get<PersonVisits>(`/residents/${residentId}/visits`),
    retry: false,
  })
  const turns = (found.data?.tickets ?? []).flatMap(({ id, plan, worker, ...ticket }) =>
    plan !== null && isOpenTicket({ id, plan, worker, ...ticket })
      ? [{ id, on: plan.on, service: plan.service, agreed: plan.agreed, who: worker?.name ?? null }]
      : [],
  )
  const later = (found.data?.plans ?? []).flatMap(({ id, nextOn, service, agreed, workerName }) =>
    nextOn === null ? [] : [{ id, on: nextOn, service, agreed, who: workerName }],
  )
  const ahead = [...turns, ...later].sort((a, b) => a.on.localeCompare(b.on)).slice(0, 5)
  if (ahead.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{t('planned')}</h2>
      <ul className={styles.past}>
        {ahead.map(({ id, on, service, agreed, who }) => (
          <li key={id}>
            <strong>{t(`domain:service.${service}`)}</strong>
            <time dateTime={on}>{[dayText(on, i18n.language), agreed].filter(Boolean).join(' ')}</time>
            {who && <span>{who}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
