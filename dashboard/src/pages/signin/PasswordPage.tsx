import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { useProblemText } from '../../app/problem.ts'
import { meQuery, useMe, useSignOut } from '../../app/session.ts'
import { Frame, Refused } from './Frame.tsx'
import { NewPasswordFields, notSame, tooShort } from './NewPasswordFields.tsx'
import { passwords } from './passwords.ts'
import styles from './SignInPage.module.css'

/** One's own password, changed; for who was given a first one there is no way around it. */
export default function PasswordPage() {
  const { t } = useTranslation(['signin', 'shell'])
  const me = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const say = useProblemText()
  const said = (key: 'tooShort' | 'notSame' | null) => key && t(key)
  const form = useForm({
    initialValues: { current: '', fresh: '', again: '' },
    validate: {
      current: (value) => (value === '' ? t('passwordMissing') : null),
      fresh: (value, { current }) => (value !== '' && value === current ? t('sameAsOld') : said(tooShort(value))),
      again: (value, values) => said(notSame(value, values)),
    },
  })
  const change = useMutation({
    mutationFn: ({ current, fresh }: { current: string; fresh: string }) => passwords.change(current, fresh),
    onSuccess: async () => {
      await queries.fetchQuery({ ...meQuery, staleTime: 0 })
      if (me.mustChangePassword) await navigate({ to: '/' })
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'invalid_password')
        form.setFieldError('current', t('currentWrong'))
    },
  })
  const title = t(me.mustChangePassword ? 'newTitle' : 'ownTitle')
  const isWrong = change.error instanceof ApiProblem && change.error.code === 'invalid_password'
  return (
    <Frame title={title}>
      <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
        <h1>{title}</h1>
        {me.mustChangePassword && <p className={styles.note}>{t('firstLead')}</p>}
        <PasswordInput
          label={t(me.mustChangePassword ? 'currentFirst' : 'current')}
          autoComplete="current-password"
          size="md"
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('shell:showTyped') }}
          {...form.getInputProps('current')}
        />
        <NewPasswordFields form={form} />
        {change.isSuccess && !me.mustChangePassword ? (
          <p role="status" className={styles.note}>
            {t('saved')}
          </p>
        ) : (
          <Refused why={change.error && !isWrong ? say(change.error) : null} />
        )}
        <Button type="submit" size="md" fullWidth loading={change.isPending}>
          {t('save')}
        </Button>
        <div className={styles.foot}>
          {me.mustChangePassword ? (
            <button type="button" onClick={() => void signOut()}>
              {t('signOut')}
            </button>
          ) : (
            <button type="button" onClick={() => void navigate({ to: '/' })}>
              {t('shell:back')}
            </button>
          )}
        </div>
      </form>
    </Frame>
  )
}
