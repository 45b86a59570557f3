import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ShiftMenu } from '../pages/shifts/ShiftMenu.tsx'
import styles from './Account.module.css'
import { chooseLanguage } from './i18n.ts'
import { useShowProblem } from './problem.ts'
import { useMe, useSignOut } from './session.ts'

/** Who I am, and what is mine to choose. The browser's own popover closes it on Escape and on a click elsewhere. */
export function Account() {
  const { t, i18n } = useTranslation(['shell', 'domain'])
  const me = useMe()
  const signOut = useSignOut()
  const show = useShowProblem()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const menu = useRef<HTMLDivElement>(null)
  const other = i18n.language === 'zh' ? 'en' : 'zh'
  const choose = (does: () => unknown) => () => {
    menu.current?.hidePopover()
    does()
  }
  return (
    <>
      <button type="button" className={styles.account} popoverTarget="account">
        <span className={styles.spoken}>{t('menu')}</span>
        <span className={styles.initial} aria-hidden>
          {me.name.slice(0, 1).toUpperCase()}
        </span>
        <span className={styles.name}>{me.name}</span>
        <IconChevronDown size={14} stroke={1.6} aria-hidden />
      </button>
      <div id="account" popover="auto" className={styles.menu} ref={menu}>
        <div className={styles.who}>
          <strong>{me.name}</strong>
          <span>
            {t(`domain:role.${me.role}`)} · {me.area.name}
          </span>
          <span>{me.email}</span>
        </div>
        <hr />
        <ShiftMenu item={styles.item} onChosen={() => menu.current?.hidePopover()} />
        <button
          type="button"
          className={styles.item}
          lang={other === 'zh' ? 'zh-CN' : 'en'}
          onClick={choose(() => chooseLanguage(other))}
        >
          {t('language')}
        </button>
        <button
          type="button"
          className={styles.item}
          onClick={choose(() => setColorScheme(scheme === 'dark' ? 'light' : 'dark'))}
        >
          {scheme === 'dark' ? t('light') : t('dark')}
        </button>
        <hr />
        <Link to="/password" className={styles.item} onClick={choose(() => {})}>
          {t('password')}
        </Link>
        <button type="button" className={styles.item} onClick={choose(() => signOut().catch(show))}>
          {t('signOut')}
        </button>
      </div>
    </>
  )
}
