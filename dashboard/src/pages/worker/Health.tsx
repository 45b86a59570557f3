import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { HealthSeen } from '../../../../server/contract/documents.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useProblemText } from '../../app/problem.ts'
import styles from './worker.module.css'

/** What somebody at the door has to know of a person's health, asked for on purpose: every look is in the record. */
export function Health({ residentId }: { residentId: string }) {
  const { t } = useTranslation('worker')
  const times = useTimes()
  const say = useProblemText()
  const look = useMutation({ mutationFn: () => api.post<HealthSeen>(`/residents/${residentId}/health`) })
  return (
    <section className={styles.keySafe}>
      <h2>{t('health')}</h2>
      {look.data ? (
        <>
          <output className={styles.prose}>
            {[
              look.data.conditions.length === 0 ? t('healthNone') : look.data.conditions.join('\n'),
              ...look.data.medication.map(({ at, what }) => `${at} ${what}`),
            ].join('\n')}
          </output>
          <div className={styles.keySafeBelow}>
            <span>{t('keySafeSeen', { time: times.minute(look.data.seenAt) })}</span>
            <Button variant="subtle" size="sm" onClick={() => look.reset()}>
              {t('keySafeHide')}
            </Button>
          </div>
        </>
      ) : (
        <>
          <Button variant="default" size="md" fullWidth loading={look.isPending} onClick={() => look.mutate()}>
            {t('healthShow')}
          </Button>
          <span className={styles.quiet} role={look.isError ? 'alert' : undefined}>
            {look.isError ? say(look.error) : t('healthHint')}
          </span>
        </>
      )}
    </section>
  )
}
