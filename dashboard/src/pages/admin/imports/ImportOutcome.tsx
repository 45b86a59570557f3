import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportResult } from '../../../../../server/contract/imports.ts'
import styles from '../admin.module.css'
import { secretsCsv } from './importCsv.ts'

/** What an import did: how many are new, or what to correct on which line; for devices the secrets, once. */
export function ImportOutcome({ result }: { result: ImportResult }) {
  const { t } = useTranslation('admin')
  if (result.errors.length > 0)
    return (
      <div role="alert">
        <p className={styles.problem}>{t('import.wrong', { count: result.errors.length })}</p>
        <table className={styles.errors}>
          <thead>
            <tr>
              <th scope="col">{t('import.line')}</th>
              <th scope="col">{t('import.field')}</th>
              <th scope="col">{t('import.message')}</th>
            </tr>
          </thead>
          <tbody>
            {result.errors.map(({ line, field, message }) => (
              <tr key={`${line} ${field} ${message}`}>
                <td>{line}</td>
                <td>{field}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )
  const secrets = result.secrets ?? []
  return (
    <div role="status" className={styles.secret}>
      <p>{t('import.done', { count: result.created })}</p>
      {secrets.length > 0 && (
        <>
          <p>{t('import.secrets')}</p>
          <Button size="md" onClick={() => download('carebell-secrets.csv', secretsCsv(secrets))}>
            {t('import.download')}
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
