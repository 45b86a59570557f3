import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { useProblemText } from '../../app/problem.ts'
import { Frame, Refused } from './Frame.tsx'
import { NewPasswordFields, notSame, tooShort } from './NewPasswordFields.tsx'
import { passwords } from './passwords.ts'
import styles from './SignInPage.module.css'

/** A lost password: asked for by e-mail where there is e-mail, set anew with the link that came. */
export default function ResetPage() {
  const { token } = useSearch({ from: '/reset-password' })
  return token === undefined ? <Ask /> : <SetAnew token={token} />
}

function Ask() {
  const { t } = useTranslation('signin')
  const say = useProblemText()
  const can = useQuery({ queryKey: ['lost-password'], queryFn: passwords.canMail })
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.trim() === '' ? t('emailMissing') : null) },
  })
  const ask = useMutation({ mutationFn: ({ email }: { email: string }) => passwords.requestReset(email.trim()) })
  const tooMany = ask.error instanceof ApiProblem && ask.error.status === 429
  return (
    <Frame title={t('lostTitle')}>
      <form onSubmit={form.onSubmit((values) => ask.mutate(values))} noValidate>
        <h1>{t('lostTitle')}</h1>
        {can.data?.mail === false && <p className={styles.note}>{t('lostNoMail')}</p>}
        {can.data?.mail && !ask.isSuccess && (
          <>
            <p className={styles.note}>{t('lostAsk')}</p>
            <TextInput
              label={t('email')}
              type="email"
              autoComplete="username"
              size="md"
              {...form.getInputProps('email')}
            />
            <Refused why={ask.error && (tooMany ? t('tooMany') : say(ask.error))} />
            <Button type="submit" size="md" fullWidth loading={ask.isPending}>
              {t('lostSend')}
            </Button>
          </>
        )}
        {ask.isSuccess && (
          <p role="status" className={styles.note}>
            {t('lostSent')}
          </p>
        )}
        <Link to="/sign-in">{t('back')}</Link>
      </form>
    </Frame>
  )
}

function SetAnew({ token }: { token: string }) {
  const { t } = useTranslation('signin')
  const say = useProblemText()
  const said = (key: 'tooShort' | 'notSame' | null) => key && t(key)
  const form = useForm({
    initialValues: { fresh: '', again: '' },
    validate: {
      fresh: (value) => said(tooShort(value)),
      again: (value, values) => said(notSame(value, values)),
    },
  })
  const reset = useMutation({ mutationFn: ({ fresh }: { fresh: string }) => passwords.reset(token, fresh) })
  const over = reset.error instanceof ApiProblem && reset.error.code === 'invalid_token'
  return (
    <Frame title={t('newTitle')}>
      <form onSubmit={form.onSubmit((values) => reset.mutate(values))} noValidate>
        <h1>{t('newTitle')}</h1>
        {reset.isSuccess ? (
          <p role="status" className={styles.note}>
            {t('resetDone')}
          </p>
        ) : (
          <>
            <NewPasswordFields form={form} />
            <Refused why={reset.error && (over ? t('linkOver') : say(reset.error))} />
            <Button type="submit" size="md" fullWidth loading={reset.isPending}>
              {t('save')}
            </Button>
          </>
        )}
        <Link to={over ? '/reset-password' : '/sign-in'} search={{}}>
          {t(over ? 'lostTitle' : 'back')}
        </Link>
      </form>
    </Frame>
  )
}
