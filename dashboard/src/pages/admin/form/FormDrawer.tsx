import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Drawer } from '../../../components/Drawer.tsx'

type Props = { title: string; open: boolean; onClose: () => void; children: ReactNode }

/** A form beside the list it belongs to; the whole screen on a phone. */
export function FormDrawer({ title, open, onClose, children }: Props) {
  const { t } = useTranslation('admin')
  return open ? (
    <Drawer title={title} close={t('close')} onClose={onClose} from="right">
      {children}
    </Drawer>
  ) : null
}
