import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './limits.module.css'
import type { Sentence } from './sentence.ts'

/** Trans fills a component with the text between its tags; a blank has its own. */
export const Blank = ({ children }: { children?: ReactNode }) => <span className={styles.blank}>{children}</span>

type ChoiceProps = {
  label: string
  value: string
  onChange: (value: string) => void
  wrong?: boolean
  children: ReactNode
}
export const Choice = ({ label, value, onChange, wrong = false, children }: ChoiceProps) => (
  <select
    aria-label={label}
    value={value}
    aria-invalid={wrong}
    onChange={(event) => onChange(event.currentTarget.value)}
  >
    {children}
  </select>
)

type TypedProps = { label: string; value: string; onChange: (value: string) => void; wrong: boolean }
export const Typed = ({ label, value, onChange, wrong }: TypedProps) => (
  <input
    className={styles.figure}
    inputMode="decimal"
    aria-label={label}
    aria-invalid={wrong}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
)

type HoursProps = {
  between: Sentence['between']
  onChange: (between: Sentence['between']) => void
  wrong: boolean
}
export function Hours({ between, onChange, wrong }: HoursProps) {
  const { t } = useTranslation('limits')
  return (
    <>
      <Choice
        label={t('blank.when')}
        value={between === null ? 'always' : 'between'}
        onChange={(chosen) => onChange(chosen === 'always' ? null : { from: '22:00', until: '06:00' })}
      >
        <option value="always">{t('rule.always')}</option>
        <option value="between">{t('blank.between')}</option>
      </Choice>
      {between !== null && (
        <>
          {' '}
          <input
            type="time"
            aria-label={t('from')}
            aria-invalid={wrong}
            value={between.from}
            onChange={({ currentTarget }) => onChange({ ...between, from: currentTarget.value })}
          />
          –
          <input
            type="time"
            aria-label={t('until')}
            aria-invalid={wrong}
            value={between.until}
            onChange={({ currentTarget }) => onChange({ ...between, until: currentTarget.value })}
          />
        </>
      )}
    </>
  )
}
