import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type LatLon,
  type PlaceSystem,
  pastedPlace,
  placeSystems,
  toWgs84,
} from '../../../../../server/core/place/china.ts'
import styles from '../admin.module.css'

/** Where something is, pasted from a map's page: once it is said which map, it becomes what phones go by. */
export function PastedPlace({ onPlace }: { onPlace: (place: LatLon) => void }) {
  const { t } = useTranslation('imports')
  const [text, setText] = useState('')
  const [system, setSystem] = useState<PlaceSystem | null>(null)
  const place = pastedPlace(text)
  const use = (pasted: string, from: PlaceSystem | null) => {
    setText(pasted)
    setSystem(from)
    const found = pastedPlace(pasted)
    if (found !== null && from !== null) onPlace(toWgs84(found, from))
  }
  return (
    <div className={styles.pair}>
      <TextInput
        label={t('paste')}
        description={t('pasteHint')}
        placeholder="116.397,39.908"
        value={text}
        error={text.trim() !== '' && place === null && t('pasteWrong')}
        onChange={(event) => use(event.currentTarget.value, system)}
      />
      <Select
        label={t('system')}
        description={t('systemHint')}
        placeholder={t('systemChoose')}
        data={placeSystems.map((value) => ({ value, label: t(`systems.${value}`) }))}
        value={system}
        error={place !== null && system === null && t('systemChoose')}
        onChange={(value) => use(text, placeSystems.find((known) => known === value) ?? null)}
      />
    </div>
  )
}
