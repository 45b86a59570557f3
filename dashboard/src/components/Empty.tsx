import styles from './Empty.module.css'

/** Nothing to show, said calmly. */
export function Empty({ title, hint }: { title: string; hint?: string }) {
  return (
    <div className={styles.empty}>
      <svg viewBox="0 0 64 40" aria-hidden="true">
        <path d="M4 34h56" />
        <path d="M14 34V20.5L27 10l13 10.5V34" />
        <path d="M23 34v-8h8v8" />
        <path d="M47 34v-9a4.5 4.5 0 0 1 9 0v9" />
      </svg>
      <p>{title}</p>
      {hint !== undefined && <span>{hint}</span>}
    </div>
  )
}
