import { Button } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../components/Empty.tsx'
import { TicketInHand } from './TicketInHand.tsx'
import { useTicket } from './useTicket.ts'
import styles from './worker.module.css'

/** One ticket: where, whom, and the one thing to do next. */
export default function TicketPage() {
  const { t } = useTranslation('worker')
  const { ticketId } = useParams({ from: '/inside/worker/$ticketId' })
  const found = useTicket(ticketId)
  return (
    <div className={styles.page}>
      <Link to="/worker" className={styles.back}>
        <IconChevronLeft size={20} stroke={1.8} aria-hidden />
        {t('back')}
      </Link>
      {found.is === 'loading' && (
        <p className={styles.quiet} role="status">
          {t('loading')}
        </p>
      )}
      {found.is === 'gone' && <Empty title={t('gone')} hint={t('goneHint')} />}
      {found.is === 'unreachable' && (
        <div role="alert" className={styles.quiet}>
          <p>{t('notReachable')}</p>
          <Button size="md" onClick={found.retry}>
            {t('again')}
          </Button>
        </div>
      )}
      {found.is === 'mine' && <TicketInHand key={found.ticket.id} {...found} />}
    </div>
  )
}
