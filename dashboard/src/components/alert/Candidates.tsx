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
      {candidates.map(({ worker, metres, openTickets }) => (
        <li key={worker.id}>
          <span className={styles.who}>
            <strong>{worker.name}</strong>
            <span>
              {metresText(metres, t)}
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

export function metresText(metres: number | null, t: TFunction<'alert'>): string {
  if (metres === null) return t('distanceUnknown')
  return metres < 1000
    ? t('metres', { metres: Math.round(metres / 10) * 10 })
    : t('kilometres', { kilometres: (metres / 1000).toFixed(1) })
}
