import { IconAlertCircle } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from '../../app/Brand.tsx'
import styles from './SignInPage.module.css'

/** The page around everything that is done before the first other page. */
export function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation(['signin', 'shell'])
  const full = `${title} · ${t('shell:brand')}`
  useEffect(() => {
    document.title = full
  }, [full])
  return (
    <main className={styles.page}>
      <section className={styles.brand}>
        <Brand size="large" />
        <p>{t('lead')}</p>
      </section>
      <section className={styles.form}>{children}</section>
    </main>
  )
}

/** What was refused; its line is there before there is anything to say. */
export function Refused({ why }: { why: string | null }) {
  return (
    <div className={styles.refused} role="alert">
      {why !== null && (
        <>
          <IconAlertCircle size={18} stroke={1.8} aria-hidden />
          {why}
        </>
      )}
    </div>
  )
}
