import { useTranslation } from 'react-i18next'
import type { KpiGroup, KpiReport } from '../../../../server/contract/kpi.ts'
import { isIn } from '../../app/isIn.ts'
import { domain } from '../../locales/zh/domain.ts'
import { Behind } from './Behind.tsx'
import styles from './report.module.css'
import { valueText } from './words.ts'

const shown = [
  'answered_60',
  'answered_180',
  'door_45',
  'door_60',
  'accepted_in_time',
  'real_emergencies',
  'false_alarms',
  'supervised',
  'supervised_time',
  'first_attempt',
  'busiest_10min',
] as const

/** The report taken apart, a group a row, the whole below. */
export function Groups({ report }: { report: KpiReport }) {
  const { t, i18n } = useTranslation('report')
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const columns = shown.flatMap((figure) => report.definitions.find((one) => one.figure === figure) ?? [])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
    <section className={styles.wide} tabIndex={0} aria-label={t('groups', { split: t(`split.${report.by}`) })}>
      <table className={styles.groups}>
        <thead>
          <tr>
            <th scope="col">{t(`split.${report.by}`)}</th>
            <th scope="col">{t('alerts')}</th>
            <th scope="col">{t('emergency')}</th>
            {columns.map((column) => (
              <th key={column.figure} scope="col">
                {column[language].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.groups.map((group) => (
            <Row key={group.key} report={report} group={group} columns={columns} />
          ))}
        </tbody>
        <tfoot>
          <Row report={report} group={report.total} columns={columns} whole />
        </tfoot>
      </table>
    </section>
  )
}

function Row({
  report,
  group,
  columns,
  whole = false,
}: {
  report: KpiReport
  group: KpiGroup
  columns: KpiReport['definitions']
  whole?: boolean
}) {
  const { t, i18n } = useTranslation(['report', 'domain'])
  const of = whole ? { report } : { report, group: group.key }
  const name = useName(report, group)
  return (
    <tr>
      <th scope="row">{whole ? t('total') : name}</th>
      {(['alerts', 'emergency'] as const).map((count) => (
        <td key={count}>
          <Behind {...of} count={[count]}>
            {(group.counts[count] ?? 0).toLocaleString(i18n.language)}
          </Behind>
        </td>
      ))}
      {columns.map(({ figure, unit, hits, misses }) => {
        const known = group.figures.find((one) => one.figure === figure)
        if (known === undefined || known.value === null)
          return (
            <td
              key={figure}
              className={styles.without}
              title={t(`status.${known?.status === 'no_cases' ? 'no_cases' : 'not_split'}`)}
            >
              –
            </td>
          )
        return (
          <td key={figure}>
            {valueText(known.value, unit, i18n.language)}
            {known.cases !== null && (
              <small>
                <Behind {...of} count={[...hits, ...misses]}>
                  {known.cases.toLocaleString(i18n.language)}
                </Behind>
              </small>
            )}
          </td>
        )
      })}
    </tr>
  )
}

function useName(report: KpiReport, group: KpiGroup): string {
  const { t } = useTranslation(['report', 'domain'])
  switch (report.by) {
    case 'day':
      return group.key
    case 'area':
      return group.key === '' ? `${group.name ?? ''} ${t('itself')}` : (group.name ?? group.key)
    case 'operator':
      return group.key === '' ? t('nobody') : (group.name ?? group.key)
    case 'kind': {
      return isIn(domain.kind, group.key) ? t(`domain:kind.${group.key}`) : t('noKind')
    }
  }
}
