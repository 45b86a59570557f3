import { Button } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { takenApart } from '../../app/address.ts'
import { lastingText } from '../../app/clock.ts'
import { useMe } from '../../app/session.ts'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import { isSettling } from './order.ts'
import styles from './QueueRow.module.css'
import { Waiting } from './Waiting.tsx'

type Props = {
  alert: Alert
  isOpen: boolean
  isCursor: boolean
  onShow: (alertId: string) => void
  onClaim: ((alertId: string) => void) | null
  claiming: boolean
  /** The one to take now: its claim is the page's primary action. */
  isNext: boolean
  /** One's own, raised again and not yet seen. */
  isAgain: boolean
}

export const QueueRow = memo(function QueueRow({
  alert,
  isOpen,
  isCursor,
  onShow,
  onClaim,
  claiming,
  isNext,
  isAgain,
}: Props) {
  const { t } = useTranslation(['queue', 'domain'])
  const me = useMe()
  const marks = [
    alert.repeats > 0 && t('repeats', { times: alert.repeats }),
    alert.late && t('late', { time: lastingText(Date.parse(alert.receivedAt) - Date.parse(alert.happenedAt)) }),
    alert.noSpeechAt !== null && t('noSpeech'),
    alert.clearedAt !== null && t(alert.cancelledAt === null ? 'cleared' : 'cancelled'),
    alert.openTickets > 0 && t('tickets', { count: alert.openTickets }),
  ].filter((mark) => mark !== false)

  const { area, place } = takenApart(alert.resident?.address ?? alert.areaName, alert.areaName)

  return (
    <li
      className={styles.row}
      data-priority={alert.priority}
      data-state={alert.state}
      data-settling={isSettling(alert) || undefined}
      data-open={isOpen || undefined}
      data-cursor={isCursor || undefined}
    >
      <div className={styles.priority}>
        <PriorityMark priority={alert.priority} />
      </div>
      <div className={styles.what}>
        <button type="button" id={`row-${alert.id}`} className={styles.open} onClick={() => onShow(alert.id)}>
          {t(`domain:kind.${alert.kind}`)}
        </button>
        {marks.map((mark, index) => (
          <span key={mark} className={styles.badge} data-again={(isAgain && index === 0) || undefined}>
            {mark}
          </span>
        ))}
      </div>
      <div className={styles.person}>
        <div className={styles.who}>{alert.resident?.name ?? t('noResident')}</div>
        <div className={styles.where}>
          <span className={styles.area}>{area}</span>
          {[place, alert.device?.location].filter(Boolean).join(' · ')}
        </div>
      </div>
      <div className={styles.waiting}>
        <Waiting alert={alert} />
      </div>
      <div className={styles.owner}>
        {alert.owner !== null && (
          <span className={styles.ownerName} data-me={alert.owner.id === me.id || undefined}>
            {alert.owner.id === me.id ? t('me') : alert.owner.name}
          </span>
        )}
        {alert.owner === null && onClaim === null && t('unclaimed')}
        {alert.owner === null && onClaim !== null && (
          <Button
            size="compact-md"
            className={styles.claim}
            variant={isNext ? 'filled' : 'default'}
            disabled={claiming}
            onClick={() => onClaim(alert.id)}
          >
            {t('claim')}
          </Button>
        )}
      </div>
    </li>
  )
})
