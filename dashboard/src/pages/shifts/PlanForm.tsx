import { Checkbox, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Staff } from '../../../../server/contract/people.ts'
import type { ShiftPlan } from '../../../../server/contract/shifts.ts'
import { api } from '../../app/api.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useMe } from '../../app/session.ts'
import { offsetMs } from '../../charts/localTime.ts'
import { required } from '../admin/form/checks.ts'
import { SaveForm } from '../admin/form/SaveForm.tsx'
import { useComplaints } from '../admin/form/useComplaints.ts'
import { useSave } from '../admin/form/useSave.ts'
import { dayNames } from './cycle.ts'
import styles from './shifts.module.css'
import { minuteOf } from './week.ts'

const cycles = { weekly: 7, fortnight: 14, four: 8 } as const
type Cycle = keyof typeof cycles
const startWith = (): Cycle => 'weekly'
const noDays: string[] = []

/** Somebody's hours, and on which days of the cycle. */
export function PlanForm({ onSaved }: { onSaved: () => void }) {
  const { t, i18n } = useTranslation('shifts')
  const { area } = useMe()
  const now = useMinute()
  const wrong = useComplaints()
  const today = new Date(now + offsetMs(now, area.timezone)).toISOString().slice(0, 10)
  const people = useQuery({
    queryKey: ['staff', 'on-shift'],
    queryFn: async () =>
      (await Promise.all(['operator', 'supervisor'].map((role) => api.all<Staff>('/staff', { role })))).flat(),
  })
  const form = useForm({
    initialValues: {
      userId: '',
      firstOn: today,
      lastOn: '',
      cycle: startWith(),
      days: noDays,
      fromMinute: '08:00',
      untilMinute: '16:00',
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
    ({ cycle, days, fromMinute, untilMinute, lastOn, ...plan }) =>
      api.post<ShiftPlan>('/shifts/plans', {
        ...plan,
        lastOn: lastOn === '' ? null : lastOn,
        cycleDays: cycles[cycle],
        days: days.map(Number).sort((a, b) => a - b),
        fromMinute: minuteOf(fromMinute),
        untilMinute: minuteOf(untilMinute),
      }),
    onSaved,
  )
  const names = dayNames(cycles[form.values.cycle], form.values.firstOn, i18n.language, (n) => t('day', { n }))
  const from = minuteOf(form.values.fromMinute)
  const until = minuteOf(form.values.untilMinute)
  const overnight = from !== null && until !== null && until <= from
  return (
    <SaveForm saving={saving} onSubmit={submit}>
      <Select
        label={t('person')}
        searchable
        allowDeselect={false}
        data={people.data?.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name })) ?? []}
        {...form.getInputProps('userId')}
      />
      <TextInput type="time" label={t('from')} {...form.getInputProps('fromMinute')} />
      <TextInput
        type="time"
        label={t('until')}
        description={overnight ? t('overnight') : undefined}
        {...form.getInputProps('untilMinute')}
      />
      <TextInput type="date" label={t('firstOn')} {...form.getInputProps('firstOn')} />
      <TextInput type="date" label={t('lastOn')} {...form.getInputProps('lastOn')} />
      <Select
        label={t('cycle')}
        allowDeselect={false}
        data={(['weekly', 'fortnight', 'four'] as const).map((value) => ({ value, label: t(`cycles.${value}`) }))}
        {...form.getInputProps('cycle')}
        onChange={(value) => {
          if (value === 'weekly' || value === 'fortnight' || value === 'four')
            form.setValues({ cycle: value, days: [] })
        }}
      />
      <Checkbox.Group label={t('days')} {...form.getInputProps('days')}>
        <div className={styles.days}>
          {names.map((name, day) => (
            <Checkbox key={name} iconColor="var(--cb-on-inverse)" value={String(day)} label={name} />
          ))}
        </div>
      </Checkbox.Group>
    </SaveForm>
  )
}
