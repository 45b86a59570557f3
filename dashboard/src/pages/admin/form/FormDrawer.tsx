import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from '../admin.module.css'

type Props = { title: string; open: boolean; onClose: () => void; children: ReactNode }

/** A form beside the list it belongs to; the whole screen on a phone. */
export function FormDrawer({ title, open, onClose, children }: Props) {
  const { t } = useTranslation('admin')
  return (
    <Drawer.Root opened={open} onClose={onClose} position="right" size={520}>
      <Drawer.Overlay />
      <Drawer.Content>
        {/* Not Drawer.Header: a header element here would be a second banner of the page. */}
        <div className={styles.drawerHead}>
          <Drawer.Title className={styles.drawerTitle}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('close')} />
        </div>
        <Drawer.Body className={styles.drawerBody}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
