import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './worker.module.css'

/** A form that comes up from below, within a thumb's reach. */
export function Sheet(props: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('worker')
  return (
    <Drawer
      opened={props.open}
      onClose={props.onClose}
      title={props.title}
      position="bottom"
      size="auto"
      classNames={{ content: styles.sheet, title: styles.sheetTitle, inner: styles.sheetInner }}
      closeButtonProps={{ 'aria-label': t('close'), size: 'lg' }}
    >
      {props.children}
    </Drawer>
  )
}
