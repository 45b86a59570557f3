import { CloseButton, Kbd } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './KeyHelp.module.css'
import { keyHelp } from './keyHelp.ts'

/** The keys, beside the queue and not over it: nothing dims an emergency. */
export default function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['queue', 'shell'])
  return (
    <section className={styles.help} aria-label={t('keys.title')}>
      <header>
        <h2>{t('keys.title')}</h2>
        <CloseButton aria-label={t('shell:close')} onClick={onClose} />
      </header>
      {(['queue', 'alert'] as const).map((part) => (
        <dl key={part}>
          {keyHelp[part].map(([keys, does]) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <Kbd key={key}>{key.length === 1 ? key.toUpperCase() : key}</Kbd>
                ))}
              </dt>
              <dd>{t(`keys.${does}`)}</dd>
            </div>
          ))}
        </dl>
      ))}
    </section>
  )
}
