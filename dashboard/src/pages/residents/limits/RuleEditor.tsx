import { type ReactNode, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { Device } from '../../../../../server/contract/devices.ts'
import type { Tried } from '../../../../../server/contract/limits.ts'
import type { OwnRule } from '../../../../../server/contract/own-rules.ts'
import { api } from '../../../app/api.ts'
import { unitOf } from '../../../app/unit.ts'
import { domain } from '../../../locales/zh/domain.ts'
import { Blank, Choice, Hours, Typed } from './blanks.tsx'
import { lastMonth } from './lastMonth.ts'
import styles from './limits.module.css'
import { useChanged } from './queries.ts'
import { inUnit, newSentence, type Sentence, type Unit, unitNames, units } from './sentence.ts'
import { TrialEnd } from './TrialEnd.tsx'
import { useTrial } from './trial.ts'

type Props = { residentId: string; devices: readonly Device[]; rule: OwnRule | null; onDone: () => void }

const metrics = Object.keys(domain.metric).filter((name): name is Sentence['metric'] => name in domain.metric)
const kinds = ['vitals', 'bed_exit', 'no_activity'] as const
const priorities = [2, 3, 4] as const

/** A rule is a sentence with blanks. What it would have told in the last 30 days is shown before it is kept. */
export default function RuleEditor({ residentId, devices, rule, onDone }: Props) {
  const { t } = useTranslation(['limits', 'domain', 'alert'])
  const changed = useChanged(residentId)
  const usual = devices.find(({ kind }) => kind === 'bed') ?? devices[0]
  const [deviceId, setDeviceId] = useState(rule?.deviceId ?? usual?.id ?? '')
  const [sentence, setSentence] = useState<Sentence>(rule?.sentence ?? newSentence)
  const [value, setValue] = useState(String(rule === null ? newSentence.value : (rule.sentence.value ?? '')))
  const [time, setTime] = useState(() => inUnit(rule?.sentence.forSeconds ?? newSentence.forSeconds))

  const set = (change: Partial<Sentence>) => setSentence({ ...sentence, ...change })
  const bed = sentence.metric === 'in_bed'
  const whole: Sentence = {
    ...sentence,
    value: sentence.is === 'not_seen' ? null : bed ? 0.5 : value.trim() === '' ? Number.NaN : Number(value),
    forSeconds: time.count * units[time.unit],
  }
  const trial = useTrial(JSON.stringify([deviceId, whole]), 'sentence.', {
    tryOut() {
      const wish = { deviceId, sentence: whole, ...(rule && { ruleId: rule.id }), ...lastMonth(Date.now()) }
      return api.post<Tried>(`/residents/${residentId}/try-rule`, wish)
    },
    async save(reason) {
      const wish = { deviceId, sentence: whole, reason }
      if (rule === null) await api.post(`/residents/${residentId}/rules`, wish)
      else await api.patch(`/residents/${residentId}/rules/${rule.id}`, { ...wish, basedOn: rule.version })
      await changed()
      onDone()
    },
  })
  const wrongFields = Object.keys(trial.problem?.fields ?? {})
  const wrong = (field: string) => wrongFields.some((known) => known === field || known.startsWith(`${field}.`))

  const blanks: Record<string, ReactNode> = {
    device: (
      <Choice label={t('blank.device')} value={deviceId} onChange={setDeviceId} wrong={wrong('deviceId')}>
        {devices.map((device) => (
          <option key={device.id} value={device.id}>
            {[t(`domain:deviceKind.${device.kind}`), device.location].filter(Boolean).join(' · ')}
          </option>
        ))}
      </Choice>
    ),
    metric: (
      <Choice
        label={t('blank.metric')}
        value={sentence.metric}
        wrong={wrong('metric')}
        onChange={(chosen) => {
          const metric = metrics.find((name) => name === chosen)
          if (metric !== undefined) set({ metric })
        }}
      >
        {metrics.map((metric) => (
          <option key={metric} value={metric}>
            {t(`domain:metric.${metric}`)}
          </option>
        ))}
      </Choice>
    ),
    is: (
      <Choice
        label={t('blank.is')}
        value={sentence.is}
        wrong={wrong('is')}
        onChange={(is) => set({ is: is === 'above' || is === 'below' ? is : 'not_seen' })}
      >
        <option value="above">{t(bed ? 'blank.lies' : 'blank.above')}</option>
        <option value="below">{t(bed ? 'blank.up' : 'blank.below')}</option>
        <option value="not_seen">{t('blank.not_seen')}</option>
      </Choice>
    ),
    value:
      sentence.is === 'not_seen' || bed ? (
        <span />
      ) : (
        <>
          <Typed label={t('blank.value')} value={value} onChange={setValue} wrong={wrong('value')} />{' '}
          {unitOf(sentence.metric, t('alert:unit.bpm'))}
        </>
      ),
    time: (
      <>
        <Typed
          label={t('blank.time')}
          value={String(time.count)}
          wrong={wrong('forSeconds')}
          onChange={(count) => setTime({ ...time, count: Number(count) || 0 })}
        />{' '}
        <Choice
          label={t('blank.unit')}
          value={time.unit}
          onChange={(unit) =>
            setTime({ ...time, unit: unitNames.find((name): name is Unit => name === unit) ?? 'minutes' })
          }
        >
          {unitNames.map((unit) => (
            <option key={unit} value={unit}>
              {t(`blank.${unit}`)}
            </option>
          ))}
        </Choice>
      </>
    ),
    hours: <Hours between={sentence.between} onChange={(between) => set({ between })} wrong={wrong('between')} />,
    priority: (
      <Choice
        label={t('blank.priority')}
        value={String(sentence.priority)}
        onChange={(chosen) => set({ priority: priorities.find((known) => String(known) === chosen) ?? 2 })}
      >
        {priorities.map((priority) => (
          <option key={priority} value={priority}>
            {t(`domain:priority.p${priority}`)}
          </option>
        ))}
      </Choice>
    ),
    kind: (
      <Choice
        label={t('blank.kind')}
        value={sentence.kind}
        onChange={(chosen) => set({ kind: kinds.find((kind) => kind === chosen) ?? 'vitals' })}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`domain:kind.${kind}`)}
          </option>
        ))}
      </Choice>
    ),
    message: (
      <input
        className={styles.message}
        aria-label={t('blank.message')}
        aria-invalid={wrong('message')}
        value={sentence.message}
        placeholder={t('blank.messagePlaceholder')}
        maxLength={200}
        onChange={({ currentTarget }) => set({ message: currentTarget.value })}
      />
    ),
  }

  return (
    <form className={styles.editor} onSubmit={(event) => event.preventDefault()} aria-label={t('rules')}>
      <div className={styles.sentence}>
        <Trans
          t={t}
          i18nKey="rule.blanks"
          components={Object.fromEntries(
            Object.entries(blanks).map(([name, blank]) => [name, <Blank key={name}>{blank}</Blank>]),
          )}
        />
      </div>
      <TrialEnd trial={trial} devices={devices} limits={{}} save="saveRule" onCancel={onDone} />
    </form>
  )
}
