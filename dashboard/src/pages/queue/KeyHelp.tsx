import { CloseButton, Kbd } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './KeyHelp.module.css'

const keys = [
  ['j', 'k', 'move'],
  ['o', null, 'open'],
  ['c', null, 'claim'],
  ['n', null, 'note'],
  ['r', null, 'resolve'],
  ['Esc', null, 'close'],
  ['?', null, 'help'],
] as const

/** The keys, beside the queue and not over it: nothing dims an emergency. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['queue', 'shell'])
  return (
    <section className={styles.help} aria-label={t('keys.title')}>
      <header>
        <h2>{t('keys.title')}</h2>
        <CloseButton aria-label={t('shell:close')} onClick={onClose} />
      </header>
      <dl>
        {keys.map(([key, other, does]) => (
          <div key={does}>
            <dt>
              <Kbd>{key}</Kbd> {other !== null && <Kbd>{other}</Kbd>}
            </dt>
            <dd>{t(`keys.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
