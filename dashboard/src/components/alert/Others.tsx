import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useMe } from '../../app/session.ts'
import { othersOfSame } from '../../pages/queue/order.ts'
import { Key, useShortcut } from '../Key.tsx'
import styles from './Others.module.css'

/** Two operators never talk to the same person without knowing: who else has this person in hand. */
export function Others({ alert }: { alert: Alert }) {
  const { t } = useTranslation(['alert', 'domain'])
  const me = useMe()
  const shortcut = useShortcut()
  const { alerts } = useLive()
  const owned = othersOfSame(alerts, alert)
  if (owned.length === 0) return null
  return (
    <div role="status">
      <ul className={styles.others}>
        {owned.map((other, index) => (
          <li key={other.id}>
            <Link
              to="/queue/$alertId"
              params={{ alertId: other.id }}
              {...(index === 0 && { 'data-key': 'other', ...shortcut('E') })}
            >
              {t(other.owner === null ? 'otherOpen' : other.owner.id === me.id ? 'otherMine' : 'ownedByOther', {
                kind: t(`domain:kind.${other.kind}`),
                name: other.owner?.name ?? '',
              })}
              {index === 0 && (
                <>
                  {' '}
                  <Key of="E" />
                </>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
