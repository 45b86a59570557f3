import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './worker.module.css'

/** A form that comes up from below, within a thumb's reach. */
export function Sheet(props: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('worker')
  return (
    <Drawer.Root opened={props.open} onClose={props.onClose} position="bottom" size="auto">
      <Drawer.Overlay />
      <Drawer.Content classNames={{ content: styles.sheet, inner: styles.sheetInner }}>
        {/* Not Drawer.Header: a header element here would be a second banner of the page. */}
        <div className={styles.sheetHead}>
          <Drawer.Title className={styles.sheetTitle}>{props.title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('close')} size="lg" />
        </div>
        <Drawer.Body>{props.children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
