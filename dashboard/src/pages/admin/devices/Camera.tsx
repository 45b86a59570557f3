import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from '../admin.module.css'

/** Not in every browser, and not in TypeScript's own list of what is. */
type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
type DetectorMaker = new (options: { formats: string[] }) => Detector

const maker = (): DetectorMaker | undefined =>
  Object.getOwnPropertyDescriptor(globalThis, 'BarcodeDetector')?.value as DetectorMaker | undefined

export const hasCamera = (): boolean => maker() !== undefined && navigator.mediaDevices !== undefined

const lookEveryMs = 200

/** Looks through the camera until it sees a code; the picture goes nowhere. */
export function Camera({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation('manage')
  const video = useRef<HTMLVideoElement>(null)
  const told = useRef(onText)
  told.current = onText
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const Maker = maker()
    if (Maker === undefined) return
    const detector = new Maker({ formats: ['qr_code', 'code_128', 'data_matrix'] })
    let stream: MediaStream | null = null
    let over = false
    const look = async () => {
      const element = video.current
      if (element === null || element.readyState < 2) return
      const [seen] = await detector.detect(element)
      if (seen !== undefined && !over) told.current(seen.rawValue)
    }
    const timer = setInterval(() => void look().catch(() => setFailed(true)), lookEveryMs)
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(async (opened) => {
        stream = opened
        if (over) return stopped(opened)
        if (video.current === null) return
        video.current.srcObject = opened
        await video.current.play()
      })
      .catch(() => setFailed(true))
    return () => {
      over = true
      clearInterval(timer)
      if (stream !== null) stopped(stream)
    }
  }, [])

  if (failed)
    return (
      <p className={styles.hint} role="alert">
        {t('scan.noCamera')}
      </p>
    )
  return <video ref={video} className={styles.camera} muted playsInline aria-label={t('scan.camera')} />
}

const stopped = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop()
}
