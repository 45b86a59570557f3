import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LimitsVersion } from '../../../../../server/contract/limits.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText } from '../../../app/problem.ts'
import { limitText } from '../../../components/alert/why.ts'
import styles from './limits.module.css'
import { useChanged, useVersions } from './queries.ts'

/** Who changed the limits, when, why, and from what to what; any of them can be gone back to. */
export function Versions({ residentId, version, may }: { residentId: string; version: number; may: boolean }) {
  const { t } = useTranslation('limits')
  const times = useTimes()
  const versions = useVersions(residentId, true).data?.items ?? []
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <ol className={styles.versions} aria-label={t('versions')}>
      {versions.map((one) => (
        <li key={one.version}>
          <p>
            <strong>{t('version', { version: one.version })}</strong> {times.dayAndMinute(one.at)} · {one.by.name}
            {one.backTo !== null && ` · ${t('wentBack', { version: one.backTo })}`}
          </p>
          <p className={styles.reason}>{one.reason}</p>
          <Differences of={one} />
          {may && one.version !== version && chosen !== one.version && (
            <Button variant="subtle" size="compact-sm" onClick={() => setChosen(one.version)}>
              {t('goBack')}
            </Button>
          )}
          {chosen === one.version && (
            <GoBack residentId={residentId} version={one.version} onDone={() => setChosen(null)} />
          )}
        </li>
      ))}
    </ol>
  )
}

function Differences({ of: { before, after } }: { of: LimitsVersion }) {
  const { t } = useTranslation('limits')
  const { t: words } = useTranslation(['alert', 'domain'])
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((f) => before[f] !== after[f])
  const figure = (name: string, value: number | undefined) =>
    value === undefined ? t('default') : limitText(name, value, words).value
  return (
    <ul className={styles.differences}>
      {fields.map((field) => {
        const [name = field, hours] = field.split('@')
        return (
          <li key={field}>
            {limitText(name, 0, words).name}
            {hours !== undefined && ` ${hours.replace('-', '–')}`}: {figure(name, before[field])} →{' '}
            {figure(name, after[field])}
          </li>
        )
      })}
    </ul>
  )
}

function GoBack({ residentId, version, onDone }: { residentId: string; version: number; onDone: () => void }) {
  const { t } = useTranslation('limits')
  const say = useProblemText()
  const changed = useChanged(residentId)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const send = async () => {
    try {
      await api.post(`/residents/${residentId}/limits/back`, { version, reason })
      await changed()
      onDone()
    } catch (error) {
      setProblem(say(error))
    }
  }
  return (
    <div className={styles.inline}>
      <TextInput
        size="sm"
        label={t('reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={problem}
      />
      <Button size="sm" onClick={() => void send()} disabled={reason.trim() === ''}>
        {t('goBackTo', { version })}
      </Button>
    </div>
  )
}
