import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { pagesOf, useMe } from '../app/session.ts'
import styles from './TicketsLink.module.css'

/** To all tickets of a person, for those who have that page. */
export function TicketsLink({ residentId }: { residentId: string }) {
  const { t } = useTranslation('tickets')
  const me = useMe()
  if (!pagesOf(me.role).includes('/tickets')) return null
  return (
    <Link className={styles.link} to="/tickets" search={{ residentId, show: 'all' }}>
      {t('ofResident')}
    </Link>
  )
}
