import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AreaPolicies, Policy } from '../../../../../server/contract/policies.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useMe } from '../../../app/session.ts'
import { useAreaName } from '../../../app/useAreas.ts'
import { PriorityMark } from '../../../components/PriorityMark.tsx'
import { AreaSelect } from '../areas/AreaSelect.tsx'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { Duty } from './Duty.tsx'
import { PolicyForm } from './PolicyForm.tsx'
import styles from './policies.module.css'
import { StepLine } from './StepLine.tsx'

/** Whom the hub tells of an alert that nobody takes, by area and priority. */
export function PoliciesSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation(['policies', 'domain'])
  const me = useMe()
  const queries = useQueryClient()
  const areaName = useAreaName()
  const [areaId, setAreaId] = useState(me.area.id)
  const [editing, setEditing] = useState<Policy | null>(null)
  const { data } = useQuery({
    queryKey: ['policies', areaId],
    queryFn: () => api.get<AreaPolicies>('/policies', { areaId }),
  })
  const changed = () => queries.invalidateQueries({ queryKey: ['policies'] })
  return (
    <>
      <SectionHead title={t('title')} hint={t('hint')}>
        <AreaSelect aria-label={t('area')} value={areaId} onChange={(value) => value !== null && setAreaId(value)} />
      </SectionHead>
      {data?.channels.email === false && <p className={styles.warning}>{t('emailOff')}</p>}
      {data?.items.map((policy) => (
        <section key={policy.priority} className={styles.policy}>
          <header>
            <div>
              <h2>
                <PriorityMark priority={policy.priority} />
              </h2>
              <Source policy={policy} />
            </div>
            <Button variant="default" size="compact-md" onClick={() => setEditing(policy)}>
              {t(mayChange ? 'edit' : 'preview')}
            </Button>
          </header>
          <ol>
            {policy.steps.map((step) => (
              <StepLine key={step.afterSeconds} step={step} />
            ))}
          </ol>
        </section>
      ))}
      {data && <Duty areaId={areaId} duty={data.duty} mayChange={mayChange} onSaved={changed} />}
      <FormDrawer
        title={
          editing === null
            ? ''
            : t('editTitle', { area: areaName(areaId), priority: t(`domain:priority.p${editing.priority}`) })
        }
        open={editing !== null}
        onClose={() => setEditing(null)}
      >
        {editing !== null && (
          <PolicyForm
            policy={editing}
            webhook={data?.channels.webhook === true}
            mayChange={mayChange}
            onSaved={() => {
              setEditing(null)
              void changed()
            }}
          />
        )}
      </FormDrawer>
    </>
  )
}

function Source({ policy: { from, areaId } }: { policy: Policy }) {
  const { t } = useTranslation('policies')
  const times = useTimes()
  if (from === null) return <small>{t('fixed')}</small>
  const { areaName, version, madeBy, effectiveFrom } = from
  if (from.areaId !== areaId) return <small>{t('inheritedFrom', { area: areaName, version })}</small>
  return <small>{t('own', { version, who: madeBy.name, time: times.dayAndMinute(effectiveFrom) })}</small>
}
