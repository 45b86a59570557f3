import { Button, Kbd, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Outcome } from '../../app/domain.ts'
import { useProblemText } from '../../app/problem.ts'
import { useTimeline } from '../../app/queries.ts'
import { useAgain } from '../../app/Ringing.tsx'
import { useAlertAction } from './actions.ts'
import { lastCalls, serviceNumbers } from './calls.ts'
import { useTicketsOf } from './Dispatch.tsx'
import styles from './Finish.module.css'
import { type Evidence, mayEndWith, outcomesFor } from './outcomes.ts'

/** At the foot of an alert in one's hands: write down, give back, end it. */
export function Finish({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert')
  const [resolving, setResolving] = useState(false)
  const act = useAlertAction()
  const [note, setNote] = useState('')
  const wasThere = useTicketsOf(alert).length > 0 && alert.openTickets === 0
  const write = (event: FormEvent) => {
    event.preventDefault()
    if (note.trim() === '') return
    act.mutate({ id: alert.id, action: { do: 'note', note } }, { onSuccess: () => setNote('') })
  }
  const { unseen, see } = useAgain()
  const again = unseen.some(({ id }) => id === alert.id)
  return (
    <footer className={styles.finish} data-bar>
      {again && (
        <div role="alert" className={styles.again}>
          <span>{t('raisedAgain', { count: alert.repeats })}</span>
          <Button
            size="compact-sm"
            variant="default"
            data-key="seen"
            onClick={() => see(alert)}
            rightSection={<Kbd size="xs">V</Kbd>}
          >
            {t('raisedAgainSeen')}
          </Button>
        </div>
      )}
      {resolving ? (
        <ResolveForm alert={alert} again={again} onKeep={() => setResolving(false)} />
      ) : (
        <div className={styles.bar}>
          <form onSubmit={write}>
            <TextInput
              aria-label={t('note')}
              placeholder={t('notePlaceholder')}
              data-key="note"
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
              rightSectionWidth={64}
              rightSection={
                note.trim() !== '' && (
                  <Button type="submit" size="compact-sm" variant="default" disabled={act.isPending}>
                    {t('noteAdd')}
                  </Button>
                )
              }
            />
          </form>
          <Button
            variant="subtle"
            disabled={act.isPending}
            data-key="release"
            onClick={() => act.mutate({ id: alert.id, action: { do: 'release' } })}
          >
            {t('release')}
          </Button>
          <Button variant={wasThere ? 'filled' : 'default'} data-key="resolve" onClick={() => setResolving(true)}>
            {t('resolve')}
          </Button>
        </div>
      )}
    </footer>
  )
}

const notFamily: ReadonlySet<string> = new Set(['resident', ...serviceNumbers])

/** What speaks for one outcome or another: calls, tickets, what the person did. */
function useEvidence(alert: Alert): Evidence {
  const calls = lastCalls(useTimeline('alert', alert.id).data ?? [])
  const tickets = useTicketsOf(alert)
  const silentAt = alert.noSpeechAt
  const wasThere = (since: string | null) =>
    tickets.some(({ arrivedAt }) => arrivedAt !== null && (since === null || arrivedAt >= since))
  return {
    answered: calls.get('resident')?.result === 'answered',
    familyAnswered: [...calls].some(([key, { result }]) => !notFamily.has(key) && result === 'answered'),
    ambulanceCalled: calls.get('120')?.result === 'answered',
    policeCalled: calls.get('119')?.result === 'answered' || calls.get('110')?.result === 'answered',
    attended: wasThere(null),
    cancelled: alert.cancelledAt !== null,
    isSilent: silentAt !== null && !wasThere(silentAt),
  }
}

/** `again`: raised again, and its owner has not said that they saw it. What is pressed unseen is not closed. */
function ResolveForm({ alert, again, onKeep }: { alert: Alert; again: boolean; onKeep: () => void }) {
  const { t } = useTranslation(['alert', 'domain', 'shell'])
  const say = useProblemText()
  const act = useAlertAction()
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [more, setMore] = useState(false)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState<string | null>(null)
  const evidence = useEvidence(alert)
  const { likely, others } = outcomesFor(alert.kind, evidence)
  const shown = [...likely, ...(more ? others : [])]
  const blocked = alert.openTickets > 0

  const resolve = (event: FormEvent) => {
    event.preventDefault()
    if (outcome === null) return setMissing(t('outcomeMissing'))
    if (outcome === 'other' && note.trim() === '') return setMissing(t('otherMissing'))
    setMissing(null)
    const said = note.trim() === '' ? {} : { note: note.trim() }
    act.mutate({ id: alert.id, action: { do: 'resolve', outcome, ...said, repeats: alert.repeats } })
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
              autoFocus={index === 0}
              disabled={!mayEndWith(name, evidence)}
              checked={outcome === name}
              onChange={() => {
                setOutcome(name)
                setMissing(null)
              }}
            />
            <span>
              {index < 9 && <Kbd size="xs">{index + 1}</Kbd>} {t(`domain:outcome.${name}`)}
            </span>
          </label>
        ))}
        {!more && (
          <button type="button" className={styles.more} onClick={() => setMore(true)}>
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
        onChange={(event) => setNote(event.currentTarget.value)}
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
        <Button variant="subtle" data-key="keep" onClick={onKeep}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" disabled={act.isPending || blocked || again}>
          {t('resolveSubmit')}
        </Button>
      </div>
    </form>
  )
}
