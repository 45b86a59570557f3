import { useTranslation } from 'react-i18next'
import type { KpiDefinition, KpiFigure, KpiReport } from '../../../../server/contract/kpi.ts'
import { Behind } from './Behind.tsx'
import styles from './report.module.css'
import { percent, standing, valueText } from './words.ts'

/** Every figure of the whole, with what it is made of and what it means. */
export function Figures({ report }: { report: KpiReport }) {
  const { t } = useTranslation('report')
  return (
    <table className={styles.figures}>
      <caption className={styles.unseen}>{t('figures')}</caption>
      <thead>
        <tr>
          {(['figure', 'value', 'bar', 'cases', 'definition'] as const).map((name) => (
            <th key={name} scope="col">
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {report.definitions.map((definition) => {
          const figure = report.total.figures.find((one) => one.figure === definition.figure)
          return figure && <Row key={definition.figure} report={report} definition={definition} figure={figure} />
        })}
      </tbody>
    </table>
  )
}

function Row({ report, definition, figure }: { report: KpiReport; definition: KpiDefinition; figure: KpiFigure }) {
  const { t, i18n } = useTranslation('report')
  const { name, definition: meaning } = definition[i18n.language === 'en' ? 'en' : 'zh']
  const { hits, cases } = figure
  const judged = standing(figure, definition)
  return (
    <tr data-figure={definition.figure}>
      <th scope="row">{name}</th>
      <td className={styles.value}>
        {figure.value === null || figure.status !== 'known' ? (
          <span className={styles.without}>
            {t(`status.${figure.status === 'known' ? 'no_cases' : figure.status}`)}
          </span>
        ) : (
          valueText(figure.value, definition.unit, i18n.language)
        )}
      </td>
      <td>
        <BarText definition={definition} />
        {judged !== null && (
          <div className={styles.judged} data-judged={judged}>
            {t(judged === 'not_met' ? 'notMet' : judged)}
          </div>
        )}
      </td>
      <td className={styles.cases}>
        {hits === null && cases !== null && (
          <Behind report={report} count={[...definition.hits, ...definition.misses]}>
            {t('behind', { count: cases })}
          </Behind>
        )}
        {hits !== null && cases !== null && (
          <>
            <Behind report={report} count={definition.hits}>
              {t(definition.better === 'more' ? 'hits' : 'yes', { count: hits })}
            </Behind>
            <Behind report={report} count={definition.misses}>
              {t(definition.better === 'more' ? 'misses' : 'no', { count: cases - hits })}
            </Behind>
          </>
        )}
      </td>
      <td className={styles.meaning}>
        {meaning} <span className={styles.version}>{t('version', { version: definition.version })}</span>
      </td>
    </tr>
  )
}

/** More than all of them there is not. */
const isAll = ({ unit, better }: KpiDefinition, bar: number) => unit === 'share' && better !== 'less' && bar === 1

function BarText({ definition }: { definition: KpiDefinition }) {
  const { t, i18n } = useTranslation('report')
  const sign = definition.better === 'less' ? '< ' : '≥ '
  const text = (value: number) =>
    definition.unit === 'share' ? percent(value, i18n.language) : value.toLocaleString(i18n.language)
  if (definition.bars.length > 0)
    return <>{definition.bars.map((bar) => (isAll(definition, bar) ? text(bar) : `${sign}${text(bar)}`)).join(' / ')}</>
  const [low, high] = definition.typical ?? []
  if (low === undefined || high === undefined) return null
  return <span className={styles.without}>{t('typical', { low: text(low), high: text(high) })}</span>
}
