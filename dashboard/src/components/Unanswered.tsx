import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../app/problem.ts'
import styles from './Unanswered.module.css'

/** What could not be asked for, and why; in place of it, until it is asked for again. */
export function Unanswered({ error, again }: { error: unknown; again: () => unknown }) {
  const { t } = useTranslation()
  const say = useProblemText()
  return (
    <p className={styles.unanswered} role="alert">
      {say(error)}{' '}
      <Button size="compact-sm" variant="default" onClick={() => void again()}>
        {t('error.retry')}
      </Button>
    </p>
  )
}
