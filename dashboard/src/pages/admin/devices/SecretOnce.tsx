import { Button, CopyButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DeviceWithSecret } from '../../../../../server/contract/devices.ts'
import styles from '../admin.module.css'

/** The one moment in which a device's secret can be read. */
export function SecretOnce({ made }: { made: DeviceWithSecret }) {
  const { t } = useTranslation('admin')
  return (
    <div className={styles.secret} role="status">
      <p>{t('devices.secretOnce')}</p>
      <output>{made.secret}</output>
      <CopyButton value={made.secret} timeout={4_000}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {t(copied ? 'devices.copied' : 'devices.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
