import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, Resident } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'
import { isChangedMeanwhile, useProblemText } from '../../../app/problem.ts'
import { EditButtons } from '../EditButtons.tsx'
import styles from './contacts.module.css'

/** One contact. It says which version of the record it was made of, so that nobody's edit is written over. */
export function ContactForm({
  resident,
  contact,
  done,
}: {
  resident: Resident
  contact: Contact | null
  done: () => void
}) {
  const { t } = useTranslation('contacts')
  const say = useProblemText()
  const client = useQueryClient()
  const [based] = useState(resident.recordVersion)
  const [values, setValues] = useState(() => valuesOf(contact))
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const refresh = () => client.invalidateQueries({ queryKey: ['resident', resident.id] })
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: values.name.trim(),
        relation: values.relation.trim(),
        phone: values.phone.trim() === '' ? null : values.phone.trim(),
        email: values.email.trim() === '' ? null : values.email.trim(),
        language: values.language,
        consent: { alerts: values.alerts, readings: values.readings },
        basedOn: based,
      }
      return contact === null
        ? api.post<Contact>(`/residents/${resident.id}/contacts`, body)
        : api.patch<Contact>(`/contacts/${contact.id}`, body)
    },
    onSuccess: async () => {
      await refresh()
      done()
    },
  })
  const conflict = isChangedMeanwhile(save.error)
  const look = async () => {
    await refresh()
    done()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form
      className={styles.form}
      aria-label={contact === null ? t('add') : `${t('change')} ${contact.name}`}
      onSubmit={submit}
    >
      <TextInput
        label={t('form.name')}
        required
        maxLength={100}
        value={values.name}
        onChange={(e) => set({ name: e.currentTarget.value })}
      />
      <TextInput
        label={t('form.relation')}
        maxLength={60}
        value={values.relation}
        onChange={(e) => set({ relation: e.currentTarget.value })}
      />
      <TextInput
        label={t('form.phone')}
        maxLength={100}
        value={values.phone}
        onChange={(e) => set({ phone: e.currentTarget.value })}
      />
      <TextInput
        type="email"
        label={t('form.email')}
        value={values.email}
        onChange={(e) => set({ email: e.currentTarget.value })}
      />
      <NativeSelect
        label={t('form.language')}
        value={values.language}
        onChange={(e) => set({ language: e.currentTarget.value === 'en' ? 'en' : 'zh' })}
        data={(['zh', 'en'] as const).map((value) => ({ value, label: t(`form.${value}`) }))}
      />
      <Checkbox
        label={t('form.alerts')}
        checked={values.alerts}
        onChange={(e) => set({ alerts: e.currentTarget.checked })}
      />
      <Checkbox
        label={t('form.readings')}
        checked={values.readings}
        onChange={(e) => set({ readings: e.currentTarget.checked })}
      />
      {save.isError && <p role="alert">{say(save.error)}</p>}
      <EditButtons
        words={{ save: t('form.save'), keep: t('form.keep'), look: t('form.look') }}
        conflict={conflict}
        look={look}
        saving={save.isPending}
        incomplete={values.name.trim() === ''}
        keep={done}
      />
    </form>
  )
}

const valuesOf = (contact: Contact | null) => ({
  name: contact?.name ?? '',
  relation: contact?.relation ?? '',
  phone: contact?.phone ?? '',
  email: contact?.email ?? '',
  language: contact?.language ?? 'zh',
  alerts: contact?.consent.alerts ?? true,
  readings: contact?.consent.readings ?? false,
})
