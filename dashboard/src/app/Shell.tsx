import { Menu, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import {
  IconBell,
  IconChevronDown,
  IconHeart,
  IconHistory,
  IconSettings,
  IconTool,
  IconUsers,
} from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Attention } from './Attention.tsx'
import { Brand } from './Brand.tsx'
import { ConnectionBanner, ConnectionMark } from './Connection.tsx'
import { chooseLanguage } from './i18n.ts'
import { LiveProvider } from './LiveProvider.tsx'
import styles from './Shell.module.css'
import { type HomePath, pagesOf, useMe, useSignOut } from './session.ts'

export function Shell() {
  return (
    <LiveProvider>
      <div className={styles.shell}>
        <Header />
        <ConnectionBanner />
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
      <Link to="/" className={styles.brand} aria-label={t('brand')}>
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

function Account() {
  const { t, i18n } = useTranslation(['shell', 'domain'])
  const me = useMe()
  const signOut = useSignOut()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <UnstyledButton className={styles.account} aria-label={t('menu')}>
          <span className={styles.initial} aria-hidden>
            {me.name.slice(0, 1).toUpperCase()}
          </span>
          <span className={styles.name}>{me.name}</span>
          <IconChevronDown size={14} stroke={1.6} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>{me.name}</strong>
          <span>
            {t(`domain:role.${me.role}`)} · {me.area.name}
          </span>
          <span>{me.email}</span>
        </div>
        <Menu.Divider />
        <Menu.Item
          lang={i18n.language === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => void chooseLanguage(i18n.language === 'zh' ? 'en' : 'zh')}
        >
          {t('language')}
        </Menu.Item>
        <Menu.Item onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}>
          {scheme === 'dark' ? t('light') : t('dark')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
