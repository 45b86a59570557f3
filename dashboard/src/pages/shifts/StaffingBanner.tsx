import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../app/clock.ts'
import { useMe } from '../../app/session.ts'
import styles from './StaffingBanner.module.css'
import { useMove, useShifts } from './useShifts.ts'

/** Nobody is there, or too few: said wherever one is. And whoever works without having signed on is told so. */
export function StaffingBanner() {
  const { t } = useTranslation('shifts')
  const me = useMe()
  const times = useTimes()
  const { data } = useShifts()
  const move = useMove()
  if (data === undefined) return null
  const missing = me.role === 'operator' && data.byShifts && data.me === 'off'
  const { ahead } = data
  if (data.short.length === 0 && ahead.length === 0 && !missing) return null
  return (
    <section className={styles.banner} aria-label={t('title')}>
      {data.short.slice(0, 3).map(({ areaId, areaName, standing, on, minimum, since }) => (
        <Link key={areaId} to="/shifts">
          <strong>{t(standing, { area: areaName, on, minimum })}</strong> {t('since', { time: times.minute(since) })}
        </Link>
      ))}
      {ahead.slice(0, 2).map(({ areaId, areaName, from, until, planned, minimum }) => (
        <Link key={areaId + from} to="/shifts">
          <strong>{t('ahead', { area: areaName, from: times.dayAndMinute(from), until: times.minute(until) })}</strong>{' '}
          {t('aheadOf', { planned, minimum })}
        </Link>
      ))}
      {missing && (
        <span>
          {t('offWarning')}
          <button type="button" disabled={move.isPending} onClick={() => move.mutate({ to: 'sign-on' })}>
            {t('signOn')}
          </button>
        </span>
      )}
    </section>
  )
}
