import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Unprotected as Person, Protection } from '../../../../../server/contract/protection.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText } from '../../../app/problem.ts'
import { Empty } from '../../../components/Empty.tsx'
import { More } from '../../../components/More.tsx'
import styles from './lists.module.css'
import { Named } from './Named.tsx'

type Filter = { is?: 'no' | 'partly'; code?: Protection['reasons'][number]['code']; areaId?: string }

/** Who is not protected right now: counted by reason and by area, and a name on every line. */
export function Unprotected() {
  const { t } = useTranslation(['protection', 'residents'])
  const say = useProblemText()
  const times = useTimes()
  const [filter, setFilter] = useState<Filter>({})
  const list = useInfiniteQuery({
    queryKey: ['residents', 'protection', filter],
    queryFn: ({ pageParam }) => api.get<Protection>('/protection', { ...filter, limit: 100, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
  const counts = list.data?.pages[0]
  const people = list.data?.pages.flatMap(({ items }) => items) ?? []
  const area = counts?.areas.find(({ id }) => id === filter.areaId)
  return (
    <section aria-label={t('title')}>
      {list.isError && <p role="alert">{say(list.error)}</p>}
      {counts && (
        <>
          <p className={styles.counted}>
            <strong>{t('no', { count: counts.no })}</strong>
            <span>{t('partly', { count: counts.partly })}</span>
            <span>{t('yes', { count: counts.yes })}</span>
            <span>{t('counted', { homes: counts.homes })}</span>
            <small>{t('at', { time: times.clock(counts.at) })}</small>
          </p>
          <fieldset className={styles.filters}>
            <legend>{t('byReason')}</legend>
            <Toggle on={filter.is === undefined && filter.code === undefined} press={() => setFilter(only(filter, {}))}>
              {t('every')}
            </Toggle>
            {(['no', 'partly'] as const).map((is) => (
              <Toggle key={is} on={filter.is === is} press={() => setFilter(only(filter, { is }))}>
                {t(is, { count: counts[is] })}
              </Toggle>
            ))}
            {counts.reasons.map(({ code, homes }) => (
              <Toggle key={code} on={filter.code === code} press={() => setFilter(only(filter, { code }))}>
                {t(`residents:coverage.reason.${code}`)} {homes}
              </Toggle>
            ))}
          </fieldset>
          {(counts.areas.length > 1 || area) && (
            <details className={styles.areas} open={area !== undefined}>
              <summary>{t('byArea')}</summary>
              {area && (
                <Toggle on press={() => setFilter(({ areaId: _, ...rest }) => rest)}>
                  {t('every')}
                </Toggle>
              )}
              {counts.areas.map((one) => (
                <Toggle
                  key={one.id}
                  on={one.id === filter.areaId}
                  press={() => setFilter((before) => ({ ...before, areaId: one.id }))}
                >
                  {one.name} {one.no} / {one.homes}
                </Toggle>
              ))}
            </details>
          )}
        </>
      )}
      {list.isSuccess && people.length === 0 && <Empty title={t('none')} hint={t('noneHint')} />}
      <ul className={styles.list}>
        {people.map((person) => (
          <Line key={person.resident.id} person={person} />
        ))}
      </ul>
      <More list={list} text={t('residents:more')} />
    </section>
  )
}

/** One reason or state at a time, within the area that is looked at. */
const only = ({ areaId }: Filter, chosen: Filter): Filter => ({ ...(areaId !== undefined && { areaId }), ...chosen })

function Toggle({ on, press, children }: { on: boolean; press: () => void; children: React.ReactNode }) {
  return (
    <button type="button" aria-pressed={on} onClick={press}>
      {children}
    </button>
  )
}

function Line({ person }: { person: Person }) {
  const { t } = useTranslation('residents')
  return (
    <li>
      <Named
        resident={person.resident}
        areaName={person.areaName}
        why={t(`coverage.is.${person.protected}`)}
        more={person.reasons.map((code) => t(`coverage.reason.${code}`)).join(' · ')}
      />
    </li>
  )
}
