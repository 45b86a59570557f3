import { useTranslation } from 'react-i18next'
import { RecordedLook } from './RecordedLook.tsx'
import styles from './worker.module.css'

type Revealed = { keySafe: string | null; seenAt: string }

/** The code of the key safe. */
export function KeySafe({ residentId }: { residentId: string }) {
  const { t } = useTranslation('worker')
  return (
    <RecordedLook<Revealed>
      path={`/residents/${residentId}/reveal`}
      title={t('keySafe')}
      show={t('keySafeShow')}
      hint={t('keySafeHint')}
    >
      {({ keySafe }) => <output className={styles.code}>{keySafe ?? t('keySafeNone')}</output>}
    </RecordedLook>
  )
}
