import { Button, CopyButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Staff } from '../../../../../server/contract/people.ts'
import styles from '../admin.module.css'

/** The one moment in which a first password can be read; whoever stands here tells it to its owner. */
export function FirstPasswordOnce(props: { person: Staff; password: string; onDone: () => void }) {
  const { t } = useTranslation('admin')
  const { person, password, onDone } = props
  const where = t('staff.firstWhere', { url: window.location.origin, email: person.email })
  return (
    <div className={styles.secret} role="status">
      <p>{t('staff.firstTitle', { name: person.name })}</p>
      <output>{password}</output>
      <p>{where}</p>
      <p>{t('staff.firstHint')}</p>
      <CopyButton value={`${where} ${password}`} timeout={4_000}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {t(copied ? 'devices.copied' : 'devices.copy')}
          </Button>
        )}
      </CopyButton>
      <Button onClick={onDone}>{t('staff.firstDone')}</Button>
    </div>
  )
}
