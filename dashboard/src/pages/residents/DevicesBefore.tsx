import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '../../../../server/contract/common.ts'
import type { DeviceBefore } from '../../../../server/contract/devices.ts'
import { api, isHidden } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { Unanswered } from '../../components/Unanswered.tsx'
import styles from './Devices.module.css'

const NightChart = lazy(() => import('../../charts/NightChart.tsx'))
const isBed = ({ kind }: DeviceBefore) => kind === 'bed'

/** What stood in the home before: with somebody else now, or retired. What it measured then is theirs. */
export function DevicesBefore({ residentId }: { residentId: string }) {
  const { t } = useTranslation(['residents', 'domain'])
  const times = useTimes()
  const { data, error, refetch } = useQuery({
    queryKey: ['resident', residentId, 'devices-before'],
    queryFn: () => api.get<Page<DeviceBefore>>(`/residents/${residentId}/devices-before`),
  })
  const [shown, setShown] = useState<string | null>(null)
  if (data === undefined && error !== null && !isHidden(error)) return <Unanswered error={error} again={refetch} />
  if (data === undefined || data.items.length === 0) return null
  return (
    <details className={styles.before}>
      <summary>{t('devicesBefore', { count: data.items.length })}</summary>
      <ul>
        {data.items.map((device) => {
          const key = `${device.deviceId} ${device.until}`
          return (
            <li key={key}>
              <span className={styles.what}>
                <strong>{t(`domain:deviceKind.${device.kind}`)}</strong>
                <span>
                  {device.deviceId} ·{' '}
                  {device.from === null
                    ? t('hadUntil', { until: times.dayAndMinute(device.until) })
                    : t('had', { from: times.dayAndMinute(device.from), until: times.dayAndMinute(device.until) })}
                </span>
              </span>
              {isBed(device) && (
                <button
                  type="button"
                  className={styles.show}
                  aria-expanded={shown === key}
                  onClick={() => setShown(shown === key ? null : key)}
                >
                  {t(shown === key ? 'hideMeasured' : 'showMeasured')}
                </button>
              )}
              {shown === key && (
                <div className={styles.chart}>
                  <Suspense fallback={null}>
                    <NightChart residentId={residentId} devices={[]} before={device} />
                  </Suspense>
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
