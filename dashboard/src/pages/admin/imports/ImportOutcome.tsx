import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportResult } from '../../../../../server/contract/imports.ts'
import styles from '../admin.module.css'
import { secretsCsv } from './importCsv.ts'

/** How many are new; for devices the secrets, once. */
export function ImportOutcome({ result }: { result: ImportResult }) {
  const { t } = useTranslation('imports')
  const secrets = result.secrets ?? []
  return (
    <div role="status" className={styles.secret}>
      <p>{t('done', { count: result.created })}</p>
      {secrets.length > 0 && (
        <>
          <p>{t('secrets')}</p>
          <Button size="md" onClick={() => download('carebell-secrets.csv', secretsCsv(secrets))}>
            {t('download')}
          </Button>
        </>
      )}
    </div>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
