import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../../../server/contract/incidents.ts'
import { lastingText } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useMe } from '../../app/session.ts'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import styles from './QueueRow.module.css'

type Props = {
  incident: Incident
  isOpen: boolean
  isCursor: boolean
  onShow: (incidentId: string) => void
  /** Null for those who only look. */
  onClaim: ((incidentId: string) => void) | null
}

/** A mass outage in the queue: one row for all its alerts. */
export function IncidentRow({ incident, isOpen, isCursor, onShow, onClaim }: Props) {
  const { t } = useTranslation(['incident', 'domain', 'queue'])
  const me = useMe()
  const lasting = Math.max(0, useMinute() - Date.parse(incident.openedAt))
  return (
    <li
      className={styles.row}
      data-priority={4}
      data-state={incident.state}
      data-open={isOpen || undefined}
      data-cursor={isCursor || undefined}
    >
      <div className={styles.priority}>
        <PriorityMark priority={4} />
      </div>
      <div className={styles.what}>
        <button type="button" id={`row-${incident.id}`} className={styles.open} onClick={() => onShow(incident.id)}>
          {t('title', { kind: t(`domain:kind.${incident.kind}`) })}
        </button>
        <span className={styles.badge}>{t('backOf', { back: incident.back, members: incident.members })}</span>
      </div>
      <div className={styles.person}>
        <div className={styles.who}>{t('devices', { count: incident.members })}</div>
        <div className={styles.where}>
          {[incident.areaName, incident.gatewayId && t('gateway', { id: incident.gatewayId })]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      <div className={styles.waiting}>{lastingText(lasting)}</div>
      <div className={styles.owner}>
        {incident.owner !== null && (
          <span className={styles.ownerName} data-me={incident.owner.id === me.id || undefined}>
            {incident.owner.id === me.id ? t('queue:me') : incident.owner.name}
          </span>
        )}
        {incident.owner === null && onClaim === null && t('queue:unclaimed')}
        {incident.owner === null && onClaim !== null && (
          <Button size="compact-md" className={styles.claim} variant="default" onClick={() => onClaim(incident.id)}>
            {t('queue:claim')}
          </Button>
        )}
      </div>
    </li>
  )
}
