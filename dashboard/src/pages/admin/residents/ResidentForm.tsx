import { careLevels } from '../../../app/domain.ts'
import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, Checkbox, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'
import { lookAtHealth } from '../../../app/health.ts'
import { useProblemText } from '../../../app/problem.ts'
import { useMe } from '../../../app/session.ts'
import styles from '../admin.module.css'
import { AreaSelect } from '../areas/AreaSelect.tsx'
import { date, latitude, longitude, phone, required } from '../form/checks.ts'
import { PastedPlace } from '../form/PastedPlace.tsx'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { sentOf, valuesOf } from './residentValues.ts'

type Props = { resident: Resident | null; onSaved: (resident: Resident) => void; mayChange: boolean }
const sexes = ['female', 'male'] as const

export function ResidentForm({ resident, onSaved, mayChange }: Props) {
  const { t } = useTranslation(['admin', 'domain', 'shell'])
  const me = useMe()
  const queries = useQueryClient()
  const wrong = useComplaints()
  const say = useProblemText()
  const form = useForm({
    initialValues: valuesOf(resident, me.area.id),
    validate: {
      name: wrong(required),
      address: wrong(required),
      bornOn: wrong(date),
      phone: wrong(phone),
      lat: (lat, { lon }) => ((lat === '') !== (lon === '') ? t('check.placeBoth') : wrong(latitude)(lat)),
      lon: wrong(longitude),
    },
  })
  const { saving, submit } = useSave(
    form,
    (values) =>
      resident
        ? api.patch<Resident>(`/residents/${resident.id}`, sentOf(values))
        : api.post<Resident>('/residents', sentOf(values)),
    async (saved) => {
      await queries.invalidateQueries({ queryKey: ['resident'] })
      onSaved(saved)
    },
  )
  /** Hidden, and as it is, until it is asked for: that look is recorded. */
  const look = useMutation({
    mutationFn: lookAtHealth,
    onSuccess: (seen) => form.setFieldValue('conditions', seen.conditions.join('\n')),
  })
  return (
    <SaveForm saving={saving} onSubmit={submit}>
      {resident && (
        <Link to="/residents/$residentId" params={{ residentId: resident.id }} className={styles.link}>
          {t('residents.page')}
        </Link>
      )}
      <fieldset className={styles.fields} disabled={!mayChange}>
        <TextInput label={t('fields.name')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
        <AreaSelect label={t('fields.areaId')} {...form.getInputProps('areaId')} />
        <TextInput label={t('fields.address')} maxLength={300} {...form.getInputProps('address')} />
        <TextInput label={t('fields.phone')} type="tel" placeholder={t('optional')} {...form.getInputProps('phone')} />
        <div className={styles.pair}>
          <TextInput label={t('fields.bornOn')} placeholder="1942-05-30" {...form.getInputProps('bornOn')} />
          <Select
            label={t('fields.sex')}
            placeholder={t('unset')}
            clearable
            data={sexes.map((value) => ({ value, label: t(`domain:sex.${value}`) }))}
            value={form.values.sex === '' ? null : form.values.sex}
            onChange={(value) => form.setFieldValue('sex', sexes.find((known) => known === value) ?? '')}
          />
        </div>
        <div className={styles.pair}>
          <Select
            label={t('fields.careLevel')}
            allowDeselect={false}
            data={careLevels.map((value) => ({ value, label: t(`domain:careLevel.${value}`) }))}
            {...form.getInputProps('careLevel')}
          />
          <div className={styles.besideInput}>
            {(['livesAlone', 'leftBehind'] as const).map((name) => (
              <Checkbox key={name} label={t(`fields.${name}`)} {...form.getInputProps(name, { type: 'checkbox' })} />
            ))}
          </div>
        </div>
        <PastedPlace onPlace={({ lat, lon }) => form.setValues({ lat: String(lat), lon: String(lon) })} />
        <div className={styles.pair}>
          <TextInput
            label={t('fields.lat')}
            inputMode="decimal"
            placeholder={t('optional')}
            {...form.getInputProps('lat')}
          />
          <TextInput
            label={t('fields.lon')}
            inputMode="decimal"
            placeholder={t('optional')}
            {...form.getInputProps('lon')}
          />
        </div>
        {form.values.conditions === null && resident ? (
          <Button variant="default" disabled={look.isPending} onClick={() => look.mutate(resident.id)}>
            {t('residents.healthEdit')}
          </Button>
        ) : (
          <Textarea
            label={t('fields.conditions')}
            autoFocus={resident !== null}
            description={t('fields.conditionsHint')}
            autosize
            minRows={2}
            {...form.getInputProps('conditions')}
            value={form.values.conditions ?? ''}
          />
        )}
        {look.isError && <p role="alert">{say(look.error)}</p>}
        <Textarea
          label={t('fields.instructions')}
          description={t('fields.instructionsHint')}
          autosize
          minRows={3}
          maxLength={4000}
          {...form.getInputProps('instructions')}
        />
        <PasswordInput
          label={t('fields.keySafe')}
          description={t('fields.keySafeHint')}
          placeholder={resident?.hasKeySafe ? t('fields.keySafeKept') : t('optional')}
          maxLength={200}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('shell:showTyped') }}
          {...form.getInputProps('keySafe')}
        />
      </fieldset>
    </SaveForm>
  )
}
