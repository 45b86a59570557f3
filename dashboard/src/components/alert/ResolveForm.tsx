import { Button, Kbd, Textarea } from '@mantine/core'
import { type FormEvent, useContext, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { useProblemText } from '../../app/problem.ts'
import { useTimeline } from '../../app/queries.ts'
import { KeysWork } from '../Key.tsx'
import { useAlertAction } from './actions.ts'
import { lastCalls, serviceNumbers } from './calls.ts'
import { useTicketsOf } from './Dispatch.tsx'
import type { Draft } from './drafts.tsx'
import styles from './Finish.module.css'
import { type Evidence, mayEndWith, outcomesFor } from './outcomes.ts'

const notFamily: ReadonlySet<string> = new Set(['resident', ...serviceNumbers])

/** What speaks for one outcome or another: calls, tickets, what the person did. */
function useEvidence(alert: Alert): Evidence & { isComplete: boolean } {
  const story = useTimeline('alert', alert.id).data
  const calls = lastCalls(story ?? [])
  const tickets = useTicketsOf(alert)
  const silentAt = alert.noSpeechAt
  const wasThere = (since: string | null) =>
    tickets.some(({ arrivedAt }) => arrivedAt !== null && (since === null || arrivedAt >= since))
  return {
    isComplete: story !== undefined,
    answered: calls.get('resident')?.result === 'answered',
    familyAnswered: [...calls].some(([key, { result }]) => !notFamily.has(key) && result === 'answered'),
    ambulanceCalled: calls.get('120')?.result === 'answered',
    policeCalled: calls.get('119')?.result === 'answered' || calls.get('110')?.result === 'answered',
    attended: wasThere(null),
    cancelled: alert.cancelledAt !== null,
    isSilent: silentAt !== null && !wasThere(silentAt),
  }
}

type ResolveProps = {
  alert: Alert
  again: boolean
  asked: boolean
  draft: Draft
  write: (change: Partial<Draft>) => void
}

/** `again`: raised again, and its owner has not said that they saw it. What is pressed unseen is not closed. */
export function ResolveForm({ alert, again, asked, draft, write }: ResolveProps) {
  const { t } = useTranslation(['alert', 'domain', 'shell'])
  const say = useProblemText()
  const act = useAlertAction()
  const keysWork = useContext(KeysWork)
  const { outcome, why: note } = draft
  const [missing, setMissing] = useState<string | null>(null)
  const evidence = useEvidence(alert)
  // In the order they had when the form was opened: what is heard meanwhile moves none from under the hand.
  const [frozen, freeze] = useState<ReturnType<typeof outcomesFor> | null>(null)
  const { likely, others } = frozen ?? outcomesFor(alert.kind, evidence)
  if (frozen === null && evidence.isComplete) freeze({ likely, others })
  const [wantsMore, setWantsMore] = useState(false)
  const more = wantsMore || (outcome !== null && others.includes(outcome))
  const shown = [...likely, ...(more ? others : [])]
  const blocked = alert.openTickets > 0

  const resolve = (event: FormEvent) => {
    event.preventDefault()
    if (outcome === null) return setMissing(t('outcomeMissing'))
    if (outcome === 'other' && note.trim() === '') return setMissing(t('otherMissing'))
    setMissing(null)
    const said = note.trim() === '' ? {} : { note: note.trim() }
    act.mutateAsync({ id: alert.id, action: { do: 'resolve', outcome, ...said, repeats: alert.repeats } }).then(
      () => write({ resolving: false, outcome: null, why: '' }),
      () => {},
    )
  }
  const { reset } = act
  // The hub may have refused because of what has been seen since.
  useEffect(() => {
    if (!again) reset()
  }, [again, reset])
  const refused = missing ?? (act.isError ? say(act.error) : null)

  return (
    <form className={styles.resolve} onSubmit={resolve}>
      <fieldset>
        <legend>{t('resolveTitle')}</legend>
        {shown.map((name, index) => (
          <label key={name} className={styles.outcome}>
            <input
              type="radio"
              name="outcome"
              data-key={`outcome-${index + 1}`}
              // biome-ignore lint/a11y/noAutofocus: whoever asked to close it chooses next
              autoFocus={asked && index === 0}
              disabled={!mayEndWith(name, evidence)}
              checked={outcome === name}
              onChange={() => {
                write({ outcome: name })
                setMissing(null)
              }}
            />
            <span>
              {keysWork && index < 9 && <Kbd size="xs">{index + 1}</Kbd>} {t(`domain:outcome.${name}`)}
            </span>
          </label>
        ))}
        {!more && (
          <button type="button" className={styles.more} onClick={() => setWantsMore(true)}>
            {t('moreOutcomes')}
          </button>
        )}
      </fieldset>
      <Textarea
        aria-label={t('resolveNote')}
        placeholder={t('resolveNote')}
        autosize
        minRows={1}
        maxRows={4}
        value={note}
        onChange={(event) => write({ why: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
        }}
      />
      {evidence.isSilent && <p className={styles.silent}>{t('noSpeechEnds')}</p>}
      {(blocked || refused !== null) && (
        <p role="alert" className={styles.refused}>
          {refused ?? t('ticketBlocks', { count: alert.openTickets })}
        </p>
      )}
      <div className={styles.end}>
        <Button variant="subtle" data-key="keep" onClick={() => write({ resolving: false, outcome: null })}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" disabled={act.isPending || blocked || again}>
          {t('resolveSubmit')}
        </Button>
      </div>
    </form>
  )
}
