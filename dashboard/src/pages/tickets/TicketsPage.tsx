import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconX } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '../../../../server/contract/common.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { api } from '../../app/api.ts'
import type { TicketKind } from '../../app/domain.ts'
import { allOf, type Known, latestOf } from '../../app/known.ts'
import { useLive, useMinute } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { ticketGroups, ticketsSearch } from '../../app/ticketsSearch.ts'
import { Empty } from '../../components/Empty.tsx'
import { More } from '../../components/More.tsx'
import { filtersOf } from './groups.ts'
import { TicketPanel } from './TicketPanel.tsx'
import { TicketRow } from './TicketRow.tsx'
import styles from './tickets.module.css'

const kinds = ['response', 'visit', 'service', 'maintenance'] as const satisfies readonly TicketKind[]

/** All work for somebody's hands: who has it, what waits, what should have been done by now. */
export default function TicketsPage() {
  const { t } = useTranslation(['tickets', 'domain'])
  const say = useProblemText()
  const navigate = useNavigate()
  const { ticketId: open = null } = useParams({ strict: false })
  const search = ticketsSearch(useSearch({ strict: false }))
  const { show = 'open', kind, residentId, deviceId } = search
  const [q, setQ] = useState('')
  const type = useDebouncedCallback((text: string) => setQ(text.trim()), 250)
  const filters = { ...filtersOf(show), kind, residentId, deviceId, q }
  const list = useInfiniteQuery({
    queryKey: ['tickets', filters],
    queryFn: ({ pageParam }) => api.get<Page<Ticket>>('/tickets', { ...filters, limit: 50, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
  })
  const live = useFreshList()
  const now = useMinute()
  const tickets = (list.data?.pages.flatMap((page) => page.items) ?? []).map((ticket) => latestOf(live, ticket))
  const go = (change: Partial<typeof search>) =>
    void navigate({ to: '/tickets', search: ticketsSearch({ ...search, ...change }) })
  return (
    <div className={styles.page} data-open={open !== null || undefined}>
      <section className={styles.list}>
        <header className={styles.bar}>
          <h1>{t('title')}</h1>
          <div className={styles.filters}>
            <TextInput
              type="search"
              aria-label={t('search')}
              placeholder={t('searchHint')}
              leftSection={<IconSearch size={16} stroke={1.6} aria-hidden />}
              onChange={(event) => type(event.currentTarget.value)}
            />
            <Select
              aria-label={t('kind')}
              placeholder={t('anyKind')}
              clearable
              value={kind ?? null}
              onChange={(value) => go({ kind: value ?? '' })}
              data={kinds.map((value) => ({ value, label: t(`domain:ticketKind.${value}`) }))}
            />
          </div>
        </header>
        <nav className={styles.groups} aria-label={t('groups')}>
          {ticketGroups.map((group) => (
            <Link
              key={group}
              to="/tickets"
              search={{ ...search, show: group }}
              aria-current={group === show ? 'true' : undefined}
            >
              {t(`group.${group}`)}
            </Link>
          ))}
        </nav>
        {(residentId || deviceId) && (
          <p className={styles.only}>
            {t('only', { what: deviceId ?? tickets[0]?.resident?.name ?? t('onePerson') })}
            <button type="button" onClick={() => go({ residentId: '', deviceId: '' })}>
              <IconX size={14} stroke={1.8} aria-hidden />
              {t('showAll')}
            </button>
          </p>
        )}
        {list.isError && <p role="alert">{say(list.error)}</p>}
        {list.isSuccess && tickets.length === 0 && <Empty title={t(`none.${show}`)} hint={t('noneHint')} />}
        {tickets.length > 0 && (
          <ul className={styles.rows}>
            {tickets.map((ticket) => (
              <TicketRow key={ticket.id} ticket={ticket} now={now} isOpen={ticket.id === open} search={search} />
            ))}
          </ul>
        )}
        <More list={list} text={t('more')} />
      </section>
      {open !== null && (
        <aside className={styles.panel}>
          <TicketPanel key={open} ticketId={open} onClose={() => void navigate({ to: '/tickets', search })} />
        </aside>
      )}
    </div>
  )
}

/** Tickets as they now stand; when one changes, lists are asked for again, for it may belong in them now. */
function useFreshList(): Known<Ticket> {
  const { tickets } = useLive()
  const queries = useQueryClient()
  const newest = allOf(tickets).reduce((last, { seq }) => Math.max(last, seq), 0)
  const refresh = useDebouncedCallback(() => void queries.invalidateQueries({ queryKey: ['tickets'] }), 500)
  useEffect(() => {
    if (newest > 0) refresh()
  }, [newest, refresh])
  return tickets
}
