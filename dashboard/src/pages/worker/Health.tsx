import { useTranslation } from 'react-i18next'
import type { HealthSeen } from '../../../../server/contract/documents.ts'
import { RecordedLook } from './RecordedLook.tsx'
import styles from './worker.module.css'

/** What somebody at the door has to know of a person's health. */
export function Health({ residentId }: { residentId: string }) {
  const { t } = useTranslation('worker')
  return (
    <RecordedLook<HealthSeen>
      path={`/residents/${residentId}/health`}
      title={t('health')}
      show={t('healthShow')}
      hint={t('healthHint')}
    >
      {({ conditions, medication }) => (
        <output className={styles.prose}>
          {[
            conditions.length === 0 ? t('healthNone') : conditions.join('\n'),
            ...medication.map(({ at, what }) => `${at} ${what}`),
          ].join('\n')}
        </output>
      )}
    </RecordedLook>
  )
}
