import {
  IconBell,
  IconCalendarTime,
  IconChartBar,
  IconClipboardList,
  IconDeviceTv,
  IconDots,
  IconHeart,
  IconHistory,
  IconMap,
  IconSettings,
  IconTool,
  IconUsers,
} from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Navigation.module.css'
import { useRinging } from './Ringing.tsx'
import { type HomePath, pagesOf, useMe } from './session.ts'

const pages = {
  '/queue': { icon: IconBell, text: 'nav.queue', of: 'work' },
  '/residents': { icon: IconUsers, text: 'nav.residents', of: 'work' },
  '/alerts': { icon: IconHistory, text: 'nav.alerts', of: 'work' },
  '/tickets': { icon: IconClipboardList, text: 'nav.tickets', of: 'work' },
  '/map': { icon: IconMap, text: 'nav.map', of: 'work' },
  '/worker': { icon: IconTool, text: 'nav.worker', of: 'work' },
  '/family': { icon: IconHeart, text: 'nav.family', of: 'work' },
  '/shifts': { icon: IconCalendarTime, text: 'nav.shifts', of: 'service' },
  '/wall': { icon: IconDeviceTv, text: 'nav.wall', of: 'service' },
  '/report': { icon: IconChartBar, text: 'nav.report', of: 'service' },
  '/admin': { icon: IconSettings, text: 'nav.admin', of: 'service' },
} as const satisfies Record<HomePath, unknown>

/** What the page at this path is called, if it is one of these. */
export function nameOf(path: string) {
  for (const [to, { text }] of Object.entries(pages)) if (path === to || path.startsWith(`${to}/`)) return text
  return null
}

/** What a thumb reaches at the foot of a phone; the rest is one press further. */
const inBar = 4

/** A rail of icons with their words; at the foot of a phone, and icons alone where there is no height for words. */
export function Navigation() {
  const { t } = useTranslation()
  const me = useMe()
  const mine = pagesOf(me.role)
  const more = useRef<HTMLDivElement>(null)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  if (mine.length < 2) return null
  const rest = mine.length > inBar + 1 ? mine.slice(inBar) : []
  const begins = mine.find((to) => pages[to].of === 'service')
  return (
    <nav className={styles.nav} aria-label={t('navigation')}>
      <ul>
        {mine.map((to) => (
          <li key={to} data-begins={to === begins || undefined} data-rest={rest.includes(to) || undefined}>
            <PageLink to={to} />
          </li>
        ))}
        {rest.length > 0 && (
          <li className={styles.more}>
            <button
              type="button"
              className={styles.page}
              popoverTarget="more-pages"
              data-within={rest.some((to) => path.startsWith(to)) || undefined}
            >
              <IconDots size={20} stroke={1.6} aria-hidden />
              <span>{t('more')}</span>
            </button>
          </li>
        )}
      </ul>
      {rest.length > 0 && (
        <div id="more-pages" popover="auto" ref={more} className={styles.sheet}>
          {rest.map((to) => (
            <PageLink key={to} to={to} onClick={() => more.current?.hidePopover()} />
          ))}
        </div>
      )}
    </nav>
  )
}

function PageLink({ to, onClick }: { to: HomePath; onClick?: () => void }) {
  const { t } = useTranslation()
  const { icon: Icon, text } = pages[to]
  return (
    <Link
      to={to}
      className={styles.page}
      title={t(text)}
      activeProps={{ 'aria-current': 'page' }}
      {...(onClick && { onClick })}
    >
      <Icon size={20} stroke={1.6} aria-hidden />
      <span>{t(text)}</span>
      {to === '/queue' && <Unclaimed />}
    </Link>
  )
}

/** What has no owner: emergencies, or what is urgent when there are none. */
function Unclaimed() {
  const { t } = useTranslation('queue')
  const { emergencies, urgent } = useRinging()
  const priority = emergencies.length > 0 ? 1 : 2
  const count = priority === 1 ? emergencies.length : urgent.length
  if (count === 0) return null
  return (
    <>
      <i className={styles.count} data-priority={priority} aria-hidden>
        {count > 99 ? '99+' : count}
      </i>
      <span className={styles.spoken}>
        {t(priority === 1 ? 'attention.emergencies' : 'attention.urgent', { count })}
      </span>
    </>
  )
}
