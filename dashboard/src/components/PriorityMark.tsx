import { useTranslation } from 'react-i18next'
import type { Priority } from '../app/domain.ts'
import { priorityColours } from '../app/theme.ts'
import styles from './PriorityMark.module.css'

/** Colour, shape and word say the same, so that any one of them is enough. */
export function PriorityMark({ priority, word = true }: { priority: Priority; word?: boolean }) {
  const { t } = useTranslation('domain')
  const { solid, onSolid } = priorityColours(priority)
  return (
    <span className={styles.mark} style={{ color: solid }}>
      <svg
        viewBox="0 0 20 20"
        role={word ? undefined : 'img'}
        aria-hidden={word}
        aria-label={t(`priority.p${priority}`)}
      >
        <Shape priority={priority} />
        {priority <= 2 && <path d="M10 5.6v5.6" stroke={onSolid} strokeWidth="2" strokeLinecap="round" />}
        {priority <= 2 && <circle cx="10" cy="14.2" r="1.2" fill={onSolid} />}
      </svg>
      {word && <span>{t(`priority.p${priority}`)}</span>}
    </span>
  )
}

function Shape({ priority }: { priority: Priority }) {
  switch (priority) {
    case 1:
      return <path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3Z" fill="currentColor" />
    case 2:
      return (
        <path
          d="M10 1.4c.6 0 1.1.3 1.4.8l7.2 13.4c.6 1.1-.2 2.4-1.4 2.4H2.8c-1.2 0-2-1.3-1.4-2.4L8.6 2.2c.3-.5.8-.8 1.4-.8Z"
          fill="currentColor"
        />
      )
    case 3:
      return <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" strokeWidth="3" />
    case 4:
      return <rect x="4" y="4" width="12" height="12" rx="2" fill="none" stroke="currentColor" strokeWidth="2.2" />
  }
}
