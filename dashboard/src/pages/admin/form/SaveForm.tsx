import { Button } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from '../admin.module.css'
import type { Saving } from './useSave.ts'

type Props = {
  saving: Saving
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
  children: ReactNode
  save?: string
}

/** Fields, what went wrong that belongs to none of them, and one button. */
export function SaveForm({ saving, onSubmit, children, save }: Props) {
  const { t } = useTranslation('admin')
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {children}
      {saving.problem && (
        <p role="alert" className={styles.problem}>
          {saving.problem}
        </p>
      )}
      <div className={styles.save}>
        <Button type="submit" size="md" loading={saving.busy}>
          {save ?? t('save')}
        </Button>
      </div>
    </form>
  )
}
