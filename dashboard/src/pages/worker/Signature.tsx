import { Button, TextInput } from '@mantine/core'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Given } from './DoneSheet.tsx'
import { inked } from './picture.ts'
import styles from './worker.module.css'

/** Shorter than this, in CSS pixels, is a slip of the finger and no signature. */
const leastLength = 60

type Props = {
  /** The drawing, or the name of who signed with the keyboard instead; null while there is neither. */
  onSigned: (given: Given | null) => void
}

/** A place to sign with a finger, or to type one's name for who can't. Says when there is a signature. */
export function Signature({ onSigned }: Props) {
  const { t } = useTranslation('worker')
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const last = useRef<{ x: number; y: number } | null>(null)
  const length = useRef(0)
  const [signed, setSigned] = useState(false)
  const [typed, setTyped] = useState('')

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
    const made = canvas.current
    const context = made?.getContext('2d')
    if (!from || !made || !context) return
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
      onSigned({ picture: () => inked(made) })
    }
  }
  const clear = () => {
    const made = canvas.current
    made?.getContext('2d')?.clearRect(0, 0, made.width, made.height)
    length.current = 0
    setSigned(false)
    tell(typed)
  }
  const tell = (name: string) => onSigned(name.trim() === '' ? null : { signedAs: name.trim() })

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
      <div className={styles.below}>
        <small>{t('signatureKept')}</small>
        <Button variant="subtle" size="compact-sm" disabled={!signed} onClick={clear}>
          {t('signAgain')}
        </Button>
      </div>
      <TextInput
        label={t('signTyped')}
        size="md"
        maxLength={100}
        autoComplete="off"
        value={typed}
        disabled={signed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value)
          tell(value)
        }}
      />
    </div>
  )
}
