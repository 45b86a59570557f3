import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device, DeviceWithSecret } from '../../../../../server/contract/devices.ts'
import { api } from '../../../app/api.ts'
import styles from '../admin.module.css'
import { all, deviceId, required } from '../form/checks.ts'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { ScanField } from './ScanField.tsx'

/** A new device in the place of an old one: scan, and it is done. */
export function SwapForm({ device, onMade }: { device: Device; onMade: (made: DeviceWithSecret) => void }) {
  const { t } = useTranslation(['manage', 'admin'])
  const queries = useQueryClient()
  const wrong = useComplaints()
  const [secret, setSecret] = useState<string | undefined>()
  const form = useForm({
    initialValues: { id: '', model: device.model, note: '' },
    validate: { id: wrong(all(required, deviceId)) },
  })
  const { saving, submit } = useSave(
    form,
    ({ id, model, note }) =>
      api.post<DeviceWithSecret>(`/devices/${encodeURIComponent(device.id)}/swap`, {
        id: id.trim(),
        model,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        ...(secret === undefined ? {} : { secret }),
      }),
    async (made) => {
      await queries.invalidateQueries({ queryKey: ['devices'] })
      onMade(made)
    },
    'id',
  )
  return (
    <>
      <p className={styles.hint}>{t('swap.hint', { id: device.id })}</p>
      <ScanField
        onCode={(code) => {
          form.setValues({ id: code.id, ...(code.model === undefined ? {} : { model: code.model }) })
          setSecret(code.secret)
        }}
      />
      <SaveForm saving={saving} onSubmit={submit} save={t('swap.do')}>
        <TextInput
          label={t('swap.newId')}
          maxLength={64}
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('id')}
        />
        <TextInput label={t('admin:fields.model')} maxLength={100} {...form.getInputProps('model')} />
        <TextInput label={t('swap.why')} placeholder={t('admin:optional')} {...form.getInputProps('note')} />
      </SaveForm>
    </>
  )
}
