import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { clockOf, minuteOf } from '../../../app/clock.ts'
import styles from '../admin.module.css'
import { days, type Opening, usualHours } from './hours.ts'

type Props = { hours: readonly Opening[]; error: ReactNode; onChange: (hours: Opening[]) => void }

/** When the workers of a provider are sent to what can wait: rows of days and times. */
export function HoursField({ hours, error, onChange }: Props) {
  const { t } = useTranslation(['manage', 'admin'])
  const set = (index: number, change: Partial<Opening>) =>
    onChange(hours.map((row, at) => (at === index ? { ...row, ...change } : row)))
  return (
    <fieldset className={styles.hours}>
      <legend>{t('providers.hours')}</legend>
      <p className={styles.hint}>{t(hours.length === 0 ? 'providers.always' : 'providers.hoursHint')}</p>
      {hours.map((row, index) => (
        <div key={index} className={styles.hoursRow}>
          <div className={styles.days}>
            {days.map((day) => (
              <Checkbox
                key={day}
                label={t(`providers.day.d${day}`)}
                checked={row.days.includes(day)}
                onChange={(event) => {
                  const others = row.days.filter((other) => other !== day)
                  set(index, { days: event.currentTarget.checked ? [...others, day].sort((a, b) => a - b) : others })
                }}
              />
            ))}
          </div>
          <div className={styles.times}>
            <TextInput
              type="time"
              aria-label={t('providers.from')}
              value={clockOf(row.fromMinute)}
              onChange={(event) => set(index, { fromMinute: minuteOf(event.currentTarget.value) ?? row.fromMinute })}
            />
            <span aria-hidden>–</span>
            <TextInput
              type="time"
              aria-label={t('providers.until')}
              value={clockOf(row.untilMinute)}
              onChange={(event) => set(index, { untilMinute: minuteOf(event.currentTarget.value) ?? row.untilMinute })}
            />
            <button
              type="button"
              className={styles.iconButton}
              aria-label={t('admin:remove')}
              onClick={() => onChange(hours.filter((_, at) => at !== index))}
            >
              <IconX size={18} stroke={1.6} aria-hidden />
            </button>
          </div>
        </div>
      ))}
      {error && (
        <p className={styles.problem} role="alert">
          {error}
        </p>
      )}
      <Button variant="default" size="sm" onClick={() => onChange([...hours, usualHours])}>
        {t('providers.addHours')}
      </Button>
    </fieldset>
  )
}
