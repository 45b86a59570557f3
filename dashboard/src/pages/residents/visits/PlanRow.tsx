import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VisitPlan } from '../../../../../server/contract/visits.ts'
import { useTimes } from '../../../app/clock.ts'
import { plansVisits, useMe } from '../../../app/session.ts'
import { EndPlan } from './EndPlan.tsx'
import { MoveTurn, type Turn } from './MoveTurn.tsx'
import { PlanForm } from './PlanForm.tsx'
import styles from './visits.module.css'
import { cadenceText, dayText } from './words.ts'

/** One plan: what, how often, when it is agreed and by whom; it can be changed and ended here. */
export function PlanRow({ plan }: { plan: VisitPlan }) {
  const { t, i18n } = useTranslation(['visits', 'domain'])
  const me = useMe()
  const times = useTimes()
  /** A turn: it is moved, and stays the one that was looked at. */
  const [doing, setDoing] = useState<'change' | 'end' | Turn | null>(null)
  const { nextOn } = plan
  const service = t(`domain:service.${plan.service}`)
  const close = () => setDoing(null)
  const details = [
    cadenceText(plan, t),
    plan.agreed !== null && t('agreedAt', { time: plan.agreed }),
    plan.wished,
    plan.workerName,
    plan.providerName,
    plan.lastOn !== null && t('until', { day: dayText(plan.lastOn, i18n.language) }),
  ]
  return (
    <li className={styles.plan}>
      <span className={styles.what}>
        <strong>{service}</strong>
        <span>{details.filter(Boolean).join(' · ')}</span>
      </span>
      {plan.ended === null ? (
        <span className={styles.next}>
          {nextOn === null ? t('noNext') : t('next', { day: dayText(nextOn, i18n.language) })}
        </span>
      ) : (
        <span className={styles.next}>
          {t('endedBy', { who: plan.ended.by, day: times.day(plan.ended.at), reason: plan.ended.reason })}
        </span>
      )}
      {plan.ended === null && plansVisits(me.role) && doing === null && (
        <Group gap="xs" className={styles.doing}>
          {nextOn !== null && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${t('moveNext')} ${service}`}
              onClick={() =>
                setDoing({ planId: plan.id, service: plan.service, turn: nextOn, on: nextOn, agreed: plan.agreed })
              }
            >
              {t('moveNext')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t('change')} ${service}`}
            onClick={() => setDoing('change')}
          >
            {t('change')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t('end')} ${service}`}
            onClick={() => setDoing('end')}
          >
            {t('end')}
          </Button>
        </Group>
      )}
      {doing === 'change' && <PlanForm residentId={plan.residentId} plan={plan} done={close} />}
      {typeof doing === 'object' && doing !== null && (
        <MoveTurn residentId={plan.residentId} turn={doing} done={close} />
      )}
      {doing === 'end' && <EndPlan plan={plan} done={close} />}
    </li>
  )
}
