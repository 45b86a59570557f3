import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { HubTrouble } from '../../../../../server/contract/hub.ts'
import { useTimes } from '../../../app/clock.ts'
import styles from '../admin.module.css'

/** What of the hub itself somebody has to see to; nothing while all is well. */
export function TroubleList({ troubles }: { troubles: readonly HubTrouble[] }) {
  const { t } = useTranslation('manage')
  const times = useTimes()
  if (troubles.length === 0) return null
  return (
    <section aria-labelledby="troubles" className={styles.troubles}>
      <h2 id="troubles" className={styles.subhead}>
        {t('version.troubles')}
      </h2>
      <ul className={styles.plain}>
        {troubles.map((trouble) => (
          <li key={keyOf(trouble)}>
            <span>
              {textOf(trouble, t)} <PersonLink residentId={residentOf(trouble)} />
            </span>
            <small>
              {t('version.trouble.since', { time: times.dayAndMinute(trouble.since) })} · {trouble.reason}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}

function PersonLink({ residentId }: { residentId: string | null }) {
  const { t } = useTranslation('manage')
  if (residentId === null) return null
  return (
    <Link className={styles.link} to="/residents/$residentId" params={{ residentId }}>
      {t('version.trouble.person')}
    </Link>
  )
}

function textOf(trouble: HubTrouble, t: TFunction<'manage'>): string {
  switch (trouble.kind) {
    case 'unread':
      return trouble.about === 'resident'
        ? t('version.trouble.unreadResident')
        : t('version.trouble.unreadDevice', { id: trouble.id })
    case 'plan':
      return t('version.trouble.plan', { on: trouble.on })
    case 'jobs':
      return t('version.trouble.jobs', { count: trouble.count, task: trouble.task })
    case 'clock':
      return t(trouble.aheadSeconds > 0 ? 'version.trouble.clockAhead' : 'version.trouble.clockBehind', {
        seconds: Math.abs(trouble.aheadSeconds),
      })
  }
}

/** Whose page says more. */
function residentOf(trouble: HubTrouble): string | null {
  if (trouble.kind === 'plan') return trouble.residentId
  return trouble.kind === 'unread' && trouble.about === 'resident' ? trouble.id : null
}

function keyOf(trouble: HubTrouble): string {
  switch (trouble.kind) {
    case 'unread':
      return `${trouble.about} ${trouble.id}`
    case 'plan':
      return trouble.planId
    case 'jobs':
      return `jobs ${trouble.task}`
    case 'clock':
      return 'clock'
  }
}
