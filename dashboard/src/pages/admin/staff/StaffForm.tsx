import { Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FirstPassword, Staff, StaffMade } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'
import { linesOf } from '../../../app/lines.ts'
import { useShowProblem } from '../../../app/problem.ts'
import { useMe } from '../../../app/session.ts'
import styles from '../admin.module.css'
import { AreaSelect } from '../areas/AreaSelect.tsx'
import { all, email, phone, required } from '../form/checks.ts'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { SureButton } from '../list/SureButton.tsx'
import { useProviders } from '../providers/useProviders.ts'
import { FirstPasswordOnce } from './FirstPasswordOnce.tsx'
import { roles } from './roles.ts'

/** Somebody new, or a change to somebody; the e-mail address stays what it was. */
export function StaffForm({ person, onSaved }: { person: Staff | null; onSaved: () => void }) {
  const { t } = useTranslation(['admin', 'domain', 'shell', 'manage'])
  const me = useMe()
  const queries = useQueryClient()
  const show = useShowProblem()
  const providers = useProviders()
  const wrong = useComplaints()
  const [first, setFirst] = useState<{ person: Staff; password: string } | null>(null)
  const done = async (close = true) => {
    await queries.invalidateQueries({ queryKey: ['staff'] })
    if (close) onSaved()
  }
  const form = useForm({
    initialValues: {
      name: person?.name ?? '',
      role: person?.role ?? 'worker',
      areaId: person?.areaId ?? me.area.id,
      email: person?.email ?? '',
      phone: person?.phone ?? '',
      skills: person?.skills.join('\n') ?? '',
      providerId: person?.providerId ?? null,
    },
    validate: {
      name: wrong(required),
      email: wrong(all(required, email)),
      phone: wrong(phone),
    },
  })
  const { saving, submit } = useSave(
    form,
    ({ email: address, ...values }) => {
      const said = {
        ...values,
        name: values.name.trim(),
        phone: values.phone.trim() === '' ? null : values.phone.trim(),
        skills: linesOf(values.skills),
      }
      return person
        ? api.patch<Staff | StaffMade>(`/staff/${person.id}`, said)
        : api.post<Staff | StaffMade>('/staff', { ...said, email: address.trim() })
    },
    async (saved) => {
      if ('firstPassword' in saved && saved.firstPassword !== null)
        setFirst({ person: saved, password: saved.firstPassword })
      await done(!('firstPassword' in saved))
    },
    'email',
  )
  const active = useMutation({
    mutationFn: (is: boolean) => api.patch<Staff>(`/staff/${person?.id}`, { active: is }),
    onSuccess: () => done(),
    onError: show,
  })
  const reset = useMutation({
    mutationFn: () => api.post<FirstPassword>(`/staff/${person?.id}/first-password`),
    onSuccess: ({ firstPassword }) => {
      if (person) setFirst({ person, password: firstPassword })
      return done(false)
    },
    onError: show,
  })
  if (first) return <FirstPasswordOnce {...first} onDone={onSaved} />
  return (
    <>
      <SaveForm saving={saving} onSubmit={submit}>
        <TextInput label={t('fields.name')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
        <Select
          label={t('fields.role')}
          allowDeselect={false}
          data={roles.map((value) => ({ value, label: t(`domain:role.${value}`) }))}
          {...form.getInputProps('role')}
        />
        <AreaSelect label={t('fields.areaId')} {...form.getInputProps('areaId')} />
        <TextInput
          label={t('fields.email')}
          type="email"
          autoComplete="off"
          disabled={person !== null}
          {...form.getInputProps('email')}
        />
        {!person && <p className={styles.hint}>{t('staff.passwordNone')}</p>}
        <TextInput label={t('fields.phone')} type="tel" placeholder={t('optional')} {...form.getInputProps('phone')} />
        {form.values.role === 'worker' && (
          <Select
            label={t('manage:providers.of')}
            description={t('manage:providers.ofHint')}
            placeholder={t('manage:providers.none')}
            clearable
            searchable
            data={(providers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('providerId')}
          />
        )}
        {form.values.role === 'worker' && (
          <Textarea
            label={t('fields.skills')}
            description={t('fields.skillsHint')}
            autosize
            minRows={2}
            {...form.getInputProps('skills')}
          />
        )}
      </SaveForm>
      {person && person.id !== me.id && (
        <div className={styles.apart}>
          <SureButton
            text={t('staff.reset')}
            sure={t('staff.resetSure')}
            loading={reset.isPending}
            onSure={() => reset.mutate()}
          />
          {person.active ? (
            <SureButton
              text={t('staff.deactivate')}
              sure={t('staff.deactivateSure')}
              loading={active.isPending}
              onSure={() => active.mutate(false)}
            />
          ) : (
            <SureButton
              text={t('staff.activate')}
              sure={t('staff.activate')}
              loading={active.isPending}
              onSure={() => active.mutate(true)}
            />
          )}
        </div>
      )}
    </>
  )
}
