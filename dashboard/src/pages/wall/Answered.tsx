import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { KpiDefinition, KpiFigure, Wall } from '../../../../server/contract/kpi.ts'
import { useTimes } from '../../app/clock.ts'
import { percent, standing } from '../report/words.ts'
import styles from './wall.module.css'

const judged = ['answered_60', 'answered_180'] as const

/** Today and this month against the bar. */
export function Answered({ wall, stale }: { wall: Wall | undefined; stale: boolean }) {
  const { t } = useTranslation('wall')
  const times = useTimes()
  return (
    <section className={styles.answered} aria-label={t('answered')}>
      <h2>{t('answered')}</h2>
      {stale && wall !== undefined && <p role="status">{t('stale', { time: times.clock(wall.at) })}</p>}
      {wall !== undefined &&
        (['today', 'month'] as const).map((period) =>
          judged.map((name) => {
            const figure = wall[period].figures.find((one) => one.figure === name)
            const definition = wall.definitions.find((one) => one.figure === name)
            return (
              figure &&
              definition && (
                <Share key={`${period} ${name}`} wall={wall} period={period} figure={figure} definition={definition} />
              )
            )
          }),
        )}
    </section>
  )
}

type Judged = { wall: Wall; period: 'today' | 'month'; figure: KpiFigure; definition: KpiDefinition }

function Share({ wall, period, figure, definition }: Judged) {
  const { t, i18n } = useTranslation('wall')
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const { value, hits, cases } = figure
  const met = standing(figure, definition)
  const [bar = 1] = definition.bars
  const to = (count: KpiDefinition['hits']) => ({
    count,
    from: wall[period].from,
    to: wall[period].to,
    areaId: wall.area.id,
  })
  return (
    <article className={styles.share} data-figure={`${period}-${figure.figure}`}>
      <h3>
        {t(period)} · {t(figure.figure === 'answered_60' ? 'within60' : 'within180')}
      </h3>
      <Link
        to="/report/cases"
        search={to(met === 'not_met' ? definition.misses : [...definition.hits, ...definition.misses])}
        className={styles.percent}
      >
        {value === null ? t('noCases') : percent(value, i18n.language)}
      </Link>
      <Gauge value={value ?? 0} bar={bar} />
      <p>
        {hits !== null && cases !== null && cases > 0 && (
          <Link to="/report/cases" search={to([...definition.hits, ...definition.misses])}>
            {t('of', { hits, cases })}
          </Link>
        )}{' '}
        <span>
          {t('bar', { bar: definition.bars.map((one) => percent(one, i18n.language)).join(' / ') })}
          {met !== null && ` · ${t(met === 'not_met' ? 'notMet' : 'met')}`}
        </span>
      </p>
      <small title={definition[language].definition}>{t('version', { version: definition.version })}</small>
    </article>
  )
}

/** From 90 % on: below that it is a bad day whatever the length of a line says. */
function Gauge({ value, bar }: { value: number; bar: number }) {
  const at = (share: number) => `${Math.max(0, Math.min(1, (share - 0.9) / 0.1)) * 100}%`
  return (
    <div className={styles.gauge} aria-hidden>
      <div style={{ width: at(value) }} />
      <i style={{ left: at(bar) }} />
    </div>
  )
}
