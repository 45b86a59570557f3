import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../../server/contract/devices.ts'
import type { LimitInfo, LimitsNow, Tried } from '../../../../../server/contract/limits.ts'
import { api } from '../../../app/api.ts'
import { limitText } from '../../../components/alert/why.ts'
import { fieldOf, grouped, type Line, limitsOf, linesOf } from './groups.ts'
import { lastMonth } from './lastMonth.ts'
import styles from './limits.module.css'
import { useChanged } from './queries.ts'
import { TrialEnd } from './TrialEnd.tsx'
import { useTrial } from './trial.ts'

type Props = { residentId: string; now: LimitsNow; devices: readonly Device[]; onDone: () => void }

/** A person's limits beside the defaults; they are tried on the last 30 days before they are kept. */
export default function LimitsEditor({ residentId, now, devices, onDone }: Props) {
  const { t } = useTranslation('limits')
  const changed = useChanged(residentId)
  const [lines, setLines] = useState<readonly Line[]>(() => linesOf(now.limits))
  const limits = limitsOf(lines)
  const trial = useTrial(JSON.stringify(limits), 'limits.', {
    tryOut: () => api.post<Tried>(`/residents/${residentId}/limits/try`, { limits, ...lastMonth(Date.now()) }),
    async save(reason) {
      await api.put(`/residents/${residentId}/limits`, { limits, reason, basedOn: now.version })
      await changed()
      onDone()
    },
  })

  return (
    <form className={styles.editor} onSubmit={(event) => event.preventDefault()} aria-label={t('title')}>
      {grouped(now.known).map(({ group, limits: known }) => (
        <details
          key={group}
          open={known.some(({ name }) => lines.some((l) => l.name === name)) || group === 'heart_rate'}
        >
          <summary>{t(`group.${group}`)}</summary>
          {known.map((info) => (
            <Limit key={info.name} info={info} lines={lines} onChange={setLines} errors={trial.problem?.fields ?? {}} />
          ))}
        </details>
      ))}
      <TrialEnd trial={trial} devices={devices} limits={limits} save="save" onCancel={onDone} />
    </form>
  )
}

type LimitProps = {
  info: LimitInfo
  lines: readonly Line[]
  onChange: (lines: readonly Line[]) => void
  errors: Readonly<Record<string, string>>
}

/** One limit: its default, what holds instead for this person, and what holds instead in parts of the day. */
function Limit({ info, lines, onChange, errors }: LimitProps) {
  const { t } = useTranslation('limits')
  const { t: words } = useTranslation(['alert', 'domain'])
  const { name, default: otherwise, min, max, byPartOfDay } = info
  const said = limitText(name, otherwise, words)
  const whole = lines.find((line) => line.name === name && line.from === '')
  const parts = lines.filter((line) => line.name === name && line.from !== '')
  const set = (line: Line) =>
    onChange(
      lines.some(({ key }) => key === line.key)
        ? lines.map((known) => (known.key === line.key ? line : known))
        : [...lines, line],
    )
  const range = t('range', { min, max })
  return (
    <div className={styles.limit}>
      <div className={styles.row}>
        <label htmlFor={name}>
          {said.name} <small>{t('otherwise', { value: said.value })}</small>
        </label>
        <input
          id={name}
          inputMode="decimal"
          value={whole?.value ?? ''}
          placeholder={String(otherwise)}
          title={range}
          aria-invalid={errors[name] !== undefined}
          aria-describedby={errors[name] === undefined ? undefined : `${name}-wrong`}
          onChange={({ currentTarget }) =>
            set({ key: name, name, from: '', until: '', ...whole, value: currentTarget.value })
          }
        />
        {byPartOfDay ? (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('addPartFor', { name: said.name })}
            onClick={() =>
              set({ key: `${name} ${lines.length} ${parts.length}`, name, value: '', from: '22:00', until: '06:00' })
            }
          >
            {t('addPart')}
          </Button>
        ) : (
          <span />
        )}
      </div>
      {parts.map((line) => (
        <div className={styles.row} key={line.key}>
          <span className={styles.hours}>
            <input
              type="time"
              aria-label={`${said.name}: ${t('from')}`}
              value={line.from}
              onChange={({ currentTarget }) => set({ ...line, from: currentTarget.value || '00:00' })}
            />
            –
            <input
              type="time"
              aria-label={`${said.name}: ${t('until')}`}
              value={line.until}
              onChange={({ currentTarget }) => set({ ...line, until: currentTarget.value || '00:00' })}
            />
          </span>
          <input
            inputMode="decimal"
            value={line.value}
            placeholder={whole?.value || String(otherwise)}
            aria-label={`${said.name} ${line.from}–${line.until}`}
            aria-invalid={errors[fieldOf(line)] !== undefined}
            onChange={({ currentTarget }) => set({ ...line, value: currentTarget.value })}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange(lines.filter(({ key }) => key !== line.key))}
          >
            {t('remove')}
          </Button>
          {errors[fieldOf(line)] !== undefined && <p className={styles.wrong}>{errors[fieldOf(line)]}</p>}
        </div>
      ))}
      {errors[name] !== undefined && (
        <p className={styles.wrong} id={`${name}-wrong`}>
          {range}
        </p>
      )}
    </div>
  )
}
