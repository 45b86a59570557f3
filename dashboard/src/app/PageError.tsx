import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import styles from './PageError.module.css'
import { useProblemText } from './problem.ts'

export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const say = useProblemText()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className={styles.page} role="alert">
      <h1>{t('error.title')}</h1>
      <p>{say(error)}</p>
      <Button onClick={retry}>{t('error.retry')}</Button>
    </div>
  )
}

export function NotFound() {
  const { t } = useTranslation()
  return (
    <div className={styles.page}>
      <h1>{t('error.notFound')}</h1>
      <Link to="/">{t('error.home')}</Link>
    </div>
  )
}
