import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StaffingMinimum } from '../../../../server/contract/shifts.ts'
import { api } from '../../app/api.ts'
import { useShowProblem } from '../../app/problem.ts'
import { useMe } from '../../app/session.ts'
import { AreaSelect } from '../admin/areas/AreaSelect.tsx'
import styles from './shifts.module.css'

const none: readonly number[] = Array.from({ length: 24 }, () => 0)

/** How many have to be there, hour by hour. */
export function Minimum({ mayPlan }: { mayPlan: boolean }) {
  const { t } = useTranslation('roster')
  const me = useMe()
  const queries = useQueryClient()
  const show = useShowProblem()
  const [areaId, setAreaId] = useState(me.area.id)
  const [edited, setEdited] = useState<readonly number[] | null>(null)
  const { data } = useQuery({
    queryKey: ['shifts', 'minimum'],
    queryFn: async () => (await api.get<{ items: StaffingMinimum[] }>('/shifts/minimum')).items,
  })
  const byHour = edited ?? data?.find((one) => one.areaId === areaId)?.byHour ?? none
  const save = useMutation({
    mutationFn: (asked: readonly number[]) =>
      api.put('/shifts/minimum', { areaId, byHour: asked.some((one) => one > 0) ? asked : null }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['shifts'] })
      setEdited(null)
    },
    onError: show,
  })
  return (
    <section>
      <header className={styles.head}>
        <div>
          <h2>{t('minimum')}</h2>
          <p className={styles.hint}>{t('minimumHint')}</p>
        </div>
        <AreaSelect
          aria-label={t('minimumArea')}
          value={areaId}
          onChange={(value) => {
            if (value !== null) setAreaId(value)
            setEdited(null)
          }}
        />
      </header>
      <div className={styles.hours}>
        {byHour.map((minimum, hour) => (
          <label key={hour}>
            <span>{t('minimumHour', { hour })}</span>
            <input
              type="number"
              inputMode="numeric"
              min={0}
              max={500}
              disabled={!mayPlan}
              value={minimum}
              onChange={({ currentTarget: { value } }) =>
                setEdited(byHour.map((one, at) => (at === hour ? clamp(Number(value)) : one)))
              }
            />
          </label>
        ))}
      </div>
      {mayPlan && edited !== null && (
        <Button mt={12} loading={save.isPending} onClick={() => save.mutate(edited)}>
          {t('minimumSave')}
        </Button>
      )}
    </section>
  )
}

const clamp = (value: number): number => Math.min(500, Math.max(0, Math.floor(value) || 0))
