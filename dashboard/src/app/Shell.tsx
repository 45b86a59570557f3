import {
  IconBell,
  IconChartBar,
  IconClipboardList,
  IconDeviceTv,
  IconHeart,
  IconHistory,
  IconMap,
  IconSettings,
  IconTool,
  IconUsers,
} from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { StaffingBanner } from '../pages/shifts/StaffingBanner.tsx'
import { Account } from './Account.tsx'
import { Attention } from './Attention.tsx'
import { Brand } from './Brand.tsx'
import { ConnectionBanner, ConnectionMark } from './Connection.tsx'
import { LiveProvider } from './LiveProvider.tsx'
import styles from './Shell.module.css'
import { type HomePath, pagesOf, useMe } from './session.ts'

export function Shell() {
  return (
    <LiveProvider>
      <div className={styles.shell}>
        <Header />
        <ConnectionBanner />
        <StaffingBanner />
        <Attention>
          <main id="content" className={styles.content} tabIndex={-1}>
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </Attention>
      </div>
    </LiveProvider>
  )
}

const pages = {
  '/queue': { icon: IconBell, text: 'nav.queue' },
  '/residents': { icon: IconUsers, text: 'nav.residents' },
  '/alerts': { icon: IconHistory, text: 'nav.alerts' },
  '/tickets': { icon: IconClipboardList, text: 'nav.tickets' },
  '/map': { icon: IconMap, text: 'nav.map' },
  '/wall': { icon: IconDeviceTv, text: 'nav.wall' },
  '/report': { icon: IconChartBar, text: 'nav.report' },
  '/worker': { icon: IconTool, text: 'nav.worker' },
  '/family': { icon: IconHeart, text: 'nav.family' },
  '/admin': { icon: IconSettings, text: 'nav.admin' },
} as const satisfies Record<HomePath, unknown>

function Header() {
  const { t } = useTranslation()
  const me = useMe()
  const mine = pagesOf(me.role)
  return (
    <header className={styles.header}>
      <a href="#content" className={styles.skip}>
        {t('skip')}
      </a>
      <Link to="/" className={styles.brand}>
        <Brand />
      </Link>
      {mine.length > 1 && (
        <nav className={styles.nav}>
          {mine.map((to) => {
            const { icon: Icon, text } = pages[to]
            return (
              <Link key={to} to={to} className={styles.tab} activeProps={{ 'aria-current': 'page' }}>
                <Icon size={18} stroke={1.6} aria-hidden />
                <span>{t(text)}</span>
              </Link>
            )
          })}
        </nav>
      )}
      <div className={styles.right}>
        <ConnectionMark />
        <Account />
      </div>
    </header>
  )
}
