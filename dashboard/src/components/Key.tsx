import { createContext, type ReactNode, useContext } from 'react'
import styles from './Key.module.css'

/** Whether keys press what stands here: a panel is also shown on pages that have none. */
export const KeysWork = createContext(false)

/** Which key presses a button, for who looks; `aria-keyshortcuts` of the button says it to who listens. */
export function Key({ of }: { of: string }) {
  if (!useContext(KeysWork)) return null
  return (
    <kbd className={styles.key} aria-hidden>
      {of}
    </kbd>
  )
}

/** What says to who listens which key presses something; nothing where no key works. */
export function useShortcut() {
  const work = useContext(KeysWork)
  return (of: string): { 'aria-keyshortcuts'?: string } => (work ? { 'aria-keyshortcuts': of.toLowerCase() } : {})
}

/** What a button or field that a key presses is given, for who looks and who listens; nothing where no key works. */
export function useKeyed() {
  const work = useContext(KeysWork)
  const shortcut = useShortcut()
  return (of: string): { 'aria-keyshortcuts'?: string; rightSection?: ReactNode } =>
    work ? { ...shortcut(of), rightSection: <Key of={of} /> } : {}
}
