import { Link, Outlet } from '@tanstack/react-router'
import { Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { keepFocus } from '../focus/keeper.ts'
import { useArrival } from '../focus/useArrival.ts'
import { StaffingBanner } from '../pages/shifts/StaffingBanner.tsx'
import { Account } from './Account.tsx'
import { Attention } from './Attention.tsx'
import { Brand } from './Brand.tsx'
import { ConnectionBanner, ConnectionMark } from './Connection.tsx'
import { LiveProvider } from './LiveProvider.tsx'
import { Navigation } from './Navigation.tsx'
import { NobodyGoes } from './NobodyGoes.tsx'
import { RingingProvider } from './Ringing.tsx'
import styles from './Shell.module.css'
import { pagesOf, useMe } from './session.ts'
import { Title } from './Title.tsx'

export function Shell() {
  const { role } = useMe()
  const main = useRef<HTMLElement>(null)
  useEffect(() => keepFocus(), [])
  useArrival(main)
  return (
    <LiveProvider>
      <RingingProvider>
        <Title />
        <div className={styles.shell} data-pages={pagesOf(role).length > 1 || undefined}>
          <Header />
          <div className={styles.body}>
            <Navigation />
            <div className={styles.column}>
              <ConnectionBanner />
              <StaffingBanner />
              <Attention>
                <NobodyGoes />
                <main ref={main} id="content" className={styles.content} tabIndex={-1}>
                  <Suspense>
                    <Outlet />
                  </Suspense>
                </main>
              </Attention>
            </div>
          </div>
        </div>
      </RingingProvider>
    </LiveProvider>
  )
}

function Header() {
  const { t } = useTranslation()
  return (
    <header className={styles.header}>
      <a href="#content" className={styles.skip}>
        {t('skip')}
      </a>
      <Link to="/" className={styles.brand}>
        <Brand />
      </Link>
      <div className={styles.right}>
        <ConnectionMark />
        <Account />
      </div>
    </header>
  )
}
