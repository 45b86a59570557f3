import '@mantine/core/styles/SegmentedControl.layer.css'
import '@mantine/core/styles/FloatingIndicator.layer.css'
import { Button, SegmentedControl, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../server/contract/alerts.ts'
import type { Device, DeviceBefore } from '../../../server/contract/devices.ts'
import { useResident } from '../app/queries.ts'
import { limitsOver, type VitalLimits } from './bands.ts'
import classes from './charts.module.css'
import { deviceOf } from './deviceOf.ts'
import type { Mark } from './drawing.ts'
import { MarkLinks } from './MarkLinks.tsx'
import { NightPlots } from './NightPlots.tsx'
import { NightTable } from './NightTable.tsx'
import { type RangeName, rangeAt, rangeNames } from './range.ts'
import { useMinute } from './useMinute.ts'
import { useNight, useTimezone } from './useNight.ts'
import { inWords } from './words.ts'

type Props = {
  residentId: string
  devices: readonly Device[]
  /** Drawn where they were raised. */
  alerts?: readonly Alert[]
  /** Whether they can be opened from here. */
  links?: boolean
  /** Instead of what they have now: what this one measured, up to when it was theirs no longer. */
  before?: DeviceBefore
}

const none: readonly Alert[] = []
const noLimits: VitalLimits = { heart: [], breathing: [] }
const isRange = (name: string): name is RangeName => rangeNames.some((known) => known === name)

/** Last night of one person (or a day, or a week): heart, breathing, bed; as a picture, in words, and as a table. */
export default function NightChart({ residentId, devices, alerts = none, links = false, before }: Props) {
  const { t, i18n } = useTranslation('charts')
  const locale = i18n.language.startsWith('zh') ? 'zh-CN' : 'en-GB'
  const [name, setName] = useState<RangeName>('night')
  const [asTable, setAsTable] = useState(false)
  const measuring = deviceOf(devices, 'heart_rate') ?? deviceOf(devices, 'in_bed')
  const resident = useResident(residentId).data
  const timezone = useTimezone(measuring?.areaId ?? resident?.areaId)
  const minute = useMinute()
  const now = before === undefined ? minute : Date.parse(before.until)
  const range = useMemo(() => rangeAt(name, now, timezone), [name, now, timezone])
  const had = before === undefined ? null : { ...before, residentId }
  const { night, loading, failed, retry } = useNight(devices, range, had)
  const mine = useMemo(() => alerts.filter((alert) => alert.resident?.id === residentId), [alerts, residentId])
  const marks = useMemo<Mark[]>(
    () => mine.map((alert) => ({ at: Date.parse(alert.happenedAt), priority: alert.priority })),
    [mine],
  )

  const own = resident?.limits
  // Today's limits say nothing of a night with an earlier device.
  const isNow = before === undefined
  const limits = useMemo(
    () => (isNow ? limitsOver(own ?? {}, range, timezone) : noLimits),
    [isNow, own, range, timezone],
  )

  if (!measuring && had === null) return <Text className={classes.empty}>{t('noBed')}</Text>
  const words = inWords(night, range, t).join(locale === 'zh-CN' ? '' : ' ')
  return (
    <section
      className={classes.chart}
      aria-label={before === undefined ? t('title') : `${t('title')} · ${before.deviceId}`}
    >
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          classNames={{ root: classes.ranges }}
          value={name}
          onChange={(chosen) => isRange(chosen) && setName(chosen)}
          data={rangeNames.map((value) => ({ value, label: t(`range.${value}`) }))}
        />
        <Button variant="subtle" size="compact-sm" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
          {t(asTable ? 'showChart' : 'showTable')}
        </Button>
      </div>
      {failed ? (
        <div className={classes.empty} role="alert">
          {t('failed')}{' '}
          <Button variant="default" size="compact-sm" onClick={() => void retry()}>
            {t('again')}
          </Button>
        </div>
      ) : (
        <p className={classes.words} aria-live="polite">
          {words || t(loading ? 'loading' : 'nothing')}
        </p>
      )}
      {asTable ? (
        <NightTable night={night} range={range} timezone={timezone} locale={locale} />
      ) : (
        <NightPlots
          night={night}
          range={range}
          marked={links ? <MarkLinks alerts={mine} range={range} /> : null}
          timezone={timezone}
          locale={locale}
          marks={marks}
          limits={limits}
          summary={words}
        />
      )}
    </section>
  )
}
