import { Checkbox, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ShiftPlan } from '../../../../server/contract/shifts.ts'
import { api } from '../../app/api.ts'
import { clockOf, minuteOf } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useMe } from '../../app/session.ts'
import { offsetMs } from '../../charts/localTime.ts'
import { required } from '../admin/form/checks.ts'
import { SaveForm } from '../admin/form/SaveForm.tsx'
import { useComplaints } from '../admin/form/useComplaints.ts'
import { useSave } from '../admin/form/useSave.ts'
import { dayNames, daysFrom } from './cycle.ts'
import { inWords } from './refusal.ts'
import styles from './shifts.module.css'
import { usePeople } from './usePeople.ts'

const cycles = { weekly: 7, fortnight: 14, four: 8 } as const
const known: ReadonlySet<number> = new Set(Object.values(cycles))
const startWith = (): string => String(cycles.weekly)
const cycleDays = (cycle: string): number => Number(cycle)
const laterOf = (a: string, b: string): string => (a > b ? a : b)
const noDays: string[] = []

/** Somebody's hours, and on which days of the cycle; of a plan there is, how it goes on from a day. */
export function PlanForm({ plan, onSaved }: { plan: ShiftPlan | null; onSaved: () => void }) {
  const { t, i18n } = useTranslation('roster')
  const { area } = useMe()
  const now = useMinute()
  const wrong = useComplaints()
  const dayIn = (days: number) =>
    new Date(now + offsetMs(now, area.timezone) + days * 86_400_000).toISOString().slice(0, 10)
  const [today, tomorrow] = [dayIn(0), dayIn(1)]
  const people = usePeople()
  const form = useForm({
    initialValues: {
      userId: plan?.person.id ?? '',
      firstOn: plan === null ? today : laterOf(tomorrow, plan.firstOn),
      lastOn: plan?.lastOn ?? '',
      cycle: plan === null ? startWith() : String(plan.cycleDays),
      days: plan === null ? noDays : daysFrom(plan, laterOf(tomorrow, plan.firstOn)).map(String),
      fromMinute: plan === null ? '08:00' : clockOf(plan.fromMinute),
      untilMinute: plan === null ? '16:00' : clockOf(plan.untilMinute),
    },
    validate: {
      userId: wrong(required),
      firstOn: wrong(required),
      fromMinute: wrong(required),
      untilMinute: wrong(required),
      days: (days) => (days.length === 0 ? t('daysNone') : null),
    },
  })
  const { saving, submit } = useSave(
    form,
    async ({ cycle, days, fromMinute, untilMinute, lastOn, firstOn, userId }) => {
      const fields = {
        lastOn: lastOn === '' ? null : lastOn,
        cycleDays: cycleDays(cycle),
        days: days.map(Number).sort((a, b) => a - b),
        fromMinute: minuteOf(fromMinute),
        untilMinute: minuteOf(untilMinute),
      }
      if (plan === null) return api.post<ShiftPlan>('/shifts/plans', { ...fields, userId, firstOn })
      try {
        return await api.post<ShiftPlan>(`/shifts/plans/${plan.id}/change`, { ...fields, from: firstOn })
      } catch (error) {
        throw inWords(error, (refusal) => t(`refused.${refusal}`), { from: 'firstOn' })
      }
    },
    onSaved,
  )
  /** The same days of work, counted from the day from which it changes. */
  const startOn = (firstOn: string) => {
    const before = form.values.firstOn
    const turned =
      plan === null || firstOn === '' || before === ''
        ? null
        : { firstOn: before, cycleDays: cycleDays(form.values.cycle), days: form.values.days.map(Number) }
    form.setValues({ firstOn, ...(turned === null ? {} : { days: daysFrom(turned, firstOn).map(String) }) })
  }
  const names = dayNames(cycleDays(form.values.cycle), form.values.firstOn, i18n.language, (n) => t('day', { n }))
  const from = minuteOf(form.values.fromMinute)
  const until = minuteOf(form.values.untilMinute)
  const overnight = from !== null && until !== null && until <= from
  return (
    <SaveForm saving={saving} onSubmit={submit}>
      {plan === null ? (
        <Select label={t('person')} searchable allowDeselect={false} data={people} {...form.getInputProps('userId')} />
      ) : (
        <p className={styles.hint}>{t('changeFromHint')}</p>
      )}
      <TextInput type="time" label={t('from')} {...form.getInputProps('fromMinute')} />
      <TextInput
        type="time"
        label={t('until')}
        description={overnight ? t('overnight') : undefined}
        {...form.getInputProps('untilMinute')}
      />
      <TextInput
        type="date"
        label={t(plan === null ? 'firstOn' : 'changeFrom')}
        {...form.getInputProps('firstOn')}
        onChange={(event) => startOn(event.currentTarget.value)}
      />
      <TextInput type="date" label={t('lastOn')} {...form.getInputProps('lastOn')} />
      <Select
        label={t('cycle')}
        allowDeselect={false}
        data={[
          ...(['weekly', 'fortnight', 'four'] as const).map((value) => ({
            value: String(cycles[value]),
            label: t(`cycles.${value}`),
          })),
          // One that was planned otherwise, by the interface for machines.
          ...(plan !== null && !known.has(plan.cycleDays)
            ? [{ value: String(plan.cycleDays), label: t('cycles.other', { days: plan.cycleDays }) }]
            : []),
        ]}
        {...form.getInputProps('cycle')}
        onChange={(value) => {
          if (value !== null) form.setValues({ cycle: value, days: [] })
        }}
      />
      <Checkbox.Group label={t('days')} {...form.getInputProps('days')}>
        <div className={styles.days}>
          {names.map((name, day) => (
            <Checkbox key={name} value={String(day)} label={name} />
          ))}
        </div>
      </Checkbox.Group>
    </SaveForm>
  )
}
