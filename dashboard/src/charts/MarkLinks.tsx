import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../server/contract/alerts.ts'
import { useTimes } from '../app/clock.ts'
import { PriorityMark } from '../components/PriorityMark.tsx'
import { clusters } from './clusters.ts'
import { rightPadding, yAxisWidth } from './drawing.ts'
import classes from './MarkLinks.module.css'
import type { Range } from './range.ts'

/** The alerts above the lines, where they came: each opens its story. Those that lie too close are one mark. */
export function MarkLinks({ alerts, range }: { alerts: readonly Alert[]; range: Range }) {
  const { t } = useTranslation(['charts', 'domain'])
  const times = useTimes()
  const within = alerts.flatMap((alert) => {
    const share = (Date.parse(alert.happenedAt) - range.fromMs) / (range.toMs - range.fromMs)
    return share >= 0 && share <= 1 ? [{ share, alert }] : []
  })
  if (within.length === 0) return null
  return (
    <nav
      className={classes.marks}
      aria-label={t('marks')}
      style={{ marginInline: `${yAxisWidth}px ${rightPadding}px` }}
    >
      {clusters(within, 1 / 28).map(({ share, members }) => {
        const worst = members.toSorted((a, b) => a.alert.priority - b.alert.priority || b.share - a.share)[0]?.alert
        if (worst === undefined) return null
        const all = members
          .map(({ alert }) => `${t(`domain:kind.${alert.kind}`)} ${times.dayAndMinute(alert.happenedAt)}`)
          .join(', ')
        return (
          <Link
            key={worst.id}
            to="/alerts/$alertId"
            params={{ alertId: worst.id }}
            style={{ left: `${share * 100}%` }}
            title={all}
            aria-label={members.length > 1 ? `${members.length}: ${all}` : all}
          >
            <PriorityMark priority={worst.priority} word={false} />
            {members.length > 1 && <span aria-hidden>{members.length}</span>}
          </Link>
        )
      })}
    </nav>
  )
}
