import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Policy } from '../../../../../server/contract/policies.ts'
import { ApiProblem, api } from '../../../app/api.ts'
import { useProblemText } from '../../../app/problem.ts'
import admin from '../admin.module.css'
import { SaveForm } from '../form/SaveForm.tsx'
import { SureButton } from '../list/SureButton.tsx'
import {
  type Channel,
  channels,
  complaintsByStep,
  type DraftStep,
  draftOf,
  reaches,
  refusalOf,
  stepsOf,
  toggled,
  type Whom,
  whoms,
  withStep,
} from './draft.ts'
import { Preview } from './Preview.tsx'
import styles from './policies.module.css'

type Props = { policy: Policy; webhook: boolean; mayChange: boolean; onSaved: () => void }

/** The steps of one policy, and beside them whom they would reach right now. */
export function PolicyForm({ policy, webhook, mayChange, onSaved }: Props) {
  const { t } = useTranslation('policies')
  const say = useProblemText()
  const [draft, setDraft] = useState(() => draftOf(policy.steps))
  const { areaId, priority, ownVersion: basedOn } = policy
  const save = useMutation({
    mutationFn: (steps: ReturnType<typeof stepsOf> | null) =>
      api.put('/policies', { areaId, priority, steps, basedOn }),
    onSuccess: onSaved,
  })
  const refused = save.error instanceof ApiProblem ? save.error : null
  const complaints = complaintsByStep(refused?.fields ?? [])
  const saidAtSteps = refused?.code === 'invalid' && !complaints.has(-1)
  const problem = save.error === null || saidAtSteps ? null : say(save.error)
  const change = (key: number, next: (step: DraftStep) => DraftStep) =>
    setDraft(draft.map((step) => (step.key === key ? next(step) : step)))
  const steps = stepsOf(draft)
  const unreachable = !webhook && steps.some(({ tell }) => tell.some((one) => one.channels.includes('webhook')))
  if (!mayChange) return <Preview areaId={areaId} priority={priority} steps={steps} />
  return (
    <>
      <SaveForm
        saving={{ busy: save.isPending, problem }}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(steps)
        }}
      >
        <p className={styles.quiet}>{t('keepsOld')}</p>
        {draft.map((step, at) => (
          <Step
            key={step.key}
            step={step}
            nth={at + 1}
            complaints={complaints.get(at) ?? []}
            onSeconds={(seconds) => change(step.key, (was) => ({ ...was, seconds }))}
            onToggle={(whom, channel) => change(step.key, (was) => toggled(was, whom, channel))}
            onRemove={draft.length > 1 ? () => setDraft(draft.filter(({ key }) => key !== step.key)) : null}
          />
        ))}
        {unreachable && <p className={styles.quiet}>{t('webhookOff')}</p>}
        <Button variant="default" onClick={() => setDraft(withStep(draft))} disabled={draft.length >= 12}>
          {t('addStep')}
        </Button>
        <Preview areaId={areaId} priority={priority} steps={steps} />
      </SaveForm>
      {policy.from?.areaId === areaId && (
        <div className={admin.apart}>
          <SureButton
            text={t('giveBack')}
            sure={t('giveBackSure')}
            loading={save.isPending}
            onSure={() => save.mutate(null)}
          />
        </div>
      )}
    </>
  )
}

type StepProps = {
  step: DraftStep
  nth: number
  complaints: readonly string[]
  onSeconds: (seconds: string) => void
  onToggle: (whom: Whom, channel: Channel) => void
  onRemove: (() => void) | null
}

/** When, and a table of whom by which way. */
function Step({ step, nth, complaints, onSeconds, onToggle, onRemove }: StepProps) {
  const { t } = useTranslation(['policies', 'timeline'])
  const words = (message: string) => {
    const refusal = refusalOf(message)
    return refusal === null ? message : t(`refused.${refusal}`)
  }
  return (
    <fieldset className={styles.step}>
      <legend>{t('tells', { n: nth })}</legend>
      <div className={styles.when}>
        <TextInput
          label={t('stepAfter')}
          inputMode="numeric"
          value={step.seconds}
          onChange={(event) => onSeconds(event.currentTarget.value)}
        />
        {onRemove && (
          <ActionIcon variant="subtle" aria-label={t('removeStep')} onClick={onRemove}>
            <IconX size={16} stroke={1.6} />
          </ActionIcon>
        )}
      </div>
      <table>
        <thead>
          <tr>
            <td />
            {channels.map((channel) => (
              <th key={channel} scope="col">
                {t(`channel.${channel}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {whoms.map((whom) => (
            <tr key={whom}>
              <th scope="row">{t(`timeline:told.${whom}`)}</th>
              {channels.map((channel) => (
                <td key={channel}>
                  {reaches(whom, channel) && (
                    <Checkbox
                      aria-label={t('by', { whom: t(`timeline:told.${whom}`), channel: t(`channel.${channel}`) })}
                      checked={step.tell[whom]?.includes(channel) ?? false}
                      onChange={() => onToggle(whom, channel)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {complaints.length > 0 && (
        <p role="alert" className={styles.complaint}>
          {[...new Set(complaints.map(words))].join(t('timeline:listed'))}
        </p>
      )}
    </fieldset>
  )
}
