import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Candidate, Ticket } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'
import { wayText } from '../../components/alert/Candidates.tsx'
import styles from './tickets.module.css'

type Props = { ticket: Ticket; busy: boolean; onChoose: (workerId: string) => void; onStop: () => void }

/** Who could take it, best first, and what speaks against each. */
export function Assign({ ticket, busy, onChoose, onStop }: Props) {
  const { t } = useTranslation(['tickets', 'alert', 'shell'])
  const { t: sayAlert } = useTranslation('alert')
  const candidates = useQuery({
    queryKey: ['candidates', 'ticket', ticket.id, ticket.seq],
    queryFn: async () => (await api.get<{ items: Candidate[] }>(`/tickets/${ticket.id}/candidates`)).items,
  })
  const others = candidates.data?.filter(({ worker }) => worker.id !== ticket.worker?.id) ?? []
  return (
    <section className={styles.assign} aria-label={t('assign')}>
      {candidates.isSuccess && others.length === 0 && <p>{t('nobodyFits')}</p>}
      <ul>
        {others.map(({ worker, metres, minutes, openTickets, atWork, providerName }) => (
          <li key={worker.id}>
            <span>
              <strong>{worker.name}</strong>
              <small>
                {[
                  providerName ?? '',
                  wayText({ metres, minutes }, sayAlert),
                  openTickets > 0 ? t('alert:openTickets', { count: openTickets }) : '',
                  atWork ? '' : t('offDuty'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onChoose(worker.id)}>
              {t('give')}
            </Button>
          </li>
        ))}
      </ul>
      <Button variant="subtle" size="compact-sm" onClick={onStop}>
        {t('shell:back')}
      </Button>
    </section>
  )
}
