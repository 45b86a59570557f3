import { Kbd, Modal } from '@mantine/core'
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

export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['queue', 'shell'])
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      size="sm"
      centered
      // Nothing dims an emergency.
      withOverlay={false}
      shadow="xl"
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      <dl className={styles.keys}>
        {keys.map(([key, other, does]) => (
          <div key={does}>
            <dt>
              <Kbd>{key}</Kbd> {other !== null && <Kbd>{other}</Kbd>}
            </dt>
            <dd>{t(`keys.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
