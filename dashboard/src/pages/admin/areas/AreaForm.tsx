import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Area } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'
import { useAreas } from '../../../app/useAreas.ts'
import { required } from '../form/checks.ts'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { AreaSelect } from './AreaSelect.tsx'
import { levelsBelow } from './tree.ts'

type Props = { area: Area | null; parentId: string | null; onSaved: () => void }

/** A new area inside another, or another name for one. */
export function AreaForm({ area, parentId, onSaved }: Props) {
  const { t } = useTranslation(['admin', 'domain'])
  const queries = useQueryClient()
  const areas = useAreas()
  const wrong = useComplaints()
  const levelsIn = (id: string) => levelsBelow(areas.data?.find((known) => known.id === id)?.level ?? 'community')
  const form = useForm({
    initialValues: {
      parentId: parentId ?? '',
      level: area?.level ?? levelsIn(parentId ?? '')[0] ?? 'community',
      name: area?.name ?? '',
      timezone: area?.timezone ?? '',
    },
    validate: { name: wrong(required) },
  })
  const { saving, submit } = useSave(
    form,
    ({ timezone, name, ...where }) => {
      const said = { name: name.trim(), ...(timezone.trim() === '' ? {} : { timezone: timezone.trim() }) }
      return area ? api.patch<Area>(`/areas/${area.id}`, said) : api.post<Area>('/areas', { ...said, ...where })
    },
    async () => {
      await queries.invalidateQueries({ queryKey: ['areas'] })
      onSaved()
    },
  )
  const chooseParent = (id: string | null) => {
    form.setFieldValue('parentId', id ?? '')
    form.setFieldValue('level', levelsIn(id ?? '')[0] ?? 'community')
  }
  return (
    <SaveForm saving={saving} onSubmit={submit}>
      {!area && (
        <>
          <AreaSelect
            label={t('fields.parentId')}
            value={form.values.parentId}
            onChange={chooseParent}
            error={form.errors.parentId}
          />
          <Select
            label={t('fields.level')}
            allowDeselect={false}
            data={levelsIn(form.values.parentId).map((value) => ({ value, label: t(`domain:areaLevel.${value}`) }))}
            {...form.getInputProps('level')}
          />
        </>
      )}
      <TextInput label={t('fields.areaName')} maxLength={100} data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t('fields.timezone')}
        description={area ? undefined : t('fields.timezoneHint')}
        placeholder="Asia/Shanghai"
        {...form.getInputProps('timezone')}
      />
    </SaveForm>
  )
}
