import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { api, isHidden } from '../../app/api.ts'
import { Empty } from '../../components/Empty.tsx'
import { Settled } from '../../components/Settled.tsx'
import styles from './family.module.css'
import { Person } from './Person.tsx'

/** What a daughter in another city wants to know, in the order she asks. */
export default function FamilyPage() {
  const { t } = useTranslation('family')
  const residents = useQuery({ queryKey: ['resident', 'mine'], queryFn: () => api.all<Resident>('/residents') })
  if (residents.isPending)
    return (
      <p className={styles.quiet} role="status">
        {t('loading')}
      </p>
    )
  if (residents.data === undefined || isHidden(residents.error))
    return (
      <div className={styles.quiet} role="alert">
        <p>{t('failed')}</p>
        <Button onClick={() => void residents.refetch()}>{t('again')}</Button>
      </div>
    )
  if (residents.data.length === 0) return <Empty title={t('nobodyTitle')} hint={t('nobodyHint')} />
  return (
    <Settled className={styles.page}>
      {residents.data.map((resident) => (
        <Person key={resident.id} resident={resident} />
      ))}
    </Settled>
  )
}
