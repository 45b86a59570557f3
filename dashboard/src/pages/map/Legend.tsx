import { useTranslation } from 'react-i18next'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import styles from './map.module.css'

export function Legend() {
  const { t } = useTranslation('map')
  return (
    <ul className={styles.legend} aria-label={t('legend')}>
      {([1, 2, 3, 4] as const).map((priority) => (
        <li key={priority}>
          <PriorityMark priority={priority} />
        </li>
      ))}
      {(['home', 'away', 'silent', 'worker', 'station'] as const).map((name) => (
        <li key={name}>
          <svg viewBox="0 0 16 16" aria-hidden>
            {name === 'worker' || name === 'station' ? (
              <path
                d={name === 'worker' ? 'M8 1 15 8 8 15 1 8Z' : 'M2 8 8 2 14 8V14H10V10H6V14H2Z'}
                fill="var(--cb-ink)"
              />
            ) : (
              <circle
                cx="8"
                cy="8"
                r="5"
                fill={name === 'home' ? 'var(--cb-ink-3)' : 'var(--cb-surface)'}
                stroke={name === 'silent' ? 'var(--cb-ink)' : 'var(--cb-ink-3)'}
                strokeWidth={name === 'silent' ? 3 : 1.5}
              />
            )}
          </svg>
          {t(name)}
        </li>
      ))}
    </ul>
  )
}
