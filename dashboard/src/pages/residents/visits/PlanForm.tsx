import '@mantine/core/styles/NumberInput.layer.css'
import { NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '../../../../../server/contract/people.ts'
import type { Provider } from '../../../../../server/contract/providers.ts'
import type { NewVisitPlan, VisitPlan } from '../../../../../server/contract/visits.ts'
import { api } from '../../../app/api.ts'
import { isChangedMeanwhile, useProblemText } from '../../../app/problem.ts'
import { domain } from '../../../locales/zh/domain.ts'
import { visits } from '../../../locales/zh/visits.ts'
import { EditButtons } from '../EditButtons.tsx'
import styles from './visits.module.css'

type Props = { residentId: string; plan: VisitPlan | null; done: () => void }
type Every = VisitPlan['every']

/** A new plan, or a plan as it is to be from now on. What a plan is about and when it began stays. */
export function PlanForm({ residentId, plan, done }: Props) {
  const { t } = useTranslation(['visits', 'domain'])
  const say = useProblemText()
  const client = useQueryClient()
  const [values, setValues] = useState(() => valuesOf(plan))
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const workers = useQuery({
    queryKey: ['staff', 'worker'],
    queryFn: () => api.all<Staff>('/staff', { role: 'worker' }),
  })
  const providers = useQuery({ queryKey: ['providers'], queryFn: () => api.all<Provider>('/providers') })
  const save = useMutation({
    mutationFn: () => {
      const fields = fieldsOf(values)
      return plan === null
        ? api.post<VisitPlan>(`/residents/${residentId}/plans`, {
            ...fields,
            service: values.service,
            beginsOn: values.beginsOn,
            lastOn: values.lastOn === '' ? null : values.lastOn,
          } satisfies NewVisitPlan)
        : api.patch<VisitPlan>(`/residents/${residentId}/plans/${plan.id}`, { ...fields, basedOn: plan.version })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['resident', residentId] })
      done()
    },
  })
  const conflict = isChangedMeanwhile(save.error)
  const look = async () => {
    await client.invalidateQueries({ queryKey: ['resident', residentId, 'visits'] })
    done()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const anybody = { value: '', label: t('form.anybody') }
  return (
    <form className={styles.form} aria-label={t('form.title')} onSubmit={submit}>
      {plan === null && (
        <NativeSelect
          label={t('form.service')}
          value={values.service}
          onChange={(e) => set({ service: serviceOf(e.currentTarget.value) })}
          data={serviceNames.map((value) => ({ value, label: t(`domain:service.${value}`) }))}
        />
      )}
      <NativeSelect
        label={t('form.every')}
        value={values.every}
        onChange={(e) => set({ every: everyOf(e.currentTarget.value) })}
        data={everyNames.map((value) => ({ value, label: t(`every.${value}`) }))}
      />
      {values.every === 'days' && (
        <NumberInput
          label={t('form.everyDays')}
          min={1}
          max={366}
          allowDecimal={false}
          required
          value={values.everyDays}
          onChange={(days) => set({ everyDays: Number(days) || 1 })}
        />
      )}
      {plan === null && (
        <>
          <TextInput
            type="date"
            label={t('form.beginsOn')}
            required
            value={values.beginsOn}
            onChange={(e) => set({ beginsOn: e.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('form.lastOn')}
            min={values.beginsOn}
            value={values.lastOn}
            onChange={(e) => set({ lastOn: e.currentTarget.value })}
          />
        </>
      )}
      <TextInput
        type="time"
        label={t('form.agreed')}
        value={values.agreed}
        onChange={(e) => set({ agreed: e.currentTarget.value })}
      />
      <TextInput
        label={t('form.wished')}
        placeholder={t('form.wishedHint')}
        maxLength={200}
        value={values.wished}
        onChange={(e) => set({ wished: e.currentTarget.value })}
      />
      <NativeSelect
        label={t('form.worker')}
        value={values.workerId}
        onChange={(e) => set({ workerId: e.currentTarget.value })}
        data={[
          anybody,
          ...(workers.data ?? []).filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        label={t('form.provider')}
        value={values.providerId}
        onChange={(e) => set({ providerId: e.currentTarget.value })}
        data={[anybody, ...(providers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
      />
      {save.isError && <p role="alert">{say(save.error)}</p>}
      <div className={styles.buttons}>
        <EditButtons
          words={{ save: t('form.save'), keep: t('form.keep'), look: t('form.look') }}
          conflict={conflict}
          look={look}
          saving={save.isPending}
          keep={done}
        />
      </div>
    </form>
  )
}

const keysOf = <K extends string>(names: Record<K, unknown>): K[] =>
  Object.keys(names).filter((name): name is K => Object.hasOwn(names, name))
const serviceNames = keysOf(domain.service)
const everyNames = keysOf(visits.every)
const serviceOf = (value: string) => serviceNames.find((name) => name === value) ?? 'visit'
const everyOf = (value: string): Every => everyNames.find((name) => name === value) ?? 'week'

const valuesOf = (plan: VisitPlan | null) => ({
  service: plan?.service ?? 'visit',
  every: plan?.every ?? 'week',
  everyDays: plan?.everyDays ?? 1,
  beginsOn: plan?.beginsOn ?? '',
  lastOn: plan?.lastOn ?? '',
  agreed: plan?.agreed ?? '',
  wished: plan?.wished ?? '',
  workerId: plan?.workerId ?? '',
  providerId: plan?.providerId ?? '',
})

const fieldsOf = (values: ReturnType<typeof valuesOf>) => ({
  every: values.every,
  everyDays: values.every === 'days' ? values.everyDays : null,
  agreed: values.agreed === '' ? null : values.agreed,
  wished: values.wished.trim(),
  workerId: values.workerId === '' ? null : values.workerId,
  providerId: values.providerId === '' ? null : values.providerId,
})
