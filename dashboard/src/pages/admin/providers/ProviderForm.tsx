import { Checkbox, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Provider } from '../../../../../server/contract/providers.ts'
import { api } from '../../../app/api.ts'
import { careLevels } from '../../../app/domain.ts'
import { useMe } from '../../../app/session.ts'
import styles from '../admin.module.css'
import { AreaSelect } from '../areas/AreaSelect.tsx'
import { latitude, longitude, phone, required } from '../form/checks.ts'
import { PastedPlace } from '../form/PastedPlace.tsx'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { HoursField } from './HoursField.tsx'
import { type Opening, usualHours } from './hours.ts'

const kinds = ['station', 'provider'] as const
const stars = ['1', '2', '3', '4', '5'] as const

export function ProviderForm({ provider, onSaved }: { provider: Provider | null; onSaved: () => void }) {
  const { t } = useTranslation(['manage', 'admin', 'domain'])
  const me = useMe()
  const queries = useQueryClient()
  const wrong = useComplaints()
  const form = useForm({
    initialValues: {
      kind: provider?.kind ?? 'station',
      name: provider?.name ?? '',
      areaId: provider?.areaId ?? me.area.id,
      address: provider?.address ?? '',
      lat: provider?.place ? String(provider.place.lat) : '',
      lon: provider?.place ? String(provider.place.lon) : '',
      phone: provider?.phone ?? '',
      hours: provider?.hours ?? [usualHours],
      stars: provider?.stars ? String(provider.stars) : null,
      active: provider?.active ?? true,
      beds: careLevels.map((level) => String(provider?.beds[level] ?? '')),
    },
    validate: {
      name: wrong(required),
      phone: wrong(phone),
      lat: wrong(latitude),
      lon: (value, { lat }) =>
        (value.trim() === '') === (lat.trim() === '') ? wrong(longitude)(value) : t('admin:check.placeBoth'),
      beds: (value: readonly string[]) =>
        value.every((one) => /^\d{0,5}$/.test(one.trim())) ? null : t('providers.bedsWrong'),
      hours: (value: readonly Opening[]) => (value.some((row) => row.days.length === 0) ? t('providers.noDay') : null),
    },
  })
  const { saving, submit } = useSave(
    form,
    ({ lat, lon, beds, ...values }) => {
      const said = {
        ...values,
        name: values.name.trim(),
        phone: values.phone.trim() === '' ? null : values.phone.trim(),
        beds: Object.fromEntries(careLevels.flatMap((level, n) => (beds[n]?.trim() ? [[level, Number(beds[n])]] : []))),
        stars: values.stars === null ? null : Number(values.stars),
        place: lat.trim() === '' ? null : { lat: Number(lat), lon: Number(lon) },
      }
      return provider ? api.patch<Provider>(`/providers/${provider.id}`, said) : api.post<Provider>('/providers', said)
    },
    async () => {
      await queries.invalidateQueries({ queryKey: ['providers'] })
      onSaved()
    },
  )
  return (
    <SaveForm saving={saving} onSubmit={submit}>
      <TextInput label={t('providers.name')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
      <div className={styles.pair}>
        <Select
          label={t('providers.kind')}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: t(`providers.kinds.${value}`) }))}
          {...form.getInputProps('kind')}
        />
        <AreaSelect label={t('admin:fields.areaId')} {...form.getInputProps('areaId')} />
      </div>
      <TextInput label={t('admin:fields.address')} maxLength={300} {...form.getInputProps('address')} />
      <PastedPlace onPlace={({ lat, lon }) => form.setValues({ lat: String(lat), lon: String(lon) })} />
      <div className={styles.pair}>
        <TextInput label={t('admin:fields.lat')} inputMode="decimal" {...form.getInputProps('lat')} />
        <TextInput label={t('admin:fields.lon')} inputMode="decimal" {...form.getInputProps('lon')} />
      </div>
      <div className={styles.pair}>
        <TextInput label={t('admin:fields.phone')} type="tel" {...form.getInputProps('phone')} />
        <Select
          label={t('providers.stars')}
          placeholder={t('providers.unrated')}
          clearable
          data={stars.map((value) => ({ value, label: '★'.repeat(Number(value)) }))}
          {...form.getInputProps('stars')}
        />
      </div>
      <HoursField
        hours={form.values.hours}
        error={form.errors.hours}
        onChange={(hours) => form.setFieldValue('hours', hours)}
      />
      <fieldset className={styles.beds}>
        <legend>{t('providers.beds')}</legend>
        <div className={styles.pair}>
          {careLevels.map((level, n) => (
            <TextInput
              key={level}
              label={t(`domain:careLevel.${level}`)}
              inputMode="numeric"
              {...form.getInputProps(`beds.${n}`)}
            />
          ))}
        </div>
        {form.errors.beds && <p role="alert">{form.errors.beds}</p>}
      </fieldset>
      <Checkbox label={t('providers.active')} {...form.getInputProps('active', { type: 'checkbox' })} />
    </SaveForm>
  )
}
