import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../../server/contract/tickets.ts'
import type { MoveTurn as Wanted } from '../../../../../server/contract/visits.ts'
import { ApiProblem, api } from '../../../app/api.ts'
import type { Service } from '../../../app/domain.ts'
import { useNotify } from '../../../app/Notices.tsx'
import { isChangedMeanwhile, useProblemText } from '../../../app/problem.ts'
import { useHeld } from '../../../focus/useHeld.ts'
import { EditButtons } from '../EditButtons.tsx'
import styles from './visits.module.css'
import { dayText } from './words.ts'

/** A turn of a plan: its day there, and when it takes place. */
export type Turn = { planId: string; service: Service; turn: string; on: string; agreed: string | null }

/** One turn to another day or hour. The plan stays as it is, and so do all other turns. */
export function MoveTurn({ residentId, turn, done }: { residentId: string; turn: Turn; done: () => void }) {
  const { t, i18n } = useTranslation(['visits', 'domain'])
  const say = useProblemText()
  const notify = useNotify()
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  useHeld(form)
  // What the form began with: what comes in meanwhile is not what was looked at.
  const [now] = useState(turn)
  const [to, setTo] = useState(now.on)
  const [agreed, setAgreed] = useState(now.agreed ?? '')
  const [reason, setReason] = useState('')
  const move = useMutation({
    mutationFn: () =>
      api.post<Ticket>(`/residents/${residentId}/plans/${now.planId}/turns/${now.turn}/move`, {
        to,
        agreed: agreed === '' ? null : agreed,
        reason: reason.trim(),
        basedOn: now.on,
      } satisfies Wanted),
    onSuccess: async () => {
      notify(t('moving.done', { day: dayText(to, i18n.language) }))
      await client.invalidateQueries({ queryKey: ['resident', residentId] })
      done()
    },
  })
  const wrong = (name: string) =>
    move.error instanceof ApiProblem && move.error.fields.some(({ field }) => field === name)
  const conflict = isChangedMeanwhile(move.error)
  const look = async () => {
    await client.invalidateQueries({ queryKey: ['resident', residentId] })
    done()
  }
  const same = to === now.on && agreed === (now.agreed ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    move.mutate()
  }
  const title = t('moving.title', {
    service: t(`domain:service.${now.service}`),
    day: dayText(now.on, i18n.language),
  })
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={title}
      onSubmit={submit}
      onKeyDown={({ key, nativeEvent }) => key === 'Escape' && !nativeEvent.isComposing && done()}
    >
      <TextInput
        type="date"
        label={t('moving.to')}
        required
        data-autofocus
        value={to}
        error={wrong('to') && t('moving.wrongDay')}
        onChange={(e) => setTo(e.currentTarget.value)}
      />
      <TextInput
        type="time"
        label={t('form.agreed')}
        value={agreed}
        error={wrong('agreed') && t('moving.wrongHour')}
        onChange={(e) => setAgreed(e.currentTarget.value)}
      />
      <TextInput
        label={t('ending.reason')}
        required
        maxLength={500}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
      <p className={styles.foreseen}>{t('moving.hint')}</p>
      {move.isError && !wrong('to') && !wrong('agreed') && <p role="alert">{say(move.error)}</p>}
      <div className={styles.buttons}>
        <EditButtons
          words={{ save: t('moving.confirm'), keep: t('form.keep'), look: t('form.look') }}
          conflict={conflict}
          look={look}
          saving={move.isPending}
          incomplete={same || to === '' || reason.trim() === ''}
          keep={done}
        />
      </div>
    </form>
  )
}
