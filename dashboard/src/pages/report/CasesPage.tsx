import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Page } from '../../../../server/contract/common.ts'
import type { KpiCase } from '../../../../server/contract/kpi.ts'
import { api } from '../../app/api.ts'
import { lastingText, useTimes } from '../../app/clock.ts'
import { isIn } from '../../app/isIn.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { useMe } from '../../app/session.ts'
import { Empty } from '../../components/Empty.tsx'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import { domain } from '../../locales/zh/domain.ts'
import { dayIn, periodOf } from './period.ts'
import styles from './report.module.css'
import { countNames } from './words.ts'

const startOfList: string | null = null

/** What a number counts, one by one, each a way to its story. */
export default function CasesPage() {
  const { t } = useTranslation('report')
  const say = useProblemText()
  const search = useSearch({ from: '/inside/report/cases' })
  const me = useMe()
  const { count: wanted, key, ...asked } = { ...periodOf('month', dayIn(useMinute(), me.area.timezone)), ...search }
  const count = countNames.filter((name) => wanted.includes(name))
  const list = useInfiniteQuery({
    queryKey: ['kpi', 'cases', search],
    queryFn: ({ pageParam }) =>
      api.get<Page<KpiCase>>('/kpi/cases', {
        ...asked,
        count: count.join(','),
        limit: 100,
        ...(key === undefined ? {} : { key }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: startOfList,
    getNextPageParam: (last) => last.nextCursor,
    enabled: count.length > 0,
  })
  const cases = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <div>
          <h1>{count.map((name) => t(`casesOf.${name}`)).join(' + ') || t('casesTitle')}</h1>
          <p className={styles.of}>
            {asked.from === asked.to ? asked.from : `${asked.from} – ${asked.to}`}
            {list.isSuccess && ` · ${t('shown', { count: cases.length })}${list.hasNextPage ? ' …' : ''}`}
          </p>
        </div>
        <Link to="/report" search={asked} className={styles.back}>
          {t('back')}
        </Link>
      </header>
      {list.isError && <p role="alert">{say(list.error)}</p>}
      {count.length === 0 && <Empty title={t('nothingAsked')} />}
      {list.isSuccess && cases.length === 0 && <Empty title={t('nothing')} />}
      {cases.length > 0 && (
        <ul className={styles.list}>
          {cases.map((one) => (
            <Case key={one.id} one={one} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}

function Case({ one }: { one: KpiCase }) {
  const { t } = useTranslation(['report', 'domain'])
  const times = useTimes()
  return (
    <li>
      <span className={styles.at}>
        {one.at !== null ? times.dayAndMinute(one.at) : one.of === 'device' ? t('neverHeard') : ''}
      </span>
      <span className={styles.what}>
        {one.priority !== null && <PriorityMark priority={one.priority} word={false} />}
        <Way one={one}>{whatOf(one, t)}</Way>
      </span>
      <span>{one.name}</span>
      <span className={styles.quiet}>{one.areaName}</span>
      <span className={styles.quiet}>{stateText(one.of, one.state, t)}</span>
      <span className={styles.took}>{tookText(one, t)}</span>
      <span className={styles.quiet}>
        {one.person}
        {one.outcome !== null && ` · ${t(`domain:outcome.${one.outcome}`)}`}
      </span>
    </li>
  )
}

function whatOf({ of, kind, id }: KpiCase, t: Say): string {
  if (kind !== null) return t(`domain:kind.${kind}`)
  if (of === 'ticket') return t('domain:ticketKind.response')
  return of === 'alert' || of === 'device' ? id : t(`whatOf.${of}`)
}

function tookText({ seconds, metres }: KpiCase, t: Say): string {
  if (metres !== null) return t('metres', { metres: Math.round(metres).toLocaleString() })
  return seconds === null ? '–' : lastingText(Math.max(0, seconds) * 1000)
}

type Say = ReturnType<typeof useTranslation<['report', 'domain']>>['t']
function stateText(of: KpiCase['of'], state: KpiCase['state'], t: Say): string {
  if (state === null) return ''
  if (of === 'alert' && isIn(domain.state, state)) return t(`domain:state.${state}`)
  return isIn(domain.ticketState, state) ? t(`domain:ticketState.${state}`) : state
}

function Way({ one, children }: { one: KpiCase; children: string }) {
  if (one.alertId !== null)
    return (
      <Link to="/alerts/$alertId" params={{ alertId: one.alertId }}>
        {children}
      </Link>
    )
  if (one.residentId !== null)
    return (
      <Link to="/residents/$residentId" params={{ residentId: one.residentId }}>
        {children}
      </Link>
    )
  return <>{children}</>
}
