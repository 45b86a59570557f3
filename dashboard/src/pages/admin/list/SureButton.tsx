import { Button, type ButtonProps } from '@mantine/core'
import { useEffect, useState } from 'react'

type Props = ButtonProps & { text: string; sure: string; onSure: () => void }

/** What can't be taken back asks to be pressed twice. */
export function SureButton({ text, sure, onSure, ...button }: Props) {
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(() => setAsked(false), 6_000)
    return () => clearTimeout(timer)
  }, [asked])
  return (
    <Button
      variant={asked ? 'filled' : 'default'}
      {...button}
      onClick={() => {
        setAsked(!asked)
        if (asked) onSure()
      }}
    >
      <span aria-live="polite">{asked ? sure : text}</span>
    </Button>
  )
}
