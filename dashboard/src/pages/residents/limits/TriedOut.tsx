import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../../server/contract/devices.ts'
import type { Tried, TriedAlert } from '../../../../../server/contract/limits.ts'
import { useTimes } from '../../../app/clock.ts'
import { limitsOver } from '../../../charts/bands.ts'
import { deviceOf } from '../../../charts/deviceOf.ts'
import type { Mark } from '../../../charts/drawing.ts'
import { NightPlots } from '../../../charts/NightPlots.tsx'
import type { Range } from '../../../charts/range.ts'
import { useNight, useTimezone } from '../../../charts/useNight.ts'
import { PriorityMark } from '../../../components/PriorityMark.tsx'
import styles from './limits.module.css'

type Props = {
  result: Tried
  devices: readonly Device[]
  /** The ones that were tried. */
  limits: Readonly<Record<string, number>>
}

const verdicts = ['gone', 'new', 'still'] as const
const stepSeconds = 7200

/** How many alerts stay, go and come; `missed` of those that go were true. */
export function figuresOf({ alerts }: Tried) {
  const count = (is: (alert: TriedAlert) => boolean) => alerts.filter(is).length
  return {
    still: count(({ verdict }) => verdict === 'still'),
    gone: count(({ verdict }) => verdict === 'gone'),
    new: count(({ verdict }) => verdict === 'new'),
    goneFalse: count(({ verdict, truth }) => verdict === 'gone' && truth === 'false'),
    missed: count(({ verdict, truth }) => verdict === 'gone' && truth === 'true'),
  }
}

/** What came beside what would have come: in figures, as a picture, and one by one. */
export function TriedOut({ result, devices, limits }: Props) {
  const { t } = useTranslation('limits')
  const { missed, ...figures } = figuresOf(result)
  return (
    <section className={styles.tried} aria-label={t('tried.title')}>
      <h4>{t('tried.title')}</h4>
      <p>{t('tried.figures', figures)}</p>
      {missed > 0 && <p className={styles.missed}>{t('tried.missed', { count: missed })}</p>}
      {result.byMinuteUntil !== null && <p className={styles.quiet}>{t('tried.byMinute')}</p>}
      <Picture result={result} devices={devices} limits={limits} />
      <List alerts={result.alerts} />
      {result.notRecorded.length > 0 && (
        <p className={styles.quiet}>
          {t('tried.notRecorded', {
            what: result.notRecorded.map((what) => t(`unrecorded.${what}`)).join(t('unrecorded.between')),
          })}
        </p>
      )}
    </section>
  )
}

function Picture({ result, devices, limits }: Omit<Props, 'residentId'>) {
  const { t, i18n } = useTranslation('limits')
  const locale = i18n.language.startsWith('zh') ? 'zh-CN' : 'en-GB'
  const measuring = deviceOf(devices, 'heart_rate') ?? deviceOf(devices, 'in_bed')
  const timezone = useTimezone(measuring?.areaId)
  const range = useMemo<Range>(
    () => ({
      name: 'month',
      fromMs: Date.parse(result.from),
      toMs: Date.parse(result.to),
      stepSeconds,
      resolution: stepSeconds,
    }),
    [result],
  )
  const bands = useMemo(() => limitsOver(limits, range, timezone), [limits, range, timezone])
  const { night } = useNight(devices, range)
  const marks = useMemo<Mark[]>(
    () =>
      result.alerts.map(({ at, priority, verdict }) => ({
        at: Date.parse(at),
        priority,
        hollow: verdict === 'gone',
      })),
    [result],
  )
  if (measuring === null) return null
  return (
    <NightPlots
      night={night}
      range={range}
      timezone={timezone}
      locale={locale}
      marks={marks}
      limits={bands}
      summary={t('tried.picture')}
    />
  )
}

function List({ alerts }: { alerts: readonly TriedAlert[] }) {
  const { t } = useTranslation(['limits', 'domain'])
  const times = useTimes()
  return (
    <>
      {verdicts.map((verdict) => {
        const mine = alerts.filter((alert) => alert.verdict === verdict)
        if (mine.length === 0) return null
        return (
          <details key={verdict} open={verdict !== 'still' && mine.length <= 12}>
            <summary>{t(`tried.${verdict}`, { count: mine.length })}</summary>
            <ul className={styles.triedList}>
              {mine.map((alert) => (
                <li key={`${alert.alertId} ${alert.deviceId} ${alert.kind} ${alert.at}`} data-truth={alert.truth}>
                  <PriorityMark priority={alert.priority} word={false} />
                  <time dateTime={alert.at}>{times.dayAndMinute(alert.at)}</time>
                  <span>
                    {alert.alertId === null ? (
                      t(`domain:kind.${alert.kind}`)
                    ) : (
                      <Link to="/alerts/$alertId" params={{ alertId: alert.alertId }}>
                        {t(`domain:kind.${alert.kind}`)}
                      </Link>
                    )}
                  </span>
                  {alert.outcome !== null && (
                    <span className={styles.truth}>
                      {t(`truth.${alert.truth}`)} · {t(`domain:outcome.${alert.outcome}`)}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </details>
        )
      })}
    </>
  )
}
