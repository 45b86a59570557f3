import { useTranslation } from 'react-i18next'
import { type Tab, tabs } from './order.ts'
import styles from './QueuePage.module.css'
import { SoundCheck } from './SoundCheck.tsx'

type Props = { tab: Tab; counts: Readonly<Record<Tab, number>>; onTab: (tab: Tab) => void }

/** The queue's head: which part of it is shown, and whether it can be heard. */
export function QueueBar({ tab, counts, onTab }: Props) {
  const { t } = useTranslation('queue')
  return (
    <header className={styles.bar}>
      <h1>{t('title')}</h1>
      <div className={styles.tabs} role="tablist">
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={tab === name}
            onClick={() => onTab(name)}
            className={styles.tab}
          >
            {t(`tab.${name}`)}
            <span>{counts[name]}</span>
          </button>
        ))}
      </div>
      <SoundCheck />
    </header>
  )
}
