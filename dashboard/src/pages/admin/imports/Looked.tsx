import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportResult } from '../../../../../server/contract/imports.ts'
import styles from '../admin.module.css'

type Preview = NonNullable<ImportResult['preview']>
type Props = {
  result: ImportResult | undefined
  preview: Preview | undefined
  leaveOut: boolean
  onLeaveOut: (is: boolean) => void
}

/** As many as the hub tells at once; as in server/api/routes/imports.ts. */
const mostErrors = 1_000

/** What a file holds as the hub read it, and what is wrong with which cell. */
export function Looked({ result, preview, leaveOut, onLeaveOut }: Props) {
  const { t } = useTranslation('imports')
  const errors = result?.errors ?? []
  const unknown = preview?.columns.filter(({ field, heading }) => field === null && heading !== '') ?? []
  return (
    <>
      {preview && errors.every(({ code }) => code !== 'column_unknown') && (
        <p className={styles.hint}>
          {t('read', {
            count: preview.rows,
            encoding: t(`encodings.${encodings[preview.encoding]}`),
            separator: t(`separators.${separators[preview.separator]}`),
          })}
        </p>
      )}
      {unknown.length > 0 && (
        <Checkbox
          label={t('leaveOut', { columns: unknown.map(({ heading }) => heading).join('、') })}
          checked={leaveOut}
          onChange={(event) => onLeaveOut(event.currentTarget.checked)}
        />
      )}
      {errors.length > 0 && (
        <div role="alert">
          <p className={styles.problem}>
            {t(errors.length < mostErrors ? 'wrong' : 'wrongMany', { count: errors.length })}
          </p>
          <table className={styles.errors}>
            <thead>
              <tr>
                <th scope="col">{t('line')}</th>
                <th scope="col">{t('column')}</th>
                <th scope="col">{t('found')}</th>
                <th scope="col">{t('why')}</th>
              </tr>
            </thead>
            <tbody>
              {errors.map(({ line, field, column, value, code }) => (
                <tr key={`${line} ${field} ${code}`}>
                  <td>{line}</td>
                  <td>{column ?? field}</td>
                  <td>{value}</td>
                  <td>{t(`fault.${code}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {preview && errors.length === 0 && (
        <div role="status">
          <p>{t('good')}</p>
          <p className={styles.hint}>{t('first')}</p>
          <ul className={styles.plain}>
            {preview.first.map(({ line, fields }) => (
              <li key={line}>{Object.values(fields).join(' · ')}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

const encodings = { 'utf-8': 'utf8', 'utf-16': 'utf16', gb18030: 'gb18030' } as const
const separators = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const
