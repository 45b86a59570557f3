import { Button, Group, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonDocument } from '../../../../server/contract/documents.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useProblemText } from '../../app/problem.ts'
import styles from './documents.module.css'

export function DocumentRow({ document, writes }: { document: PersonDocument; writes: boolean }) {
  const { t } = useTranslation('documents')
  const times = useTimes()
  const [is, setIs] = useState<'closed' | 'shown' | 'removing'>('closed')
  const file = `/api/v1/residents/${document.residentId}/documents/${document.id}/file`
  const size = `${Math.max(1, Math.round(document.size / 1024)).toLocaleString('en')} KB`
  const named = (what: string) => `${what} ${document.name}`
  return (
    <li>
      <span className={styles.what}>
        <strong>{document.name}</strong>
        <small>
          {[t(`kinds.${document.kind}`), size, times.day(document.addedAt), document.addedBy.name].join(' · ')}
        </small>
      </span>
      <Group gap="xs">
        {document.type !== 'application/pdf' && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={named(t(is === 'shown' ? 'hide' : 'show'))}
            aria-expanded={is === 'shown'}
            onClick={() => setIs(is === 'shown' ? 'closed' : 'shown')}
          >
            {t(is === 'shown' ? 'hide' : 'show')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" component="a" href={file} download aria-label={named(t('save'))}>
          {t('save')}
        </Button>
        {writes && (
          <Button size="compact-sm" variant="subtle" aria-label={named(t('remove'))} onClick={() => setIs('removing')}>
            {t('remove')}
          </Button>
        )}
      </Group>
      {is === 'shown' && <img className={styles.picture} src={`${file}?show=true`} alt={document.name} />}
      {is === 'removing' && <Remove document={document} done={() => setIs('closed')} />}
    </li>
  )
}

function Remove({ document, done }: { document: PersonDocument; done: () => void }) {
  const { t } = useTranslation('documents')
  const say = useProblemText()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const remove = useMutation({
    mutationFn: () =>
      api.post(`/residents/${document.residentId}/documents/${document.id}/remove`, { reason: reason.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['documents', document.residentId] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    remove.mutate()
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label={t('reason')}
        required
        maxLength={500}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
      {remove.isError && <p role="alert">{say(remove.error)}</p>}
      <Group gap="xs">
        <Button size="compact-sm" type="submit" disabled={reason.trim() === ''} loading={remove.isPending}>
          {t('removeNow')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={done}>
          {t('doNotRemove')}
        </Button>
      </Group>
    </form>
  )
}
