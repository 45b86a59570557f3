import { Button, TextInput } from '@mantine/core'
import { IconCamera } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from '../admin.module.css'
import { Camera, hasCamera } from './Camera.tsx'
import { type DeviceCode, readCode } from './code.ts'

/** A code, from a hand scanner that types and presses enter, from the keyboard, or through the camera. */
export function ScanField({ onCode }: { onCode: (code: DeviceCode) => void }) {
  const { t } = useTranslation('manage')
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)
  const [looking, setLooking] = useState(false)
  const take = (said: string) => {
    const code = readCode(said)
    setWrong(code === null && said.trim() !== '')
    if (code === null) return
    setText('')
    setLooking(false)
    onCode(code)
  }
  return (
    <div className={styles.scan}>
      <TextInput
        label={t('scan.label')}
        description={t('scan.hint')}
        placeholder="carebell:device?id=K3-118"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={text}
        error={wrong && t('scan.wrong')}
        data-autofocus
        onChange={(event) => {
          setText(event.currentTarget.value)
          setWrong(false)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          take(text)
        }}
      />
      <div className={styles.scanActions}>
        <Button variant="default" size="sm" disabled={text.trim() === ''} onClick={() => take(text)}>
          {t('scan.take')}
        </Button>
        {hasCamera() && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconCamera size={16} stroke={1.6} aria-hidden />}
            onClick={() => setLooking(!looking)}
          >
            {t(looking ? 'scan.cameraOff' : 'scan.camera')}
          </Button>
        )}
      </div>
      {looking && <Camera onText={take} />}
    </div>
  )
}
