import { Button } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Candidate } from '../../../../server/contract/tickets.ts'
import styles from './Candidates.module.css'

export function Candidates({
  candidates,
  busy,
  onChoose,
}: {
  candidates: readonly Candidate[]
  busy: boolean
  onChoose: (workerId: string) => void
}) {
  const { t } = useTranslation('alert')
  return (
    <ul className={styles.candidates}>
      {candidates.map(({ worker, metres, minutes, openTickets }) => (
        <li key={worker.id}>
          <span className={styles.who}>
            <strong>{worker.name}</strong>
            <span>
              {wayText({ metres, minutes }, t)}
              {openTickets > 0 && ` · ${t('openTickets', { count: openTickets })}`}
            </span>
          </span>
          <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onChoose(worker.id)}>
            {t('send')}
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** About how long the way is, and how far that is. */
export function wayText({ metres, minutes }: Pick<Candidate, 'metres' | 'minutes'>, t: TFunction<'alert'>): string {
  if (metres === null || minutes === null) return t('distanceUnknown')
  const far =
    metres < 1000
      ? t('metres', { metres: Math.round(metres / 10) * 10 })
      : t('kilometres', { kilometres: (metres / 1000).toFixed(1) })
  return `${t('minutesAway', { minutes })} · ${far}`
}
