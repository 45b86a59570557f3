import { Button, Kbd, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../../../server/contract/incidents.ts'
import type { Outcome } from '../../app/domain.ts'
import styles from '../alert/Finish.module.css'
import { useKeyed } from '../Key.tsx'
import { useIncidentAction } from './incidents.ts'

const outcomes = ['technical_fixed', 'false_alarm', 'test', 'other'] as const satisfies readonly Outcome[]

/** At the foot of an incident in one's hands: give it back, or end it with the outcome of all its alerts. */
export function EndIncident({ incident }: { incident: Incident }) {
  const { t } = useTranslation(['incident', 'alert', 'domain', 'shell'])
  const act = useIncidentAction()
  const keyed = useKeyed()
  const [ending, setEnding] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const write = (event: FormEvent) => {
    event.preventDefault()
    if (said.trim() === '') return
    act.mutate({ id: incident.id, action: { do: 'note', note: said } }, { onSuccess: () => setSaid('') })
  }
  const end = (event: FormEvent) => {
    event.preventDefault()
    if (outcome === null) return setMissing(t('alert:outcomeMissing'))
    if (outcome === 'other' && note.trim() === '') return setMissing(t('alert:otherMissing'))
    setMissing(null)
    const said = note.trim() === '' ? {} : { note: note.trim() }
    act.mutate({ id: incident.id, action: { do: 'resolve', outcome, ...said } })
  }
  if (!ending)
    return (
      <footer className={styles.finish}>
        <div className={styles.bar}>
          <form onSubmit={write}>
            <TextInput
              aria-label={t('alert:note')}
              placeholder={t('alert:notePlaceholder')}
              data-key="note"
              {...keyed('N')}
              rightSectionPointerEvents="none"
              value={said}
              onChange={(event) => setSaid(event.currentTarget.value)}
            />
          </form>
          <Button
            variant="subtle"
            data-key="release"
            {...keyed('B')}
            disabled={act.isPending}
            onClick={() => act.mutate({ id: incident.id, action: { do: 'release' } })}
          >
            {t('alert:release')}
          </Button>
          <Button variant="default" data-key="resolve" {...keyed('R')} onClick={() => setEnding(true)}>
            {t('alert:resolve')}
          </Button>
        </div>
      </footer>
    )
  return (
    <footer className={styles.finish}>
      <form className={styles.resolve} onSubmit={end}>
        <fieldset>
          <legend>{t('endTitle', { count: incident.members - incident.back })}</legend>
          {outcomes.map((name, index) => (
            <label key={name} className={styles.outcome}>
              <input
                type="radio"
                name="outcome"
                data-key={`outcome-${index + 1}`}
                checked={outcome === name}
                onChange={() => setOutcome(name)}
              />
              <span>
                <Kbd size="xs">{index + 1}</Kbd> {t(`domain:outcome.${name}`)}
              </span>
            </label>
          ))}
        </fieldset>
        <Textarea
          aria-label={t('alert:resolveNote')}
          placeholder={t('alert:resolveNote')}
          autosize
          minRows={1}
          maxRows={4}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {missing !== null && (
          <p role="alert" className={styles.refused}>
            {missing}
          </p>
        )}
        <div className={styles.end}>
          <Button variant="subtle" data-key="keep" onClick={() => setEnding(false)}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" disabled={act.isPending}>
            {t('alert:resolveSubmit')}
          </Button>
        </div>
      </form>
    </footer>
  )
}
