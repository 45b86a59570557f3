import { IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import { Empty } from '../../components/Empty.tsx'
import { IncidentRow } from './IncidentRow.tsx'
import type { Sections } from './order.ts'
import { QueueRow } from './QueueRow.tsx'
import styles from './QueueSection.module.css'
import { Rows } from './Rows.tsx'

type Props = {
  name: keyof Sections
  alerts: readonly Alert[]
  outages?: {
    incidents: readonly Incident[]
    open: string | null
    cursor: string | null
    onShow: (incidentId: string) => void
    onClaim: ((incidentId: string) => void) | null
  }
  open: string | null
  cursor: string | null
  /** The row last opened, where the focus comes back to. */
  place: string | null
  /** Null: this section never folds. */
  folding: { folded: boolean; onFold: () => void } | null
  onShow: (alertId: string) => void
  /** Null for those who only look. */
  onClaim: ((alertId: string) => void) | null
  claiming: string | null
  next: string | null
  /** One's own that were raised again. */
  again: ReadonlySet<string>
}

const columns = ['priority', 'what', 'who', 'where', 'waiting', 'owner'] as const

export function QueueSection({
  name,
  alerts,
  outages,
  open,
  cursor,
  place,
  folding,
  onShow,
  onClaim,
  claiming,
  next,
  again,
}: Props) {
  const { t } = useTranslation('queue')
  const incidents = outages?.incidents ?? []
  const count = alerts.length + incidents.length
  if (name !== 'pressing' && count === 0) return null
  const waiting = (some: readonly { state: string }[]) => some.filter(({ state }) => state === 'open').length
  const unclaimed = waiting(alerts) + waiting(incidents)
  const title = (
    <>
      {t(`section.${name}`)} <span>{count}</span>
      {unclaimed > 0 && unclaimed < count && (
        <span>
          · {t('unclaimed')} {unclaimed}
        </span>
      )}
    </>
  )
  return (
    <section>
      <h2 className={styles.title}>
        {folding === null ? (
          title
        ) : (
          <button type="button" onClick={folding.onFold} aria-expanded={!folding.folded}>
            <IconChevronRight size={16} stroke={2} aria-hidden />
            {title}
          </button>
        )}
      </h2>
      {name === 'pressing' && alerts.length === 0 && <Empty title={t('emptyPressing')} hint={t('emptyHint')} />}
      {outages !== undefined && incidents.length > 0 && (
        <ul className={styles.rows}>
          {incidents.map((incident) => (
            <IncidentRow
              key={incident.id}
              incident={incident}
              isOpen={outages.open === incident.id}
              isCursor={outages.cursor === incident.id}
              onShow={outages.onShow}
              onClaim={outages.onClaim}
            />
          ))}
        </ul>
      )}
      {folding?.folded !== true && alerts.length > 0 && (
        <Rows
          items={alerts}
          cursor={cursor}
          place={place}
          head={
            folding === null && (
              <li className={styles.columns} aria-hidden>
                {columns.map((column) => (
                  <span key={column}>{t(`column.${column}`)}</span>
                ))}
              </li>
            )
          }
          render={(alert) => (
            <QueueRow
              key={alert.id}
              alert={alert}
              isOpen={open === alert.id}
              isCursor={cursor === alert.id}
              onShow={onShow}
              onClaim={onClaim}
              claiming={claiming === alert.id}
              isNext={next === alert.id}
              isAgain={again.has(alert.id)}
            />
          )}
        />
      )}
    </section>
  )
}
