import { Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MessageTemplate, Placeholder } from '../../../../../server/contract/message-templates.ts'
import { ApiProblem, api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useShowProblem } from '../../../app/problem.ts'
import styles from '../admin.module.css'
import { required } from '../form/checks.ts'
import { SaveForm } from '../form/SaveForm.tsx'
import { useComplaints } from '../form/useComplaints.ts'
import { useSave } from '../form/useSave.ts'
import { SureButton } from '../list/SureButton.tsx'
import { placeholders } from './placeholders.ts'
import { useReadable } from './useReadable.ts'

type Props = { template: MessageTemplate; mayChange: boolean; onSaved: () => void }

/** One text: written on the left of what it will read like. */
export function TemplateForm({ template, mayChange, onSaved }: Props) {
  const { t } = useTranslation(['manage', 'admin'])
  const times = useTimes()
  const wrong = useComplaints()
  const show = useShowProblem()
  const queries = useQueryClient()
  const readable = useReadable()
  const path = `/message-texts/${template.about}/${template.language}`
  const done = async () => {
    await queries.invalidateQueries({ queryKey: ['message-texts'] })
    onSaved()
  }
  const form = useForm({
    initialValues: { subject: template.text.subject, body: template.text.body },
    validate: { subject: wrong(required), body: wrong(required) },
  })
  const { saving, submit } = useSave(form, (values) => api.put<MessageTemplate>(path, values), done)
  const reset = useMutation({ mutationFn: () => api.delete(path), onSuccess: done, onError: show })
  const put = (name: Placeholder) => form.setFieldValue('body', `${form.values.body}{{${name}}}`)
  const written = template.versions.length > 0 && template.versions[0]?.text !== null
  return (
    <>
      <SaveForm saving={saving} onSubmit={submit}>
        <TextInput
          label={t('templates.subject')}
          maxLength={200}
          readOnly={!mayChange}
          data-autofocus
          {...form.getInputProps('subject')}
        />
        <Textarea
          label={t('templates.body')}
          autosize
          minRows={8}
          maxRows={18}
          readOnly={!mayChange}
          {...form.getInputProps('body')}
        />
        {mayChange && (
          <div className={styles.chips}>
            <p className={styles.hint}>{t('templates.placeholders')}</p>
            {placeholders.map((name) => (
              <button key={name} type="button" onClick={() => put(name)}>
                {t(`templates.placeholder.${name}`)}
              </button>
            ))}
          </div>
        )}
        <Preview path={path} text={form.values} />
      </SaveForm>
      {mayChange && written && (
        <div className={styles.apart}>
          <SureButton
            text={t('templates.reset')}
            sure={t('templates.resetSure')}
            loading={reset.isPending}
            onSure={() => reset.mutate()}
          />
        </div>
      )}
      {template.versions.length > 0 && (
        <div className={styles.apart}>
          <h2>{t('templates.versions')}</h2>
          <ol className={styles.versions}>
            {template.versions.map(({ version, text, changedAt, changedBy }) => (
              <li key={version}>
                <small>
                  {times.dayAndMinute(changedAt)} · {changedBy.name}
                </small>
                {text ? readable(text.subject) : t('templates.wentBack')}
                {mayChange && text && (
                  <button type="button" className={styles.textButton} onClick={() => form.setValues(text)}>
                    {t('templates.takeUp')}
                  </button>
                )}
              </li>
            ))}
          </ol>
        </div>
      )}
    </>
  )
}

/** How it reads, of somebody made up; while it can't be read, what stands in the way. */
function Preview({ path, text }: { path: string; text: { subject: string; body: string } }) {
  const { t } = useTranslation('manage')
  const [asked] = useDebouncedValue(text, 250)
  const preview = useQuery({
    queryKey: ['message-texts', 'preview', path, asked],
    queryFn: () => api.post<{ subject: string; text: string }>(`${path}/preview`, asked),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const refused =
    preview.error instanceof ApiProblem ? preview.error.fields.map(({ message }) => message).join('; ') : ''
  return (
    <section className={styles.preview} aria-label={t('templates.preview')}>
      <h3>{t('templates.preview')}</h3>
      {refused !== '' ? (
        <p className={styles.problem} role="alert">
          {refused}
        </p>
      ) : (
        <>
          <strong>{preview.data?.subject}</strong>
          <p>{preview.data?.text}</p>
        </>
      )}
    </section>
  )
}
