import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Page } from '../../../../server/contract/common.ts'
import { api } from '../../app/api.ts'
import { latestOf } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { useMe } from '../../app/session.ts'
import { AlertPanel } from '../../components/alert/AlertPanel.tsx'
import { Empty } from '../../components/Empty.tsx'
import { More } from '../../components/More.tsx'
import styles from './AlertsPage.module.css'
import { HistoryFilters, wantedAtFirst } from './HistoryFilters.tsx'
import { HistoryRow } from './HistoryRow.tsx'
import { askedFor, searchesRecentOnly } from './wanted.ts'

const startOfList: string | null = null

export default function AlertsPage() {
  const { t } = useTranslation(['alerts', 'domain'])
  const say = useProblemText()
  const navigate = useNavigate()
  const { alertId: open = null } = useParams({ strict: false })
  const [wanted, setWanted] = useState(wantedAtFirst)
  const asked = askedFor(wanted, useMe().area.timezone)
  const live = useLive().alerts
  const list = useInfiniteQuery({
    queryKey: ['alerts', asked],
    queryFn: ({ pageParam }) =>
      api.get<Page<Alert>>('/alerts', {
        limit: 50,
        ...asked,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: startOfList,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
  })
  const recentOnly = searchesRecentOnly(wanted)
  // The list as it was asked for, each row as it now stands.
  const alerts = (list.data?.pages.flatMap((page) => page.items) ?? []).map((alert) => latestOf(live, alert))
  return (
    <div className={styles.page} data-open={open !== null || undefined} data-fills={open !== null || undefined}>
      <section className={styles.list}>
        <header className={styles.bar}>
          <h1>{t('title')}</h1>
          <HistoryFilters wanted={wanted} onChange={(change) => setWanted((before) => ({ ...before, ...change }))} />
        </header>
        {list.isError && <p role="alert">{say(list.error)}</p>}
        {list.isSuccess && alerts.length === 0 && (
          <Empty title={t('none')} hint={t(recentOnly ? 'recentOnly' : 'noneHint')} />
        )}
        {alerts.length > 0 && (
          <ul className={styles.rows}>
            <li className={styles.columns} aria-hidden>
              {(['when', 'what', 'who', 'answered', 'outcome', 'owner'] as const).map((name) => (
                <span key={name}>{t(`column.${name}`)}</span>
              ))}
            </li>
            {alerts.map((alert) => (
              <HistoryRow key={alert.id} alert={alert} isOpen={alert.id === open} />
            ))}
          </ul>
        )}
        <More list={list} text={t('more')} />
        {recentOnly && alerts.length > 0 && list.isSuccess && !list.hasNextPage && (
          <p className={styles.end}>{t('recentOnly')}</p>
        )}
      </section>
      {open !== null && (
        <aside className={styles.panel}>
          <AlertPanel key={open} alertId={open} onClose={() => void navigate({ to: '/alerts' })} />
        </aside>
      )}
    </div>
  )
}
