import { Button } from '@mantine/core'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './worker.module.css'

/** Shorter than this, in CSS pixels, is a slip of the finger and no signature. */
const leastLength = 60

/** A place to sign with a finger. Says when there is a signature; nobody keeps it. */
export function Signature({ onSigned }: { onSigned: (signed: boolean) => void }) {
  const { t } = useTranslation('worker')
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const last = useRef<{ x: number; y: number } | null>(null)
  const length = useRef(0)
  const [signed, setSigned] = useState(false)

  useEffect(() => {
    const made = canvas.current
    if (!made) return
    const { width, height } = made.getBoundingClientRect()
    made.width = width * devicePixelRatio
    made.height = height * devicePixelRatio
    made.getContext('2d')?.scale(devicePixelRatio, devicePixelRatio)
  }, [])

  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    last.current = { x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY }
  }
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = last.current
    const context = event.currentTarget.getContext('2d')
    if (!from || !context) return
    const to = { x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY }
    context.strokeStyle = getComputedStyle(event.currentTarget).color
    context.lineWidth = 2.5
    context.lineCap = 'round'
    context.beginPath()
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
    context.stroke()
    length.current += Math.hypot(to.x - from.x, to.y - from.y)
    last.current = to
    if (!signed && length.current >= leastLength) {
      setSigned(true)
      onSigned(true)
    }
  }
  const clear = () => {
    const made = canvas.current
    made?.getContext('2d')?.clearRect(0, 0, made.width, made.height)
    length.current = 0
    setSigned(false)
    onSigned(false)
  }

  return (
    <div className={styles.signature}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={signed ? t('signed') : t('signHere')}
        onPointerDown={begin}
        onPointerMove={draw}
        onPointerUp={() => {
          last.current = null
        }}
        onPointerCancel={() => {
          last.current = null
        }}
      />
      {!signed && <span aria-hidden>{t('signHere')}</span>}
      <div>
        <small>{t('signatureKept')}</small>
        <Button variant="subtle" size="compact-sm" disabled={!signed} onClick={clear}>
          {t('signAgain')}
        </Button>
      </div>
    </div>
  )
}
