import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../../server/contract/tickets.ts'
import type { PlanEnding, VisitPlan } from '../../../../../server/contract/visits.ts'
import { api } from '../../../app/api.ts'
import { useNotify } from '../../../app/Notices.tsx'
import { useProblemText } from '../../../app/problem.ts'
import styles from './visits.module.css'
import { dayText } from './words.ts'

/** Ends a plan, and says beforehand which tickets that cancels and which it keeps. */
export function EndPlan({ plan, done }: { plan: VisitPlan; done: () => void }) {
  const { t, i18n } = useTranslation(['visits', 'domain'])
  const say = useProblemText()
  const notify = useNotify()
  const client = useQueryClient()
  const [when, setWhen] = useState('now')
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const lastOn = when === 'now' || day === '' ? undefined : day
  const path = `/residents/${plan.residentId}/plans/${plan.id}`
  const known = when === 'now' || lastOn !== undefined
  const foreseen = useQuery({
    queryKey: ['resident', plan.residentId, 'visits', 'ending', plan.id, lastOn ?? ''],
    queryFn: () => api.get<PlanEnding>(`${path}/ending`, { lastOn }),
    enabled: known,
  })
  const end = useMutation({
    mutationFn: () => api.post<PlanEnding>(`${path}/end`, { reason: reason.trim(), lastOn }),
    onSuccess: async ({ cancelled }) => {
      notify(t('ending.done', { count: cancelled.length }))
      await client.invalidateQueries({ queryKey: ['resident', plan.residentId] })
      done()
    },
  })
  const days = (tickets: readonly Ticket[]) =>
    tickets.map((ticket) => dayText(ticket.plan?.on ?? '', i18n.language)).join(', ')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    end.mutate()
  }
  const title = t('ending.title', { service: t(`domain:service.${plan.service}`) })
  return (
    <form className={styles.form} aria-label={title} onSubmit={submit}>
      <NativeSelect
        label={t('ending.when')}
        value={when}
        onChange={(e) => setWhen(e.currentTarget.value)}
        data={(['now', 'later'] as const).map((value) => ({ value, label: t(`ending.${value}`) }))}
      />
      {when === 'later' && (
        <TextInput
          type="date"
          label={t('ending.lastOn')}
          required
          value={day}
          onChange={(e) => setDay(e.currentTarget.value)}
        />
      )}
      <TextInput
        label={t('ending.reason')}
        required
        maxLength={500}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
      <p className={styles.foreseen} aria-live="polite">
        {foreseen.isError && say(foreseen.error)}
        {known && foreseen.data && (
          <>
            {foreseen.data.cancelled.length === 0
              ? t('ending.cancelsNone')
              : t('ending.cancels', {
                  count: foreseen.data.cancelled.length,
                  days: days(foreseen.data.cancelled),
                })}{' '}
            {foreseen.data.kept.length > 0 &&
              t('ending.keeps', { count: foreseen.data.kept.length, days: days(foreseen.data.kept) })}
          </>
        )}
      </p>
      {end.isError && <p role="alert">{say(end.error)}</p>}
      <Group gap="xs" className={styles.buttons}>
        <Button size="compact-sm" type="submit" disabled={!known || reason.trim() === ''} loading={end.isPending}>
          {t('ending.confirm')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={done}>
          {t('ending.keep')}
        </Button>
      </Group>
    </form>
  )
}
