import { Checkbox, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Device, DeviceWithSecret } from '../../../../../server/contract/devices.ts'
import { api } from '../../../app/api.ts'
import { useMe } from '../../../app/session.ts'
import styles from '../admin.module.css'
import { AreaSelect } from '../areas/AreaSelect.tsx'
import { all, deviceId, required, seconds } from '../form/checks.ts'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import type { DeviceCode } from './code.ts'
import { useResidentChoices } from './useResidents.ts'
import { usual } from './usual.ts'

const kinds = ['call_button', 'fall_sensor', 'bed', 'gateway', 'sensor'] as const
const powers = ['mains', 'battery'] as const
type Props = {
  device: Device | null
  scanned?: DeviceCode | undefined
  onSaved: () => void
  onCreated: (made: DeviceWithSecret) => void
}

export function DeviceForm({ device, scanned, onSaved, onCreated }: Props) {
  const { t } = useTranslation(['admin', 'domain'])
  const me = useMe()
  const queries = useQueryClient()
  const wrong = useComplaints()
  const residents = useResidentChoices()
  const gateways = useQuery({
    queryKey: ['devices', 'gateways'],
    queryFn: () => api.all<Device>('/devices', { kind: 'gateway' }),
  })
  const form = useForm({
    initialValues: {
      id: device?.id ?? scanned?.id ?? '',
      kind: device?.kind ?? scanned?.kind ?? 'call_button',
      residentId: device?.residentId ?? null,
      areaId: device?.areaId ?? me.area.id,
      location: device?.location ?? '',
      model: device?.model ?? scanned?.model ?? '',
      gatewayId: device?.gatewayId ?? null,
      power: device?.power ?? usual[scanned?.kind ?? 'call_button'].power,
      beatSeconds: String(device?.beatSeconds ?? usual[scanned?.kind ?? 'call_button'].beatSeconds),
      enabled: device?.enabled ?? true,
    },
    validate: { id: wrong(all(required, deviceId)), beatSeconds: wrong(all(required, seconds)) },
  })
  const { saving, submit } = useSave(
    form,
    async ({ id, areaId, beatSeconds, ...values }): Promise<DeviceWithSecret | null> => {
      // A device is where its resident lives; an area of its own is only for one that belongs to nobody.
      const said = { ...values, beatSeconds: Number(beatSeconds), ...(values.residentId === null ? { areaId } : {}) }
      const secret = scanned?.secret === undefined ? {} : { secret: scanned.secret }
      if (!device) return api.post<DeviceWithSecret>('/devices', { id: id.trim(), ...said, ...secret })
      await api.patch<Device>(`/devices/${encodeURIComponent(device.id)}`, said)
      return null
    },
    async (made) => {
      await queries.invalidateQueries({ queryKey: ['devices'] })
      if (made) onCreated(made)
      else onSaved()
    },
    'id',
  )
  const chooseKind = (value: string | null) => {
    const kind = kinds.find((known) => known === value)
    if (!kind) return
    form.setFieldValue('kind', kind)
    if (device) return
    form.setFieldValue('power', usual[kind].power)
    form.setFieldValue('beatSeconds', String(usual[kind].beatSeconds))
  }
  return (
    <SaveForm saving={saving} onSubmit={submit}>
      {!device && (
        <TextInput
          label={t('fields.id')}
          description={t('fields.idHint')}
          maxLength={64}
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('id')}
        />
      )}
      <Select
        label={t('fields.kind')}
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: t(`domain:deviceKind.${value}`) }))}
        value={form.values.kind}
        onChange={chooseKind}
        error={form.errors.kind}
      />
      <Select
        label={t('fields.resident')}
        placeholder={t('devices.noResident')}
        clearable
        searchable
        limit={50}
        data={residents}
        {...form.getInputProps('residentId')}
      />
      {form.values.residentId === null && <AreaSelect label={t('fields.areaId')} {...form.getInputProps('areaId')} />}
      <div className={styles.pair}>
        <TextInput
          label={t('fields.location')}
          placeholder={t('fields.locationHint')}
          {...form.getInputProps('location')}
        />
        <TextInput label={t('fields.model')} placeholder={t('optional')} {...form.getInputProps('model')} />
      </div>
      <div className={styles.pair}>
        <Select
          label={t('fields.power')}
          allowDeselect={false}
          data={powers.map((value) => ({ value, label: t(`powers.${value}`) }))}
          {...form.getInputProps('power')}
        />
        <TextInput label={t('fields.beatSeconds')} inputMode="numeric" {...form.getInputProps('beatSeconds')} />
      </div>
      <Select
        label={t('fields.gatewayId')}
        placeholder={t('devices.noGateway')}
        clearable
        data={(gateways.data ?? []).filter(({ id }) => id !== device?.id).map(({ id }) => id)}
        {...form.getInputProps('gatewayId')}
      />
      <Checkbox label={t('fields.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
    </SaveForm>
  )
}
