import { useTranslation } from 'react-i18next'
import styles from './Brand.module.css'

/** The bell and the name in both scripts, the reader's first. */
export function Brand({ size = 'small' }: { size?: 'small' | 'large' }) {
  const { i18n } = useTranslation()
  const names = i18n.language === 'zh' ? ['安铃', 'Carebell'] : ['Carebell', '安铃']
  return (
    <span className={styles.brand} data-size={size}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--cb-inverse)" />
        <path
          d="M16 6.5a6.6 6.6 0 0 0-6.6 6.6v3.3c0 1.5-.6 2.9-1.6 4l-.5.6c-.6.7-.1 1.8.8 1.8h15.8c.9 0 1.4-1.1.8-1.8l-.5-.6a6 6 0 0 1-1.6-4v-3.3A6.6 6.6 0 0 0 16 6.5Z"
          fill="var(--cb-on-inverse)"
        />
        <path d="M13.2 25.2a2.9 2.9 0 0 0 5.6 0Z" fill="var(--cb-on-inverse)" />
      </svg>
      <strong>{names[0]}</strong>
      <span>{names[1]}</span>
    </span>
  )
}
