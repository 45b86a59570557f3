import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../../../server/contract/incidents.ts'
import type { Outcome } from '../../app/domain.ts'
import styles from '../alert/Finish.module.css'
import { useIncidentAction } from './incidents.ts'

const outcomes = ['technical_fixed', 'false_alarm', 'test', 'other'] as const satisfies readonly Outcome[]

/** At the foot of an incident in one's hands: give it back, or end it with the outcome of all its alerts. */
export function EndIncident({ incident }: { incident: Incident }) {
  const { t } = useTranslation(['incident', 'alert', 'domain', 'shell'])
  const act = useIncidentAction()
  const [ending, setEnding] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState<string | null>(null)
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
        <div className={styles.end}>
          <Button
            variant="subtle"
            disabled={act.isPending}
            onClick={() => act.mutate({ id: incident.id, action: { do: 'release' } })}
          >
            {t('alert:release')}
          </Button>
          <Button variant="default" data-key="resolve" onClick={() => setEnding(true)}>
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
          {outcomes.map((name) => (
            <label key={name} className={styles.outcome}>
              <input type="radio" name="outcome" checked={outcome === name} onChange={() => setOutcome(name)} />
              <span>{t(`domain:outcome.${name}`)}</span>
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
          <Button variant="subtle" onClick={() => setEnding(false)}>
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
