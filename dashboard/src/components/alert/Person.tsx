import { useTranslation } from 'react-i18next'
import { useResident } from '../../app/queries.ts'
import { Block } from './Block.tsx'
import styles from './Person.module.css'

/** What those who know this person say to do. */
export function Person({ residentId }: { residentId: string }) {
  const { t } = useTranslation('alert')
  const { data } = useResident(residentId)
  return (
    <Block title={t('instructions')}>
      {data && data.instructions.trim() !== '' ? (
        <p className={styles.instructions}>{data.instructions}</p>
      ) : (
        <p className={styles.none}>{data ? t('noInstructions') : ' '}</p>
      )}
    </Block>
  )
}
