import { Button, Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { IncidentMember } from '../../../../server/contract/alerts.ts'
import { PhoneLink } from '../PhoneLink.tsx'
import { useMembers } from './incidents.ts'
import styles from './Members.module.css'

/** Whom the outage concerns; each can be opened, claimed on its own, and somebody sent there. */
export function Members({ incidentId }: { incidentId: string }) {
  const { t } = useTranslation('incident')
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useMembers(incidentId)
  if (data === undefined) return <Skeleton height={120} />
  return (
    <>
      <ul className={styles.members}>
        {data.pages
          .flatMap((page) => page.items)
          .map((member) => (
            <Member key={member.alert.id} member={member} />
          ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" fullWidth mt={10} disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  )
}

function Member({ member: { alert, need } }: { member: IncidentMember }) {
  const { t } = useTranslation(['incident', 'domain', 'alert'])
  const { resident, device } = alert
  const isBack = alert.clearedAt !== null || alert.state === 'resolved'
  const marks = [
    need !== null && need.careLevel !== 'independent' && t(`domain:careLevel.${need.careLevel}`),
    need?.livesAlone && t('alert:livesAlone'),
    need !== null && !need.atHome && t('notHome'),
  ].filter((mark) => typeof mark === 'string')
  return (
    <li className={styles.member} data-back={isBack || undefined}>
      <div className={styles.who}>
        <Link to="/queue/$alertId" params={{ alertId: alert.id }}>
          {resident?.name ?? device?.id ?? alert.areaName}
        </Link>
        {marks.map((mark) => (
          <span key={mark} className={styles.mark}>
            {mark}
          </span>
        ))}
      </div>
      <span className={styles.state}>{isBack ? t('back') : (alert.owner?.name ?? t('out'))}</span>
      <div className={styles.where}>
        {[resident?.address ?? alert.areaName, device?.location].filter(Boolean).join(' · ')}
      </div>
      {resident?.phone && !isBack && <PhoneLink phone={resident.phone} />}
    </li>
  )
}
