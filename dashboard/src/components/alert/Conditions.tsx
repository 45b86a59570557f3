import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { useHealth } from '../../app/health.ts'
import { Unanswered } from '../Unanswered.tsx'
import styles from './Conditions.module.css'

/** What somebody suffers from, once the alert is in hand: the look is recorded. Its place is there before it is filled. */
export function Conditions({ alert, residentId, inHand }: { alert: Alert; residentId: string; inHand: boolean }) {
  const { t } = useTranslation('alert')
  const { health, error, again } = useHealth(residentId, alert, inHand)
  if (health === null && error === null && alert.state === 'resolved') return null
  return (
    <div className={styles.place}>
      {error !== null && <Unanswered error={error} again={again} />}
      {error === null && (health === null || health.conditions.length === 0) && (
        <p className={styles.none}>{health !== null ? t('conditionsNone') : inHand ? ' ' : t('conditionsHidden')}</p>
      )}
      {health !== null && health.conditions.length > 0 && (
        <ul className={styles.conditions} aria-label={t('conditions')} tabIndex={health.conditions.length > 8 ? 0 : -1}>
          {health.conditions.map((condition) => (
            <li key={condition}>{condition}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
