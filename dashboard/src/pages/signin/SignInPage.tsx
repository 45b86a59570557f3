import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertCircle } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, authApi } from '../../app/api.ts'
import { Brand } from '../../app/Brand.tsx'
import { chooseLanguage } from '../../app/i18n.ts'
import { useProblemText } from '../../app/problem.ts'
import { meQuery } from '../../app/session.ts'
import styles from './SignInPage.module.css'

export default function SignInPage() {
  const { t, i18n } = useTranslation(['signin', 'shell'])
  const queries = useQueryClient()
  const navigate = useNavigate()
  const say = useProblemText()
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? t('emailMissing') : null),
      password: (value) => (value === '' ? t('passwordMissing') : null),
    },
  })

  const title = `${t('title')} · ${t('shell:brand')}`
  useEffect(() => {
    document.title = title
  }, [title])

  const signIn = async ({ email, password }: { email: string; password: string }) => {
    setBusy(true)
    setRefused(null)
    try {
      await authApi.signIn(email.trim(), password)
      queries.clear()
      await queries.fetchQuery(meQuery)
      await navigate({ to: '/' })
    } catch (error) {
      setRefused(refusal(error))
    } finally {
      setBusy(false)
    }
  }
  const refusal = (error: unknown): string => {
    if (!(error instanceof ApiProblem)) return say(error)
    if (error.status === 429) return t('tooMany')
    return error.status === 400 || error.status === 401 ? t('wrong') : say(error)
  }

  return (
    <main className={styles.page}>
      <section className={styles.brand}>
        <Brand size="large" />
        <p>{t('lead')}</p>
      </section>
      <section className={styles.form}>
        <form onSubmit={form.onSubmit(signIn)} noValidate>
          <h1>{t('title')}</h1>
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            size="md"
            autoFocus
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('password')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('shell:showTyped') }}
            size="md"
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <div className={styles.refused} role="alert">
            {refused !== null && (
              <>
                <IconAlertCircle size={18} stroke={1.8} aria-hidden />
                {refused}
              </>
            )}
          </div>
          <Button type="submit" size="md" fullWidth loading={busy}>
            {t('submit')}
          </Button>
          <Link to="/reset-password">{t('lost')}</Link>
        </form>
        <footer className={styles.foot}>
          <span>{t('about')}</span>
          <button
            type="button"
            lang={i18n.language === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => void chooseLanguage(i18n.language === 'zh' ? 'en' : 'zh')}
          >
            {t('shell:language')}
          </button>
        </footer>
      </section>
    </main>
  )
}
