import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { useProblemText } from '../../app/problem.ts'
import { useResident } from '../../app/queries.ts'
import { useKeyed } from '../Key.tsx'
import { Block } from './Block.tsx'
import styles from './KeySafe.module.css'

/** The code behind one click, which the hub records. It is not kept: closing the panel hides it again. */
export function KeySafe({ residentId, claimed }: { residentId: string; claimed: boolean }) {
  const { t } = useTranslation('alert')
  const say = useProblemText()
  const keyed = useKeyed()
  const { data: resident } = useResident(residentId)
  const reveal = useMutation({
    mutationFn: () => api.post<{ keySafe: string | null; seenAt: string }>(`/residents/${residentId}/reveal`),
  })
  return (
    <Block title={t('keySafe')} aside={<span>{t('keySafeRecorded')}</span>}>
      <div className={styles.safe}>
        {reveal.data ? (
          <code>{reveal.data.keySafe ?? t('keySafeNone')}</code>
        ) : resident?.hasKeySafe === false ? (
          <span>{t('keySafeNone')}</span>
        ) : (
          <Button
            variant="default"
            data-key="key-safe"
            {...(claimed && keyed('G'))}
            size="compact-md"
            leftSection={<IconKey size={16} stroke={1.7} aria-hidden />}
            disabled={!claimed || reveal.isPending}
            onClick={() => reveal.mutate()}
          >
            {claimed ? t('keySafeShow') : t('keySafeAfterClaim')}
          </Button>
        )}
        {reveal.isError && <span role="alert">{say(reveal.error)}</span>}
      </div>
    </Block>
  )
}
