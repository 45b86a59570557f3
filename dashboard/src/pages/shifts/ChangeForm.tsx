import { Select, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Calendar } from '../../../../server/contract/shifts.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { SaveForm } from '../admin/form/SaveForm.tsx'
import { useSave } from '../admin/form/useSave.ts'
import { SureButton } from '../admin/list/SureButton.tsx'
import { inWords } from './refusal.ts'
import styles from './shifts.module.css'
import { usePeople } from './usePeople.ts'

export type PlannedShift = Calendar['planned'][number]
const deeds = ['absence', 'take_over', 'swap'] as const
const reasons = ['sick', 'leave', 'other'] as const
type Values = {
  what: (typeof deeds)[number]
  reason: (typeof reasons)[number]
  userId: string
  with: string
  note: string
}
const sameRef = (a: PlannedShift, b: PlannedShift) => a.planId === b.planId && a.day === b.day
const dayMs = 86_400_000
/** As far ahead as a swap is looked for. */
const swapDays = 28

/** One shift: somebody is away, somebody takes it over, or it is swapped for another; or that is taken back. */
export function ChangeForm({ shift, onSaved }: { shift: PlannedShift; onSaved: () => void }) {
  const { t } = useTranslation('roster')
  const now = useMinute()
  const times = useTimes()
  const people = usePeople()
  const ref = { planId: shift.planId, day: shift.day }
  const initialValues: Values = {
    what: shift.absent ? 'take_over' : 'absence',
    reason: 'sick',
    userId: '',
    with: '',
    note: '',
  }
  const form = useForm({
    initialValues,
    validate: {
      userId: (userId, { what }) => (what === 'take_over' && userId === '' ? t('whoNone') : null),
      with: (other, { what }) => (what === 'swap' && other === '' ? t('withNone') : null),
    },
  })
  const from = Math.floor(now / dayMs) * dayMs
  const span = { from: iso(from), to: iso(from + swapDays * dayMs) }
  const others = useQuery({
    queryKey: ['shifts', 'calendar', 'swap', span.from],
    queryFn: () => api.get<Calendar>('/shifts/calendar', span),
    enabled: form.values.what === 'swap',
  })
  const choices = (others.data?.planned ?? []).filter(
    (one) => !one.absent && one.person.id !== shift.person.id && Date.parse(one.until) > now && !sameRef(one, shift),
  )
  const send = async ({ what, reason, userId, with: other, note }: Values) => {
    const common = { shift: ref, ...(note.trim() === '' ? {} : { note: note.trim() }) }
    const chosen = choices[Number(other)]
    const body =
      what === 'absence'
        ? { what, reason, ...common }
        : what === 'take_over'
          ? { what, userId, ...common }
          : { what, with: { planId: chosen?.planId, day: chosen?.day }, ...common }
    try {
      return await api.post('/shifts/changes', body)
    } catch (error) {
      throw inWords(error, (refusal) => t(`refused.${refusal}`))
    }
  }
  const { saving, submit } = useSave(form, send, onSaved)
  const { what } = form.values
  const shown = (one: PlannedShift) => `${times.dayAndMinute(one.from)}–${times.minute(one.until)}`
  return (
    <>
      <p className={styles.shift}>
        <strong>{shift.person.name}</strong> {shown(shift)}
      </p>
      {shift.change && <Changed shift={shift} onTakenBack={onSaved} />}
      <SaveForm saving={saving} onSubmit={submit}>
        <Select
          label={t('change.what')}
          allowDeselect={false}
          data={deeds
            .filter((deed) => !shift.absent || deed === 'take_over')
            .map((value) => ({ value, label: t(`change.${value}`) }))}
          {...form.getInputProps('what')}
        />
        {what === 'absence' && (
          <Select
            label={t('change.reason')}
            allowDeselect={false}
            data={reasons.map((value) => ({ value, label: t(`absence.${value}`) }))}
            {...form.getInputProps('reason')}
          />
        )}
        {what === 'take_over' && (
          <Select
            label={t('change.who')}
            searchable
            allowDeselect={false}
            data={people.filter(({ value }) => shift.absent || value !== shift.person.id)}
            {...form.getInputProps('userId')}
          />
        )}
        {what === 'swap' && (
          <Select
            label={t('change.with')}
            searchable
            allowDeselect={false}
            data={choices.map((one, at) => ({ value: String(at), label: `${one.person.name} ${shown(one)}` }))}
            {...form.getInputProps('with')}
          />
        )}
        <Textarea label={t('change.note')} maxLength={500} rows={2} {...form.getInputProps('note')} />
      </SaveForm>
    </>
  )
}

/** What was changed about it already, by whom, and that it may be taken back. */
function Changed({ shift: { change }, onTakenBack }: { shift: PlannedShift; onTakenBack: () => void }) {
  const { t } = useTranslation('roster')
  const times = useTimes()
  const form = useForm({ initialValues: {} })
  const { saving, submit } = useSave(
    form,
    async () => {
      try {
        return await api.delete(`/shifts/changes/${change?.id}`)
      } catch (error) {
        throw inWords(error, (refusal) => t(`refused.${refusal}`))
      }
    },
    onTakenBack,
  )
  if (change === null) return null
  return (
    <div className={styles.changed}>
      <p>
        {changeText(t, change)}
        {change.note && <q>{change.note}</q>}
        <small className={styles.made}>
          {t('change.made', { who: change.madeBy, time: times.dayAndMinute(change.madeAt) })}
        </small>
      </p>
      <SureButton
        size="compact-sm"
        loading={saving.busy}
        text={t(change.what === 'swap' ? 'change.backBoth' : 'change.back')}
        sure={t('change.backSure')}
        onSure={() => submit()}
      />
      {saving.problem && <p role="alert">{saving.problem}</p>}
    </div>
  )
}

type Words = ReturnType<typeof useTranslation<'roster'>>['t']
/** What happened to a shift, in a line. */
export function changeText(t: Words, change: NonNullable<PlannedShift['change']>): string {
  const { what, of, by, reason } = change
  const why = reason === null ? '' : t(`absence.${reason}`)
  if (what === 'absence') return t('change.isAway', { who: of.name, why })
  const instead = t(what === 'swap' ? 'change.isSwapped' : 'change.isFor', { by: by?.name ?? '', of: of.name })
  return why === '' ? instead : `${instead} (${why})`
}

const iso = (at: number): string => new Date(at).toISOString()
