import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Policy, PolicyPreview, PolicyStep } from '../../../../../server/contract/policies.ts'
import { api } from '../../../app/api.ts'
import { useProblemText } from '../../../app/problem.ts'
import styles from './policies.module.css'
import { spanText } from './span.ts'

type Props = { areaId: string; priority: Policy['priority']; steps: readonly PolicyStep[] }

/** Whom these steps would reach right now, and whom not, by the function that decides it when it is due. */
export function Preview({ areaId, priority, steps }: Props) {
  const { t } = useTranslation('policies')
  const say = useProblemText()
  const [asked, setAsked] = useState(steps)
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['policies', 'preview', areaId, priority, asked],
    queryFn: () => api.post<PolicyPreview>('/policies/preview', { areaId, priority, steps: asked }),
    retry: false,
    gcTime: 0,
  })
  const stale = JSON.stringify(asked) !== JSON.stringify(steps)
  const look = () => (stale ? setAsked(steps) : void refetch())
  return (
    <section className={styles.preview} aria-live="polite">
      <header>
        <h3>{t('preview')}</h3>
        <Button variant="default" size="compact-sm" loading={isFetching} onClick={look}>
          {t('previewAgain')}
        </Button>
      </header>
      {stale && <p className={styles.quiet}>{t('previewStale')}</p>}
      {error && <p className={styles.complaint}>{say(error)}</p>}
      {data && !stale && <Foreseen preview={data} />}
    </section>
  )
}

function Foreseen({ preview }: { preview: PolicyPreview }) {
  const { t, i18n } = useTranslation(['policies', 'timeline'])
  const { residents } = preview
  const separator = t('timeline:listed')
  return (
    <>
      {preview.nobody && <p className={styles.nobody}>{t('nobody')}</p>}
      <ol>
        {preview.steps.map(({ afterSeconds, told, missed, nobody }, nth) => (
          <li key={nth}>
            <b>{afterSeconds === 0 ? t('atOnce') : t('after', { time: spanText(afterSeconds, i18n.language) })}</b>
            <div>
              {told.map(({ whom, name, channels }) => (
                <p key={whom + name}>
                  {name}{' '}
                  <small>
                    {t(`timeline:told.${whom}`)} · {channels.map((channel) => t(`channel.${channel}`)).join(separator)}
                  </small>
                </p>
              ))}
              {nobody && <p className={styles.nobody}>{t('nobodyAtStep')}</p>}
              {missed.map(({ whom, reason, name }) => (
                <p key={`${whom}${name}`} className={styles.quiet}>
                  {name ?? t(`timeline:told.${whom}`)}: {t(`missed.${reason}`)}
                </p>
              ))}
            </div>
          </li>
        ))}
      </ol>
      {residents !== null && residents.withoutContact > 0 && (
        <p className={styles.warning}>{t('residents', { all: residents.all, without: residents.withoutContact })}</p>
      )}
    </>
  )
}
