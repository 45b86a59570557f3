import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Drawer } from '../../components/Drawer.tsx'

/** A form that comes up from below, within a thumb's reach. */
export function Sheet(props: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('worker')
  return props.open ? (
    <Drawer title={props.title} close={t('close')} onClose={props.onClose} from="below">
      {props.children}
    </Drawer>
  ) : null
}
