import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../../server/contract/tickets.ts'
import type { PersonVisits } from '../../../../../server/contract/visits.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useMinute } from '../../../app/LiveProvider.tsx'
import { useProblemText } from '../../../app/problem.ts'
import { plansVisits, useMe } from '../../../app/session.ts'
import { Block } from '../../../components/alert/Block.tsx'
import { TicketsLink } from '../../../components/TicketsLink.tsx'
import { groupsOf } from './groups.ts'
import { PlanForm } from './PlanForm.tsx'
import { PlanRow } from './PlanRow.tsx'
import { TicketLine } from './TicketLine.tsx'
import styles from './visits.module.css'

/** What is planned for a person, what was done and what is overdue: all of it from tickets. */
export function Visits({ residentId }: { residentId: string }) {
  const { t } = useTranslation(['visits', 'domain'])
  const me = useMe()
  const say = useProblemText()
  const now = useMinute()
  const [adding, setAdding] = useState(false)
  const found = useQuery({
    queryKey: ['resident', residentId, 'visits'],
    queryFn: () => api.get<PersonVisits>(`/residents/${residentId}/visits`),
  })
  const plans = found.data?.plans ?? []
  const going = plans.filter(({ ended }) => ended === null)
  const over = plans.filter(({ ended }) => ended !== null)
  const groups = groupsOf(found.data?.tickets ?? [], now)
  return (
    <Block title={t('title')} aside={<TicketsLink residentId={residentId} />}>
      {found.isError && <p role="alert">{say(found.error)}</p>}
      {found.data?.demand && <Demand demand={found.data.demand} now={now} />}
      {found.isSuccess && going.length === 0 && <p className={styles.none}>{t('nothing')}</p>}
      <ul className={styles.plans}>
        {going.map((plan) => (
          <PlanRow key={plan.id} plan={plan} />
        ))}
      </ul>
      {plansVisits(me.role) &&
        (adding ? (
          <PlanForm residentId={residentId} plan={null} done={() => setAdding(false)} />
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            {t('plan')}
          </Button>
        ))}
      {(['late', 'ahead', 'done', 'off'] as const).map((name) => (
        <Group key={name} name={name} tickets={groups[name]} />
      ))}
      {over.length > 0 && (
        <details className={styles.over}>
          <summary>{t('ended', { count: over.length })}</summary>
          <ul className={styles.plans}>
            {over.map((plan) => (
              <PlanRow key={plan.id} plan={plan} />
            ))}
          </ul>
        </details>
      )}
    </Block>
  )
}

function Demand({ demand, now }: { demand: NonNullable<PersonVisits['demand']>; now: number }) {
  const { t } = useTranslation('visits')
  const times = useTimes()
  const late = Date.parse(demand.dueAt) < now
  const day = times.day(demand.dueAt)
  return (
    <p className={styles.demand}>
      {t(`demand.${demand.because}`)} ·{' '}
      {demand.lastVisitAt === null ? t('never') : t('last', { day: times.day(demand.lastVisitAt) })} ·{' '}
      {late ? <strong>{t('overdueSince', { time: day })}</strong> : t('dueBy', { day })}
    </p>
  )
}

function Group({ name, tickets }: { name: keyof ReturnType<typeof groupsOf>; tickets: readonly Ticket[] }) {
  const { t } = useTranslation('visits')
  if (tickets.length === 0) return null
  return (
    <section className={styles.group} data-group={name}>
      <h4>{t(`group.${name}`)}</h4>
      <ul>
        {tickets.map((ticket) => (
          <TicketLine key={ticket.id} ticket={ticket} />
        ))}
      </ul>
    </section>
  )
}
