import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useProblemText } from '../../app/problem.ts'
import styles from './worker.module.css'

type Props<Seen> = {
  /** What is asked for, and recorded with it. */
  path: string
  title: string
  show: string
  hint: string
  children: (seen: Seen) => ReactNode
}

/** Something shown only when it is asked for on purpose: every look is in the record. */
export function RecordedLook<Seen extends { seenAt: string }>({ path, title, show, hint, children }: Props<Seen>) {
  const { t } = useTranslation('worker')
  const times = useTimes()
  const say = useProblemText()
  const look = useMutation({ mutationFn: () => api.post<Seen>(path) })
  return (
    <section className={styles.keySafe}>
      <h2>{title}</h2>
      {look.data ? (
        <>
          {children(look.data)}
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
            {show}
          </Button>
          <span className={styles.quiet} role={look.isError ? 'alert' : undefined}>
            {look.isError ? say(look.error) : hint}
          </span>
        </>
      )}
    </section>
  )
}
