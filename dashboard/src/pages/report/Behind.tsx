import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { KpiReport } from '../../../../server/contract/kpi.ts'
import styles from './report.module.css'
import type { CountName } from './words.ts'

/** A number that opens what it counts: of the whole report, or of one of its groups. */
export function Behind({
  report,
  count,
  group,
  label,
  children,
}: {
  report: Pick<KpiReport, 'from' | 'to' | 'by' | 'area'>
  count: readonly CountName[]
  group?: string
  label?: string
  children: ReactNode
}) {
  return (
    <Link
      to="/report/cases"
      search={{
        count,
        from: report.from,
        to: report.to,
        areaId: report.area.id,
        by: report.by,
        ...(group === undefined ? {} : { key: group }),
      }}
      className={styles.behind}
      aria-label={label}
    >
      {children}
    </Link>
  )
}
