import { VisuallyHidden } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { useTimes } from '../../app/clock.ts'
import { useResident, useTimeline } from '../../app/queries.ts'
import { takesOver, useMe } from '../../app/session.ts'
import { Key, useShortcut } from '../Key.tsx'
import { useAlertAction } from './actions.ts'
import { Block } from './Block.tsx'
import { Conditions } from './Conditions.tsx'
import { useInstructions } from './instructions.ts'
import styles from './Steps.module.css'
import { doneSteps, type Step, stepsOf } from './steps.ts'

const EditSteps = lazy(() => import('./EditSteps.tsx'))

/** What to do, as a list one ticks off: for this person, and for this kind of alert. Every tick is in the timeline. */
export function Steps({ alert, inHand }: { alert: Alert; inHand: boolean }) {
  const { t, i18n } = useTranslation(['alert', 'shell'])
  const me = useMe()
  const [editing, setEditing] = useState(false)
  const resident = useResident(alert.resident?.id ?? '', alert.resident !== null).data
  const ofKind = useInstructions(alert.areaId).data?.find(({ kind }) => kind === alert.kind)
  const story = useTimeline('alert', alert.id).data ?? []
  const act = useAlertAction()
  const steps = stepsOf(resident?.instructions ?? '', ofKind?.steps ?? [], i18n.language)
  const done = doneSteps(story)
  const next = steps.find(({ key }) => !done.has(key))
  const tick = (step: Step, isDone: boolean) =>
    act.mutate({ id: alert.id, action: { do: 'steps', step: step.key, done: isDone } })
  return (
    <Block
      title={t('instructions')}
      aside={
        takesOver(me.role) &&
        ofKind !== undefined && (
          <button type="button" className={styles.edit} onClick={() => setEditing(!editing)} aria-expanded={editing}>
            {t('editSteps')}
          </button>
        )
      }
    >
      {editing && ofKind !== undefined && (
        <Suspense>
          <EditSteps instruction={ofKind} onClose={() => setEditing(false)} />
        </Suspense>
      )}
      {!editing && (
        <ul className={styles.steps}>
          {steps.map((step) => (
            <li key={step.key} data-of={step.of} data-done={done.has(step.key) || undefined}>
              <Tick
                step={step}
                done={done.get(step.key)}
                isNext={step === next}
                onTick={inHand ? (isDone) => tick(step, isDone) : null}
              />
            </li>
          ))}
        </ul>
      )}
      {steps.length === 0 && ofKind !== undefined && <p className={styles.none}>{t('noInstructions')}</p>}
      {alert.resident && <Conditions alert={alert} residentId={alert.resident.id} inHand={inHand} />}
    </Block>
  )
}

type TickProps = {
  step: Step
  done: { at: string; by: string } | undefined
  isNext: boolean
  /** Null for those who don't have the alert in hand. */
  onTick: ((isDone: boolean) => void) | null
}

function Tick({ step, done, isNext, onTick }: TickProps) {
  const times = useTimes()
  const shortcut = useShortcut()
  return (
    <label>
      <input
        type="checkbox"
        checked={done !== undefined}
        disabled={onTick === null}
        {...(isNext && { 'data-key': 'next-step', ...(onTick !== null && shortcut('X')) })}
        onChange={(event) => onTick?.(event.currentTarget.checked)}
      />
      <span>{step.text}</span>
      {isNext && onTick !== null && <Key of="X" />}
      {done !== undefined && (
        <time dateTime={done.at} title={done.by}>
          <VisuallyHidden>{done.by} </VisuallyHidden>
          {times.minute(done.at)}
        </time>
      )}
    </label>
  )
}
