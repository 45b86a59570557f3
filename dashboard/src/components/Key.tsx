import styles from './Key.module.css'

/** Which key presses a button, for who looks; `aria-keyshortcuts` of the button says it to who listens. */
export function Key({ of }: { of: string }) {
  return (
    <kbd className={styles.key} aria-hidden>
      {of}
    </kbd>
  )
}
