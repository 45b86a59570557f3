import { CloseButton } from '@mantine/core'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Notices.module.css'

const shownForMs = 8_000
const atMost = 3

type Notice = { id: string; text: string }
const Notify = createContext<((text: string) => void) | null>(null)

/** Short notices in a corner, spoken to screen readers; the same text is not stacked. */
export function Notices({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [notices, setNotices] = useState<readonly Notice[]>([])
  const drop = useCallback((id: string) => setNotices((all) => all.filter((notice) => notice.id !== id)), [])
  const notify = useCallback(
    (text: string) => {
      const id = crypto.randomUUID()
      setNotices((all) => [...all.filter((notice) => notice.text !== text), { id, text }].slice(-atMost))
      setTimeout(() => drop(id), shownForMs)
    },
    [drop],
  )
  return (
    <Notify value={notify}>
      {children}
      <div className={styles.notices} role="status" aria-live="polite">
        {notices.map(({ id, text }) => (
          <p key={id}>
            {text}
            <CloseButton size="sm" aria-label={t('close')} onClick={() => drop(id)} />
          </p>
        ))}
      </div>
    </Notify>
  )
}

export function useNotify(): (text: string) => void {
  const notify = useContext(Notify)
  if (notify === null) throw new Error('useNotify stands below Notices')
  return notify
}
