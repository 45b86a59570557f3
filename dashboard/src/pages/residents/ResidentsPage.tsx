import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '../../../../server/contract/common.ts'
import type { Resident } from '../../../../server/contract/people.ts'
import { api } from '../../app/api.ts'
import { ageOf } from '../../app/clock.ts'
import type { Role } from '../../app/domain.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { residentLists, residentsSearch } from '../../app/residentsSearch.ts'
import { seesIncidents, useMe } from '../../app/session.ts'
import { Empty } from '../../components/Empty.tsx'
import { More } from '../../components/More.tsx'
import { PhoneLink } from '../../components/PhoneLink.tsx'
import lists from './lists/lists.module.css'
import { OverdueVisits } from './lists/OverdueVisits.tsx'
import { Unprotected } from './lists/Unprotected.tsx'
import styles from './ResidentsPage.module.css'

/** Everybody there is, or those somebody has to look after first. */
export default function ResidentsPage() {
  const { t } = useTranslation(['residents', 'visits', 'protection'])
  const me = useMe()
  const { show = 'all' } = residentsSearch(useSearch({ strict: false }))
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <h1>{t('title')}</h1>
        <nav className={lists.tabs} aria-label={t('lists')}>
          {listsOf(me.role).map((list) => (
            <Link key={list} to="/residents" search={residentsSearch({ show: list })} activeOptions={{ exact: true }}>
              {t(tabs[list])}
            </Link>
          ))}
        </nav>
      </header>
      {show === 'all' && <Everybody />}
      {show === 'visits' && <OverdueVisits />}
      {show === 'protection' && <Unprotected />}
    </div>
  )
}

const tabs = { all: 'visits:list.all', visits: 'visits:list.tab', protection: 'protection:tab' } as const
/** As in server/core/access/may.ts: who is protected is for those who work with alerts. */
const listsOf = (role: Role) => residentLists.filter((list) => list !== 'protection' || seesIncidents(role))

function Everybody() {
  const { t } = useTranslation(['residents', 'domain'])
  const say = useProblemText()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 250)
  const list = useInfiniteQuery({
    queryKey: ['residents', q],
    queryFn: ({ pageParam }) =>
      api.get<Page<Resident>>('/residents', { q, limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: startOfList,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })
  const residents = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <header className={styles.bar}>
        <TextInput
          className={styles.search}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
          rightSection={typed !== '' && <CloseButton aria-label={t('clear')} onClick={() => setTyped('')} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </header>
      {list.isError && <p role="alert">{say(list.error)}</p>}
      {list.isSuccess && residents.length === 0 && (
        <Empty title={q === '' ? t('noneYet') : t('none')} {...(q === '' ? { hint: t('noneHint') } : {})} />
      )}
      {residents.length > 0 && (
        <ul className={styles.list}>
          <li className={styles.columns} aria-hidden>
            {(['name', 'care', 'address', 'phone', 'alerts'] as const).map((name) => (
              <span key={name}>{t(`column.${name}`)}</span>
            ))}
          </li>
          {residents.map((resident) => (
            <Row key={resident.id} resident={resident} />
          ))}
        </ul>
      )}
      <More list={list} text={t('more')} />
    </>
  )
}

const startOfList: string | null = null

function Row({ resident }: { resident: Resident }) {
  const { t } = useTranslation(['residents', 'domain'])
  const age = ageOf(resident.bornOn, useNow())
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        <Link to="/residents/$residentId" params={{ residentId: resident.id }}>
          {resident.name}
        </Link>
        <span>
          {[resident.sex && t(`domain:sex.${resident.sex}`), age !== null && t('age', { age })]
            .filter(Boolean)
            .join(' ')}
        </span>
      </span>
      <span className={styles.care}>
        {[
          t(`domain:careLevel.${resident.careLevel}`),
          resident.livesAlone && t('livesAlone'),
          resident.mode !== 'home' && t(`domain:mode.${resident.mode}`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={styles.address}>{resident.address}</span>
      <span className={styles.phone}>
        {resident.phone !== null && <PhoneLink phone={resident.phone} label={resident.name} />}
      </span>
      <span className={styles.alerts}>
        {resident.openAlerts > 0 && <strong>{t('openAlerts', { count: resident.openAlerts })}</strong>}
      </span>
    </li>
  )
}
