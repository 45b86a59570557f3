import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AreaPolicies } from '../../../../../server/contract/policies.ts'
import { api } from '../../../app/api.ts'
import { useShowProblem } from '../../../app/problem.ts'
import { useAreaName } from '../../../app/useAreas.ts'
import admin from '../admin.module.css'
import { email, phone, required } from '../form/checks.ts'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { SureButton } from '../list/SureButton.tsx'
import styles from './policies.module.css'

type Props = { areaId: string; duty: AreaPolicies['duty']; mayChange: boolean; onSaved: () => void }

/** The number that is rung when nobody else answered. */
export function Duty({ areaId, duty, mayChange, onSaved }: Props) {
  const { t } = useTranslation('policies')
  const areaName = useAreaName()
  const [open, setOpen] = useState(false)
  return (
    <section className={styles.policy}>
      <header>
        <div>
          <h2>{t('duty.title')}</h2>
          <small>{t('duty.hint')}</small>
        </div>
        {mayChange && (
          <Button variant="default" size="compact-md" onClick={() => setOpen(true)}>
            {t(duty?.areaId === areaId ? 'edit' : 'duty.set')}
          </Button>
        )}
      </header>
      <p className={styles.duty}>
        {duty === null ? t('duty.none') : [duty.name, duty.phone, duty.email].filter(Boolean).join(' · ')}
        {duty !== null && duty.areaId !== areaId && <small>{t('duty.from', { area: areaName(duty.areaId) })}</small>}
      </p>
      <FormDrawer title={t('duty.title')} open={open} onClose={() => setOpen(false)}>
        {open && (
          <DutyForm
            areaId={areaId}
            duty={duty?.areaId === areaId ? duty : null}
            onSaved={() => {
              setOpen(false)
              onSaved()
            }}
          />
        )}
      </FormDrawer>
    </section>
  )
}

function DutyForm({ areaId, duty, onSaved }: Omit<Props, 'mayChange'>) {
  const { t } = useTranslation('policies')
  const wrong = useComplaints()
  const show = useShowProblem()
  const form = useForm({
    initialValues: { name: duty?.name ?? '', phone: duty?.phone ?? '', email: duty?.email ?? '' },
    validate: { name: wrong(required), phone: wrong(phone), email: wrong(email) },
  })
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  const { saving, submit } = useSave(
    form,
    (values) =>
      api.put('/policies/duty', {
        areaId,
        duty: { name: values.name.trim(), phone: orNull(values.phone), email: orNull(values.email) },
      }),
    onSaved,
  )
  const remove = useMutation({
    mutationFn: () => api.put('/policies/duty', { areaId, duty: null }),
    onSuccess: onSaved,
    onError: show,
  })
  return (
    <>
      <SaveForm saving={saving} onSubmit={submit}>
        <TextInput label={t('duty.name')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
        <TextInput label={t('duty.phone')} type="tel" {...form.getInputProps('phone')} />
        <TextInput label={t('duty.email')} type="email" {...form.getInputProps('email')} />
      </SaveForm>
      {duty !== null && (
        <div className={admin.apart}>
          <SureButton
            text={t('duty.remove')}
            sure={t('duty.removeSure')}
            loading={remove.isPending}
            onSure={() => remove.mutate()}
          />
        </div>
      )}
    </>
  )
}
