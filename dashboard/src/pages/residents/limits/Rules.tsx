import { Button, Skeleton, TextInput } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../../server/contract/devices.ts'
import type { OwnRule } from '../../../../../server/contract/own-rules.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText } from '../../../app/problem.ts'
import { Block } from '../../../components/alert/Block.tsx'
import { PriorityMark } from '../../../components/PriorityMark.tsx'
import styles from './limits.module.css'
import { useChanged, useOwnRules } from './queries.ts'
import { read } from './sentence.ts'

const RuleEditor = lazy(() => import('./RuleEditor.tsx'))

type Props = { residentId: string; devices: readonly Device[]; may: boolean }

/** The rules somebody made for this one person, as sentences. */
export function Rules({ residentId, devices, may }: Props) {
  const { t } = useTranslation('limits')
  const rules = useOwnRules(residentId).data?.items
  const [editing, setEditing] = useState<OwnRule | 'new' | null>(null)
  const speaking = devices.filter(({ kind }) => kind !== 'gateway')
  if (rules === undefined) return <Skeleton height={80} my={16} />
  return (
    <Block
      title={t('rules')}
      aside={
        may &&
        editing === null &&
        speaking.length > 0 && (
          <Button variant="default" size="compact-sm" onClick={() => setEditing('new')}>
            {t('newRule')}
          </Button>
        )
      }
    >
      {editing !== null && (
        <Suspense fallback={<Skeleton height={220} />}>
          <RuleEditor
            residentId={residentId}
            devices={speaking}
            rule={editing === 'new' ? null : editing}
            onDone={() => setEditing(null)}
          />
        </Suspense>
      )}
      {rules.length === 0 && editing === null && <p className={styles.quiet}>{t('noRules')}</p>}
      <ul className={styles.rules}>
        {rules
          .filter((rule) => editing === null || editing === 'new' || editing.id !== rule.id)
          .map((rule) => (
            <Rule key={rule.id} rule={rule} devices={devices} may={may} onEdit={() => setEditing(rule)} />
          ))}
      </ul>
    </Block>
  )
}

type RuleProps = { rule: OwnRule; devices: readonly Device[]; may: boolean; onEdit: () => void }

function Rule({ rule, devices, may, onEdit }: RuleProps) {
  const { t } = useTranslation(['limits', 'domain', 'alert'])
  const times = useTimes()
  const [switching, setSwitching] = useState(false)
  const device = devices.find(({ id }) => id === rule.deviceId)
  const name = device === undefined ? rule.deviceId : deviceName(device, t)
  return (
    <li data-on={rule.enabled}>
      <p>
        <PriorityMark priority={rule.sentence.priority} word={false} /> {read(rule.sentence, name, t)}
      </p>
      <p className={styles.said}>“{rule.sentence.message}”</p>
      <p className={styles.quiet}>
        {t(rule.enabled ? 'on' : 'off')} · {t('version', { version: rule.version })} · {rule.changedBy.name},{' '}
        {times.dayAndMinute(rule.changedAt)}: {rule.reason}
      </p>
      {may && !switching && (
        <span className={styles.actions}>
          <Button variant="subtle" size="compact-sm" onClick={onEdit}>
            {t('changeRule')}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => setSwitching(true)}>
            {t(rule.enabled ? 'switchOff' : 'switchOn')}
          </Button>
        </span>
      )}
      {switching && <Switch rule={rule} onDone={() => setSwitching(false)} />}
    </li>
  )
}

function Switch({ rule, onDone }: { rule: OwnRule; onDone: () => void }) {
  const { t } = useTranslation('limits')
  const say = useProblemText()
  const changed = useChanged(rule.residentId)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const send = async () => {
    try {
      const wish = { enabled: !rule.enabled, reason, basedOn: rule.version }
      await api.patch(`/residents/${rule.residentId}/rules/${rule.id}`, wish)
      await changed()
      onDone()
    } catch (error) {
      setProblem(say(error))
    }
  }
  return (
    <div className={styles.inline}>
      <TextInput
        label={t('reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={problem}
      />
      <Button onClick={() => void send()} disabled={reason.trim() === ''}>
        {t(rule.enabled ? 'switchOff' : 'switchOn')}
      </Button>
      <Button variant="subtle" onClick={onDone}>
        {t('cancel')}
      </Button>
    </div>
  )
}

const deviceName = (device: Device, t: ReturnType<typeof useTranslation<['limits', 'domain', 'alert']>>['t']): string =>
  [t(`domain:deviceKind.${device.kind}`), device.location].filter(Boolean).join(' · ')
