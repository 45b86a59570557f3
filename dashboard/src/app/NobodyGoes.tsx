import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../server/contract/tickets.ts'
import { useBell } from './Attention.tsx'
import { lastingText } from './clock.ts'
import { isOpenTicket } from './domain.ts'
import { allOf, knownBy } from './known.ts'
import { useLive, useNow } from './LiveProvider.tsx'
import styles from './NobodyGoes.module.css'
import { isRung, useMe } from './session.ts'

/** Help was asked for and nobody goes: said to whoever has the alert, wherever they are, until somebody does. */
export default function NobodyGoes() {
  const { t } = useTranslation('alert')
  const me = useMe()
  const live = useLive()
  const bell = useBell()?.bell
  const mine = ({ alertId }: Ticket) => {
    const owner = alertId === null ? null : knownBy(live.alerts, alertId)?.owner
    return owner === null || owner === undefined || owner.id === me.id
  }
  const alone = isRung(me.role)
    ? allOf(live.tickets).filter((ticket) => ticket.nobodySince !== null && isOpenTicket(ticket) && mine(ticket))
    : []
  const newest = alone
    .map(({ id, nobodySince }) => id + nobodySince)
    .sort()
    .join()
  useEffect(() => {
    if (newest !== '') bell?.ring('urgent')
  }, [newest, bell])
  if (alone.length === 0) return null
  return (
    <section className={styles.strip} role="alert">
      {alone.slice(0, 3).map((ticket) => (
        <Link key={ticket.id} to="/queue/$alertId" params={{ alertId: ticket.alertId ?? '' }}>
          <strong>{t('nobodyGoes', { name: ticket.resident?.name ?? ticket.areaName })}</strong>{' '}
          <Since at={ticket.nobodySince ?? ticket.requestedAt} />
        </Link>
      ))}
    </section>
  )
}

function Since({ at }: { at: string }) {
  const now = useNow()
  return <span aria-hidden>{lastingText(Math.max(0, now - Date.parse(at)))}</span>
}
