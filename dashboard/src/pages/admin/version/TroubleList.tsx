import { Link } from '@tanstack/react-router'
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
    <section aria-labelledby="troubles">
      <h2 id="troubles" className={styles.subhead}>
        {t('version.troubles')}
      </h2>
      <ul className={styles.plain}>
        {troubles.map((trouble) => (
          <li key={keyOf(trouble)}>
            <span>
              <Said trouble={trouble} />
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

function Said({ trouble }: { trouble: HubTrouble }) {
  const { t } = useTranslation('manage')
  switch (trouble.kind) {
    case 'unread':
      return trouble.about === 'resident' ? (
        <Link to="/residents/$residentId" params={{ residentId: trouble.id }}>
          {t('version.trouble.unreadResident')}
        </Link>
      ) : (
        t('version.trouble.unreadDevice', { id: trouble.id })
      )
    case 'plan':
      return (
        <Link to="/residents/$residentId" params={{ residentId: trouble.residentId }}>
          {t('version.trouble.plan', { on: trouble.on })}
        </Link>
      )
    case 'clock':
      return t(trouble.aheadSeconds > 0 ? 'version.trouble.clockAhead' : 'version.trouble.clockBehind', {
        seconds: Math.abs(trouble.aheadSeconds),
      })
  }
}

function keyOf(trouble: HubTrouble): string {
  switch (trouble.kind) {
    case 'unread':
      return `${trouble.about} ${trouble.id}`
    case 'plan':
      return trouble.planId
    case 'clock':
      return 'clock'
  }
}
