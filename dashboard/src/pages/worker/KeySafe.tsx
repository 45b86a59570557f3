import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useProblemText } from '../../app/problem.ts'
import styles from './worker.module.css'

type Revealed = { keySafe: string | null; seenAt: string }

/** The code of the key safe, asked for on purpose: every look is in the record. */
export function KeySafe({ residentId }: { residentId: string }) {
  const { t } = useTranslation('worker')
  const times = useTimes()
  const say = useProblemText()
  const look = useMutation({ mutationFn: () => api.post<Revealed>(`/residents/${residentId}/reveal`) })
  return (
    <section className={styles.keySafe}>
      <h2>{t('keySafe')}</h2>
      {look.data ? (
        <>
          <output className={styles.code}>{look.data.keySafe ?? t('keySafeNone')}</output>
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
            {t('keySafeShow')}
          </Button>
          <span className={styles.quiet} role={look.isError ? 'alert' : undefined}>
            {look.isError ? say(look.error) : t('keySafeHint')}
          </span>
        </>
      )}
    </section>
  )
}
