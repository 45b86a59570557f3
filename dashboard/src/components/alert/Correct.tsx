import { Button, Select, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Outcome } from '../../app/domain.ts'
import { useProblemText } from '../../app/problem.ts'
import { useAlertAction } from './actions.ts'
import styles from './Finish.module.css'
import { outcomesFor } from './outcomes.ts'

/** A wrong outcome put right: the reason is asked for, and the wrong one stays in the story. */
export default function Correct({ alert }: { alert: Alert }) {
  const { t } = useTranslation(['emergency', 'domain', 'shell'])
  const say = useProblemText()
  const act = useAlertAction()
  const [open, setOpen] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const { likely, others } = outcomesFor(alert.kind)
  const names = [...likely, ...others].filter((name) => name !== alert.outcome)
  const keep = () => {
    setOpen(false)
    setOutcome(null)
    setNote('')
    setAsked(false)
    act.reset()
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (outcome === null || note.trim() === '') return
    act.mutate({ id: alert.id, action: { do: 'correct', outcome, note: note.trim() } }, { onSuccess: keep })
  }
  if (!open)
    return (
      <footer className={styles.finish}>
        <div className={styles.bar}>
          <Button variant="default" onClick={() => setOpen(true)}>
            {t('correct')}
          </Button>
        </div>
      </footer>
    )
  return (
    <footer className={styles.finish}>
      <form className={styles.resolve} onSubmit={save} noValidate>
        <p>{t('correctHint')}</p>
        <Select
          label={t('rightOutcome')}
          placeholder={t('choose')}
          allowDeselect={false}
          data={names.map((value) => ({ value, label: t(`domain:outcome.${value}`) }))}
          value={outcome}
          onChange={(value) => setOutcome(names.find((name) => name === value) ?? null)}
          error={asked && outcome === null && t('outcomeMissing')}
        />
        <Textarea
          label={t('reason')}
          autosize
          minRows={1}
          maxRows={4}
          value={note}
          error={asked && note.trim() === '' && t('reasonMissing')}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {act.isError && (
          <p role="alert" className={styles.refused}>
            {say(act.error)}
          </p>
        )}
        <div className={styles.end}>
          <Button variant="subtle" onClick={keep}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" loading={act.isPending}>
            {t('save')}
          </Button>
        </div>
      </form>
    </footer>
  )
}
