import '@mantine/core/styles/SegmentedControl.layer.css'
import '@mantine/core/styles/FloatingIndicator.layer.css'
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { KpiReport } from '../../../../server/contract/kpi.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { useMe } from '../../app/session.ts'
import { useAreas } from '../../app/useAreas.ts'
import { FalseAlarms } from './FalseAlarms.tsx'
import { Figures } from './Figures.tsx'
import { Groups } from './Groups.tsx'
import { dayIn, periodNames, periodOf } from './period.ts'
import styles from './report.module.css'
import { isSplit, type ReportSearch, splits } from './search.ts'

export default function ReportPage() {
  const { t } = useTranslation('report')
  const say = useProblemText()
  const times = useTimes()
  const me = useMe()
  const navigate = useNavigate()
  const search = useSearch({ from: '/inside/report' })
  const areas = useAreas()
  const areaId = search.areaId ?? me.area.id
  const zone = areas.data?.find(({ id }) => id === areaId)?.timezone ?? me.area.timezone
  const today = dayIn(useMinute(), zone)
  const asked = { ...periodOf('month', today), by: 'day' as const, areaId, ...search }
  const report = useQuery({
    queryKey: ['kpi', asked],
    queryFn: () => api.get<KpiReport>('/kpi', asked),
    placeholderData: keepPreviousData,
  })
  const ask = (change: ReportSearch) =>
    void navigate({ to: '/report', search: { ...search, ...change }, replace: true })
  const chosen = periodNames.find((name) => {
    const { from, to } = periodOf(name, today)
    return from === asked.from && to === asked.to
  })
  return (
    <div className={styles.page} aria-busy={report.isFetching}>
      <header className={styles.bar}>
        <h1>{t('title')}</h1>
        <div className={styles.asked}>
          <SegmentedControl
            aria-label={t('period')}
            value={chosen ?? ''}
            onChange={(name) => {
              const period = periodNames.find((one) => one === name)
              if (period !== undefined) ask(periodOf(period, today))
            }}
            data={periodNames.map((value) => ({ value, label: t(`periods.${value}`) }))}
          />
          <TextInput
            type="date"
            aria-label={t('from')}
            max={asked.to}
            value={asked.from}
            onChange={({ currentTarget: { value } }) =>
              value !== '' && ask({ from: value, to: later(value, asked.to) })
            }
          />
          <TextInput
            type="date"
            aria-label={t('to')}
            min={asked.from}
            value={asked.to}
            onChange={({ currentTarget: { value } }) =>
              value !== '' && ask({ to: value, from: sooner(value, asked.from) })
            }
          />
          <Select
            aria-label={t('area')}
            searchable
            value={areaId}
            onChange={(id) => id !== null && ask({ areaId: id })}
            data={(areas.data ?? [me.area]).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
        <div className={styles.take}>
          <Button
            component="a"
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
            href={`/api/v1/kpi/csv?${new URLSearchParams(asked)}`}
            download
          >
            {t('csv')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} stroke={1.7} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('print')}
          </Button>
        </div>
      </header>
      {report.isError && <p role="alert">{say(report.error)}</p>}
      {report.data !== undefined && (
        <>
          <p className={styles.of}>
            {t('of', {
              period:
                report.data.from === report.data.to ? report.data.from : `${report.data.from} – ${report.data.to}`,
              area: report.data.area.name,
              zone: report.data.area.timezone,
            })}
            {' · '}
            {t('computedAt', { time: times.dayAndMinute(report.data.computedAt) })}
          </p>
          <Figures report={report.data} />
          <div className={styles.by}>
            <h2>{t('groups', { split: t(`split.${report.data.by}`) })}</h2>
            <SegmentedControl
              aria-label={t('by')}
              value={asked.by}
              onChange={(by) => isSplit(by) && ask({ by })}
              data={splits.map((value) => ({ value, label: t(`split.${value}`) }))}
            />
          </div>
          <Groups report={report.data} />
          <FalseAlarms report={report.data} />
        </>
      )}
    </div>
  )
}

const later = (a: string, b: string): string => (a > b ? a : b)
const sooner = (a: string, b: string): string => (a < b ? a : b)
