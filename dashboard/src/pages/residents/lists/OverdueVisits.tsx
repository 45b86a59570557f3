import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Page } from '../../../../../server/contract/common.ts'
import type { OverdueVisit } from '../../../../../server/contract/visits.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText } from '../../../app/problem.ts'
import { Empty } from '../../../components/Empty.tsx'
import { More } from '../../../components/More.tsx'
import { PhoneLink } from '../../../components/PhoneLink.tsx'
import styles from './lists.module.css'
import { Named } from './Named.tsx'

/** Everybody who waits for a visit that should have been: a name on every line, the longest wait first. */
export function OverdueVisits() {
  const { t } = useTranslation(['visits', 'residents'])
  const say = useProblemText()
  const list = useInfiniteQuery({
    queryKey: ['residents', 'visits overdue'],
    queryFn: ({ pageParam }) => api.get<Page<OverdueVisit>>('/visits/overdue', { limit: 100, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
  const people = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <section aria-label={t('list.title')}>
      {list.isError && <p role="alert">{say(list.error)}</p>}
      {list.isSuccess && people.length === 0 && <Empty title={t('list.none')} hint={t('list.noneHint')} />}
      <ul className={styles.list}>
        {people.map((visit) => (
          <Line key={visit.resident.id} visit={visit} />
        ))}
      </ul>
      <More list={list} text={t('residents:more')} />
    </section>
  )
}

function Line({ visit }: { visit: OverdueVisit }) {
  const { t } = useTranslation(['visits', 'domain'])
  const times = useTimes()
  const { resident, late, because, lastVisitAt } = visit
  return (
    <li>
      <Named
        resident={resident}
        areaName={visit.areaName}
        why={t('overdueSince', { time: times.dayAndMinute(visit.overdueSince) })}
        more={[
          late && t('list.late', { service: t(`domain:service.${late.service}`), count: late.turns }),
          because && t(`demand.${because}`),
          lastVisitAt === null ? t('never') : t('last', { day: times.day(lastVisitAt) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      />
      <span>{resident.phone !== null && <PhoneLink phone={resident.phone} label={resident.name} />}</span>
    </li>
  )
}
