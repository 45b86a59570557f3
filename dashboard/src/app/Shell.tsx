import { Link, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { DraftsProvider } from '../components/alert/drafts.tsx'
import { keepFocus } from '../focus/keeper.ts'
import { useArrival } from '../focus/useArrival.ts'
import { StaffingBanner } from '../pages/shifts/StaffingBanner.tsx'
import { Account } from './Account.tsx'
import { Attention, BellProvider } from './Attention.tsx'
import { Brand } from './Brand.tsx'
import { ConnectionBanner, ConnectionMark } from './Connection.tsx'
import { allOf } from './known.ts'
import { LiveProvider, useLive } from './LiveProvider.tsx'
import { Navigation } from './Navigation.tsx'
import { RingingProvider } from './Ringing.tsx'
import styles from './Shell.module.css'
import { SoundOff } from './SoundOff.tsx'
import { pagesOf, useMe } from './session.ts'
import { Title } from './Title.tsx'

const NobodyGoes = lazy(() => import('./NobodyGoes.tsx'))

export function Shell() {
  const { role } = useMe()
  const main = useRef<HTMLElement>(null)
  useEffect(() => keepFocus(), [])
  useArrival(main)
  return (
    <LiveProvider>
      <RingingProvider>
        <Title />
        <BellProvider>
          <div className={styles.shell} data-pages={pagesOf(role).length > 1 || undefined}>
            <Header />
            <div className={styles.body}>
              <Navigation />
              <div className={styles.column}>
                <ConnectionBanner />
                <StaffingBanner />
                <Attention />
                <Alone />
                <main ref={main} id="content" className={styles.content} tabIndex={-1}>
                  <DraftsProvider>
                    <Suspense>
                      <Outlet />
                    </Suspense>
                  </DraftsProvider>
                </main>
              </div>
            </div>
          </div>
        </BellProvider>
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
        <SoundOff />
        <ConnectionMark />
        <Account />
      </div>
    </header>
  )
}

/** Seldom needed, and so not loaded before. */
function Alone() {
  const { tickets } = useLive()
  if (!allOf(tickets).some(({ nobodySince }) => nobodySince !== null)) return null
  return (
    <Suspense>
      <NobodyGoes />
    </Suspense>
  )
}
