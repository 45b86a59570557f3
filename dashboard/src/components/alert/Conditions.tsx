import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { useHealth } from '../../app/health.ts'
import { Unanswered } from '../Unanswered.tsx'
import styles from './Conditions.module.css'

/** What somebody suffers from, once the alert is in hand: the look is recorded. Its line is there before it is filled. */
export function Conditions({ alert, residentId, inHand }: { alert: Alert; residentId: string; inHand: boolean }) {
  const { t } = useTranslation('alert')
  const { health, error, again } = useHealth(residentId, alert, inHand)
  if (error !== null) return <Unanswered error={error} again={again} />
  if (health === null)
    return alert.state === 'resolved' ? null : <p className={styles.none}>{inHand ? ' ' : t('conditionsHidden')}</p>
  if (health.conditions.length === 0) return <p className={styles.none}>{t('conditionsNone')}</p>
  return (
    <ul className={styles.conditions} aria-label={t('conditions')}>
      {health.conditions.map((condition) => (
        <li key={condition}>{condition}</li>
      ))}
    </ul>
  )
}
