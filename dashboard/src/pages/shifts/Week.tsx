import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Calendar } from '../../../../server/contract/shifts.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useMe } from '../../app/session.ts'
import { FormDrawer } from '../admin/form/FormDrawer.tsx'
import { ChangeForm, changeText, type PlannedShift } from './ChangeForm.tsx'
import styles from './shifts.module.css'
import { type Day, stretches, weekOf } from './week.ts'

/** A week of planned shifts, with what was worked and the hours that lack somebody. */
export function Week({ mayPlan }: { mayPlan: boolean }) {
  const { t, i18n } = useTranslation('roster')
  const { area } = useMe()
  const now = useMinute()
  const [weeks, setWeeks] = useState(0)
  const [open, setOpen] = useState<PlannedShift | null>(null)
  const queries = useQueryClient()
  const days = weekOf(now, weeks, area.timezone)
  const span = { from: iso(days[0]?.from ?? now), to: iso(days[6]?.to ?? now) }
  const { data } = useQuery({
    queryKey: ['shifts', 'calendar', span.from],
    queryFn: () => api.get<Calendar>('/shifts/calendar', span),
    placeholderData: (before) => before,
  })
  const dayName = new Intl.DateTimeFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: area.timezone,
    weekday: 'short',
    day: 'numeric',
    month: 'numeric',
  })
  return (
    <section>
      <header className={styles.head}>
        <h2>{weeks === 0 ? t('week') : dayName.formatRange(days[0]?.from ?? now, (days[6]?.to ?? now) - 1)}</h2>
        <div>
          <Button variant="default" size="compact-md" onClick={() => setWeeks(weeks - 1)}>
            {t('earlier')}
          </Button>
          {weeks !== 0 && (
            <Button variant="default" size="compact-md" onClick={() => setWeeks(0)}>
              {t('today')}
            </Button>
          )}
          <Button variant="default" size="compact-md" onClick={() => setWeeks(weeks + 1)}>
            {t('later')}
          </Button>
        </div>
      </header>
      <ol className={styles.week}>
        {days.map((day) => (
          <li key={day.from} aria-current={now >= day.from && now < day.to ? 'date' : undefined}>
            <h3>{dayName.format(day.from)}</h3>
            {data && <DayShifts day={day} calendar={data} onOpen={mayPlan ? setOpen : null} />}
          </li>
        ))}
      </ol>
      <FormDrawer title={t('change.title')} open={open !== null} onClose={() => setOpen(null)}>
        {open !== null && (
          <ChangeForm
            shift={open}
            onSaved={() => {
              setOpen(null)
              void queries.invalidateQueries({ queryKey: ['shifts'] })
            }}
          />
        )}
      </FormDrawer>
    </section>
  )
}

type DayProps = { day: Day; calendar: Calendar; onOpen: ((shift: PlannedShift) => void) | null }

function DayShifts({ day, calendar, onOpen }: DayProps) {
  const now = useMinute()
  const { t } = useTranslation('roster')
  const { minute } = useTimes()
  const begins = ({ from }: { from: string }) => Date.parse(from) >= day.from && Date.parse(from) < day.to
  const planned = calendar.planned.filter(begins)
  const worked = calendar.worked.filter(begins)
  const thin = stretches(calendar.thin, day)
  if (planned.length + worked.length + thin.length === 0) return <p className={styles.hint}>{t('noPlans')}</p>
  return (
    <ul>
      {thin.map(({ from, to }) => (
        <li key={`thin ${from}`} className={styles.thin}>
          {t('thin', { from: minute(from), until: minute(to) })}
        </li>
      ))}
      {planned.map((shift) => (
        <li key={shift.planId + shift.from} data-absent={shift.absent || undefined}>
          {onOpen !== null && Date.parse(shift.until) > now ? (
            <button type="button" onClick={() => onOpen(shift)}>
              <Shift shift={shift} />
            </button>
          ) : (
            <Shift shift={shift} />
          )}
        </li>
      ))}
      {worked.map(({ id, person, from, until }) => (
        <li key={id} className={styles.worked}>
          <strong>{person.name}</strong>
          <span>{t('worked', { from: minute(from), until: until === null ? '' : minute(until) })}</span>
        </li>
      ))}
    </ul>
  )
}

function Shift({ shift }: { shift: PlannedShift }) {
  const { t } = useTranslation('roster')
  const { minute } = useTimes()
  return (
    <>
      <strong>{shift.person.name}</strong>
      <span>
        {minute(shift.from)}–{minute(shift.until)}
      </span>
      {shift.change && <span>{changeText(t, shift.change)}</span>}
    </>
  )
}

const iso = (at: number): string => new Date(at).toISOString()
