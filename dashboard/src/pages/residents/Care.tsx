import { Button, Group, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { api } from '../../app/api.ts'
import { useNotify } from '../../app/Notices.tsx'
import { useShowProblem } from '../../app/problem.ts'
import { Block } from '../../components/alert/Block.tsx'

const done = ['turned', 'medication_taken', 'medication_refused'] as const

/** What was done at the bedside, written down by whoever hears of it; the rules wait for it. */
export function Care({ resident }: { resident: Resident }) {
  const { t } = useTranslation(['residents', 'timeline'])
  const show = useShowProblem()
  const notify = useNotify()
  const [note, setNote] = useState('')
  const write = useMutation({
    mutationFn: (what: (typeof done)[number]) =>
      api.post<Resident>(`/residents/${resident.id}/care`, { what, ...(note.trim() !== '' && { note: note.trim() }) }),
    onSuccess: (_, what) => {
      setNote('')
      notify(t('given.written', { what: t(`timeline:care.${what}`) }))
    },
    onError: show,
  })
  return (
    <Block title={t('given.title')}>
      <TextInput
        size="sm"
        aria-label={t('given.note')}
        placeholder={t('given.note')}
        maxLength={500}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Group gap="xs" mt="xs">
        {done.map((what) => (
          <Button
            key={what}
            size="compact-sm"
            variant="default"
            disabled={write.isPending}
            onClick={() => write.mutate(what)}
          >
            {t(`timeline:care.${what}`)}
          </Button>
        ))}
      </Group>
    </Block>
  )
}
