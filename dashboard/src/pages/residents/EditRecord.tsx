import { Button, Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { api } from '../../app/api.ts'
import { careLevels } from '../../app/domain.ts'
import { lookAtHealth } from '../../app/health.ts'
import { linesOf } from '../../app/lines.ts'
import { isChangedMeanwhile, useProblemText } from '../../app/problem.ts'
import { EditButtons } from './EditButtons.tsx'
import { medicationFrom, medicationText } from './medication.ts'

/** The record as one form. It says which version it was made of, so that nobody's edit is written over. */
export function EditRecord({ resident, done }: { resident: Resident; done: () => void }) {
  const { t } = useTranslation(['residents', 'domain', 'alert'])
  const say = useProblemText()
  const client = useQueryClient()
  // What the form began with: what comes in meanwhile is not what was looked at.
  const [based] = useState(resident)
  const [values, setValues] = useState(() => valuesOf(resident))
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  // What somebody suffers from and takes stays hidden, and as it is, until it is asked for: that look is recorded.
  const [health, setHealth] = useState<{ conditions: string; medication: string } | null>(null)
  const look = useMutation({
    mutationFn: () => lookAtHealth(based.id),
    onSuccess: (seen) =>
      setHealth({ conditions: seen.conditions.join('\n'), medication: medicationText(seen.medication) }),
  })
  const medication = medicationFrom(health?.medication ?? '')
  const save = useMutation({
    mutationFn: () =>
      api.patch<Resident>(`/residents/${based.id}`, {
        phone: values.phone.trim() === '' ? null : values.phone.trim(),
        address: values.address.trim(),
        careLevel: values.careLevel,
        livesAlone: values.livesAlone,
        leftBehind: values.leftBehind,
        instructions: values.instructions.trim(),
        ...(health !== null && { conditions: linesOf(health.conditions) }),
        ...(health !== null && medication !== null && { medication }),
        basedOn: based.recordVersion,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['resident', based.id] })
      done()
    },
  })
  const conflict = isChangedMeanwhile(save.error)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="xs" mt="sm">
        <TextInput
          label={t('address')}
          required
          value={values.address}
          onChange={(e) => set({ address: e.currentTarget.value })}
        />
        <TextInput label={t('phone')} value={values.phone} onChange={(e) => set({ phone: e.currentTarget.value })} />
        <NativeSelect
          label={t('care')}
          value={values.careLevel}
          onChange={(e) =>
            set({ careLevel: careLevels.find((level) => level === e.currentTarget.value) ?? based.careLevel })
          }
          data={careLevels.map((value) => ({ value, label: t(`domain:careLevel.${value}`) }))}
        />
        <Checkbox
          label={t('livesAlone')}
          checked={values.livesAlone}
          onChange={(e) => set({ livesAlone: e.currentTarget.checked })}
        />
        <Checkbox
          label={t('leftBehind')}
          checked={values.leftBehind}
          onChange={(e) => set({ leftBehind: e.currentTarget.checked })}
        />
        <Textarea
          label={t('alert:instructions')}
          autosize
          minRows={3}
          value={values.instructions}
          onChange={(e) => set({ instructions: e.currentTarget.value })}
        />
        {health === null ? (
          <Button variant="default" disabled={look.isPending} onClick={() => look.mutate()}>
            {t('health.edit')}
          </Button>
        ) : (
          <>
            <Textarea
              label={t('alert:conditions')}
              autoFocus
              description={t('record.lines')}
              autosize
              minRows={2}
              value={health.conditions}
              onChange={(e) => setHealth({ ...health, conditions: e.currentTarget.value })}
            />
            <Textarea
              label={t('record.medication')}
              description={t('record.medicationHint')}
              autosize
              minRows={2}
              value={health.medication}
              error={medication === null && t('record.medicationWrong')}
              onChange={(e) => setHealth({ ...health, medication: e.currentTarget.value })}
            />
          </>
        )}
        {look.isError && <p role="alert">{say(look.error)}</p>}
        {save.isError && <p role="alert">{say(save.error)}</p>}
        {conflict && <p>{t('record.yours')}</p>}
        <EditButtons
          words={{ save: t('record.save'), keep: t('record.keep'), look: t('record.look') }}
          conflict={conflict}
          look={done}
          saving={save.isPending}
          incomplete={medication === null}
          keep={done}
        />
      </Stack>
    </form>
  )
}

const valuesOf = (resident: Resident) => ({
  address: resident.address,
  phone: resident.phone ?? '',
  careLevel: resident.careLevel,
  livesAlone: resident.livesAlone,
  leftBehind: resident.leftBehind,
  instructions: resident.instructions,
})
