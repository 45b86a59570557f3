import { useTranslation } from 'react-i18next'
import type { HandOver } from '../../../../server/contract/shifts.ts'
import { useTimes } from '../../app/clock.ts'
import styles from './HandOvers.module.css'

/** What those before wrote down, newest first. */
export function HandOvers({ notes }: { notes: readonly HandOver[] }) {
  const { t } = useTranslation('shifts')
  const times = useTimes()
  if (notes.length === 0) return <p className={styles.none}>{t('handOverNone')}</p>
  return (
    <ul className={styles.notes}>
      {notes.map(({ id, from, at, note }) => (
        <li key={id}>
          <p>{note}</p>
          <small>
            {from.name} · {times.dayAndMinute(at)}
          </small>
        </li>
      ))}
    </ul>
  )
}
