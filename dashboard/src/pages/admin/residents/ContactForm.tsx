import '@mantine/core/styles/NumberInput.layer.css'
import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Contact, Staff } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'
import { useShowProblem } from '../../../app/problem.ts'
import { useMe } from '../../../app/session.ts'
import styles from '../admin.module.css'
import { email, phone, required } from '../form/checks.ts'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { SureButton } from '../list/SureButton.tsx'

type Props = { residentId: string; contact: Contact | null; onDone: () => void }
const languages = ['zh', 'en'] as const
const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

export function ContactForm({ residentId, contact, onDone }: Props) {
  const { t } = useTranslation('admin')
  const me = useMe()
  const queries = useQueryClient()
  const show = useShowProblem()
  const wrong = useComplaints()
  const families = useQuery({
    queryKey: ['staff', 'families'],
    queryFn: () => api.all<Staff>('/staff', { role: 'family' }),
    enabled: me.role === 'administrator' || me.role === 'supervisor',
  })
  const done = async () => {
    await queries.invalidateQueries({ queryKey: ['resident', residentId, 'contacts'] })
    onDone()
  }
  const form = useForm({
    initialValues: {
      name: contact?.name ?? '',
      relation: contact?.relation ?? '',
      phone: contact?.phone ?? '',
      email: contact?.email ?? '',
      language: contact?.language ?? 'zh',
      position: contact?.position,
      alerts: contact?.consent.alerts ?? true,
      readings: contact?.consent.readings ?? false,
      userId: contact?.userId ?? null,
    },
    validate: { name: wrong(required), phone: wrong(phone), email: wrong(email) },
  })
  const { saving, submit } = useSave(
    form,
    ({ alerts, readings, position, ...values }) => {
      const said = {
        ...values,
        name: values.name.trim(),
        relation: values.relation.trim(),
        phone: orNull(values.phone),
        email: orNull(values.email),
        consent: { alerts, readings },
        ...(position === undefined ? {} : { position }),
      }
      return contact
        ? api.patch<Contact>(`/contacts/${contact.id}`, said)
        : api.post<Contact>(`/residents/${residentId}/contacts`, said)
    },
    done,
  )
  const remove = useMutation({
    mutationFn: () => api.delete<Contact>(`/contacts/${contact?.id}`),
    onSuccess: done,
    onError: show,
  })
  return (
    <div className={styles.inner}>
      <SaveForm saving={saving} onSubmit={submit}>
        <div className={styles.pair}>
          <TextInput label={t('fields.name')} maxLength={100} {...form.getInputProps('name')} />
          <TextInput label={t('fields.relation')} maxLength={60} {...form.getInputProps('relation')} />
        </div>
        <div className={styles.pair}>
          <TextInput label={t('fields.phone')} type="tel" {...form.getInputProps('phone')} />
          <TextInput label={t('fields.email')} type="email" {...form.getInputProps('email')} />
        </div>
        <div className={styles.pair}>
          <Select
            label={t('fields.language')}
            allowDeselect={false}
            data={languages.map((value) => ({ value, label: t(`languages.${value}`) }))}
            {...form.getInputProps('language')}
          />
          <NumberInput
            label={t('fields.position')}
            min={1}
            max={50}
            value={form.values.position ?? ''}
            onChange={(value) => form.setFieldValue('position', typeof value === 'number' ? value : undefined)}
            error={form.errors.position}
          />
        </div>
        <Select
          label={t('fields.userId')}
          description={t('fields.userIdHint')}
          placeholder={t('optional')}
          clearable
          searchable
          data={(families.data ?? []).map(({ id, name, email: address }) => ({
            value: id,
            label: `${name} · ${address}`,
          }))}
          {...form.getInputProps('userId')}
        />
        <Checkbox label={t('fields.consentAlerts')} {...form.getInputProps('alerts', { type: 'checkbox' })} />
        <Checkbox label={t('fields.consentReadings')} {...form.getInputProps('readings', { type: 'checkbox' })} />
      </SaveForm>
      <div className={styles.innerBelow}>
        <Button variant="subtle" size="compact-sm" onClick={onDone}>
          {t('close')}
        </Button>
        {contact && (
          <SureButton
            size="compact-sm"
            text={t('remove')}
            sure={t('removeSure')}
            loading={remove.isPending}
            onSure={() => remove.mutate()}
          />
        )}
      </div>
    </div>
  )
}
