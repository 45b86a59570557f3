import { Button, TextInput, VisuallyHidden } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../../server/contract/devices.ts'
import type { Tried } from '../../../../../server/contract/limits.ts'
import styles from './limits.module.css'
import { figuresOf, TriedOut } from './TriedOut.tsx'
import type { Trial } from './trial.ts'

type Props = {
  trial: Trial
  devices: readonly Device[]
  limits: Readonly<Record<string, number>>
  /** What is kept. */
  save: 'save' | 'saveRule'
  onCancel: () => void
}

/** How an editor of limits or rules ends: what a trial said, what is wrong, and why it shall be so. */
export function TrialEnd({ trial, devices, limits, save, onCancel }: Props) {
  const { t } = useTranslation('limits')
  const { busy, problem, reason, result } = trial
  const keep = { onClick: () => void trial.save(), loading: busy === 'save', disabled: reason.trim() === '' }
  return (
    <>
      {/* There before it is filled: what comes filled is not said to who listens. */}
      <VisuallyHidden role="status">{result && said(result, t)}</VisuallyHidden>
      {result && <TriedOut result={result} devices={devices} limits={limits} />}
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem.text}
        </p>
      )}
      <div className={styles.finish}>
        <TextInput
          label={t('reason')}
          description={t('reasonHint')}
          value={reason}
          onChange={(event) => trial.setReason(event.currentTarget.value)}
          maxLength={500}
        />
        <div className={styles.buttons}>
          {result ? (
            <Button {...keep}>{t(save)}</Button>
          ) : (
            <>
              <Button onClick={() => void trial.tryOut()} loading={busy === 'try'}>
                {t('try')}
              </Button>
              <Button variant="default" {...keep}>
                {t('saveUntried')}
              </Button>
            </>
          )}
          <Button variant="subtle" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </div>
      </div>
    </>
  )
}

function said(result: Tried, t: TFunction<'limits'>): string {
  const { missed, ...figures } = figuresOf(result)
  return [t('tried.figures', figures), missed > 0 ? t('tried.missed', { count: missed }) : ''].join(' ')
}
