import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { api } from '../../app/api.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useShowProblem } from '../../app/problem.ts'
import { useMe } from '../../app/session.ts'
import { instantOf, localInput } from '../../charts/localTime.ts'

const modes = ['home', 'away', 'hospital', 'holiday'] as const
type Mode = (typeof modes)[number]
/** How long each usually lasts: proposed, never assumed. */
const usualHours: Record<Mode, number> = { home: 0, away: 6, hospital: 7 * 24, holiday: 7 * 24 }

/** Where somebody is, and until when: every mode but home has an end. */
export function ModeControl({ resident }: { resident: Resident }) {
  const { t } = useTranslation(['residents', 'domain'])
  const show = useShowProblem()
  const client = useQueryClient()
  const now = useMinute()
  const { timezone } = useMe().area
  const [open, setOpen] = useState(false)
  const [mode, setMode] = useState<Mode>(resident.mode)
  const [until, setUntil] = useState('')
  const save = useMutation({
    mutationFn: () =>
      api.patch<Resident>(`/residents/${resident.id}`, {
        mode,
        modeUntil: mode === 'home' ? null : instantOf(until, timezone),
      }),
    onSuccess: async () => {
      setOpen(false)
      await client.invalidateQueries({ queryKey: ['resident', resident.id] })
    },
    onError: show,
  })
  const choose = (chosen: Mode) => {
    setMode(chosen)
    setUntil(localInput(now + usualHours[chosen] * 3_600_000, timezone))
  }
  if (!open)
    return (
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          choose(resident.mode)
          setOpen(true)
        }}
      >
        {t('changeMode')}
      </Button>
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="xs">
        <NativeSelect
          label={t('mode')}
          value={mode}
          onChange={({ currentTarget }) => choose(modes.find((known) => known === currentTarget.value) ?? 'home')}
          data={modes.map((value) => ({ value, label: t(`domain:mode.${value}`) }))}
        />
        {mode !== 'home' && (
          <TextInput
            type="datetime-local"
            label={t('modeEnds')}
            required
            min={localInput(now, timezone)}
            value={until}
            onChange={({ currentTarget }) => setUntil(currentTarget.value)}
          />
        )}
        <Group gap="xs">
          <Button size="compact-sm" type="submit" loading={save.isPending}>
            {t('saveMode')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => setOpen(false)}>
            {t('keepMode')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
