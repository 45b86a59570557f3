import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShiftPlan } from '../../../../server/contract/shifts.ts'
import { api } from '../../app/api.ts'
import { clockOf } from '../../app/clock.ts'
import { useShowProblem } from '../../app/problem.ts'
import { FormDrawer } from '../admin/form/FormDrawer.tsx'
import { SureButton } from '../admin/list/SureButton.tsx'
import { PlanForm } from './PlanForm.tsx'
import { inWords } from './refusal.ts'
import styles from './shifts.module.css'
import { useCycleText } from './useCycleText.ts'

/** The rotations behind the calendar. */
export function Plans({ mayPlan }: { mayPlan: boolean }) {
  const { t } = useTranslation('roster')
  const [open, setOpen] = useState<ShiftPlan | 'new' | null>(null)
  const queries = useQueryClient()
  const show = useShowProblem()
  const cycleText = useCycleText()
  const { data } = useQuery({
    queryKey: ['shifts', 'plans'],
    queryFn: async () => (await api.get<{ items: ShiftPlan[] }>('/shifts/plans')).items,
  })
  const changed = () => queries.invalidateQueries({ queryKey: ['shifts'] })
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/shifts/plans/${id}`),
    onSuccess: changed,
    onError: (error) => show(inWords(error, (refusal) => t(`refused.${refusal}`), { from: t('plans') })),
  })
  return (
    <section>
      <header className={styles.head}>
        <h2>{t('plans')}</h2>
        {mayPlan && (
          <Button size="sm" onClick={() => setOpen('new')}>
            {t('addPlan')}
          </Button>
        )}
      </header>
      {data?.length === 0 && <p className={styles.hint}>{t('plansNone')}</p>}
      <ul className={styles.plans}>
        {data?.map((plan) => (
          <li key={plan.id}>
            <strong>{plan.person.name}</strong>
            <span>{cycleText(plan)}</span>
            <span>
              {t('times', { from: clockOf(plan.fromMinute), until: clockOf(plan.untilMinute), day: plan.firstOn })}
              {plan.lastOn && ` – ${plan.lastOn}`}
            </span>
            {mayPlan && (
              <div>
                <Button size="compact-sm" variant="default" onClick={() => setOpen(plan)}>
                  {t('changePlan')}
                </Button>
                <SureButton
                  size="compact-sm"
                  text={t('removePlan')}
                  sure={t('removePlanSure')}
                  onSure={() => remove.mutate(plan.id)}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      <FormDrawer
        title={open === null || open === 'new' ? t('addPlan') : t('changePlanOf', { name: open.person.name })}
        open={open !== null}
        onClose={() => setOpen(null)}
      >
        {open !== null && (
          <PlanForm
            plan={open === 'new' ? null : open}
            onSaved={() => {
              setOpen(null)
              void changed()
            }}
          />
        )}
      </FormDrawer>
    </section>
  )
}
