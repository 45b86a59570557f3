import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from '../admin.module.css'

type Props = { title: string; open: boolean; onClose: () => void; children: ReactNode }

/** A form beside the list it belongs to; the whole screen on a phone. */
export function FormDrawer({ title, open, onClose, children }: Props) {
  const { t } = useTranslation('admin')
  return (
    <Drawer
      opened={open}
      onClose={onClose}
      title={title}
      position="right"
      size={520}
      classNames={{ title: styles.drawerTitle, body: styles.drawerBody }}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </Drawer>
  )
}
