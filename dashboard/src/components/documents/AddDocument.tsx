import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonDocument } from '../../../../server/contract/documents.ts'
import { ApiProblem, api } from '../../app/api.ts'
import { useProblemText } from '../../app/problem.ts'
import { documents } from '../../locales/zh/documents.ts'
import styles from './documents.module.css'

/** As in server/core/document/file-type.ts: the hub looks at what is in the file, this saves the way there. */
const mostBytes = 10 * 1024 * 1024
const accepted = 'application/pdf,image/jpeg,image/png,image/webp'

type Kind = PersonDocument['kind']
const kinds = Object.keys(documents.kinds).filter((kind): kind is Kind => Object.hasOwn(documents.kinds, kind))

export function AddDocument({ residentId, done }: { residentId: string; done: () => void }) {
  const { t } = useTranslation('documents')
  const say = useProblemText()
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('care_agreement')
  const tooLarge = file !== null && file.size > mostBytes
  const upload = useMutation({
    mutationFn: (chosen: File) =>
      api.upload<PersonDocument>(`/residents/${residentId}/documents`, chosen, { name: name.trim(), kind }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['documents', residentId] })
      done()
    },
  })
  const choose = (chosen: File | null) => {
    setFile(chosen)
    upload.reset()
    if (chosen !== null && name === '') setName(chosen.name.replace(/\.[^.]*$/, '').slice(0, 120))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== null) upload.mutate(file)
  }
  return (
    <form className={styles.form} aria-label={t('add')} onSubmit={submit}>
      <label className={styles.file}>
        {t('file')}
        <input type="file" required accept={accepted} onChange={(e) => choose(e.currentTarget.files?.[0] ?? null)} />
      </label>
      <NativeSelect
        label={t('kind')}
        value={kind}
        onChange={(e) => setKind(kinds.find((one) => one === e.currentTarget.value) ?? 'other')}
        data={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
      />
      <TextInput
        label={t('name')}
        required
        maxLength={120}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      {tooLarge && <p role="alert">{t('tooLarge')}</p>}
      {upload.isError && (
        <p role="alert">
          {refusal(upload.error) === null ? say(upload.error) : t(refusal(upload.error) ?? 'tooLarge')}
        </p>
      )}
      <Group gap="xs">
        <Button
          size="compact-sm"
          type="submit"
          disabled={file === null || tooLarge || name.trim() === ''}
          loading={upload.isPending}
        >
          {t('upload')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={done}>
          {t('keep')}
        </Button>
      </Group>
    </form>
  )
}

/** What the hub found wrong with the file itself. */
function refusal(error: Error): 'tooLarge' | 'wrongType' | null {
  if (!(error instanceof ApiProblem)) return null
  if (error.code === 'too_large') return 'tooLarge'
  return error.fields.some(({ field }) => field === 'file') ? 'wrongType' : null
}
