import { type RefObject, useEffect, useRef } from 'react'

/**
 * Whether the focus moves because somebody pressed Tab or the pointer: true from then until it has moved once, or the
 * hand is off. What the page itself gives the focus to, nobody has chosen.
 */
export function useByHand(): RefObject<boolean> {
  const byHand = useRef(false)
  useEffect(() => {
    const pressed = (event: Event) => {
      byHand.current = !(event instanceof KeyboardEvent) || event.key === 'Tab'
    }
    const over = () => {
      byHand.current = false
    }
    const down = ['pointerdown', 'keydown'] as const
    const up = ['focusin', 'pointerup', 'pointercancel', 'keyup'] as const
    for (const name of down) window.addEventListener(name, pressed, true)
    // At the window and not captured: after everybody who asks.
    for (const name of up) window.addEventListener(name, over)
    return () => {
      for (const name of down) window.removeEventListener(name, pressed, true)
      for (const name of up) window.removeEventListener(name, over)
    }
  }, [])
  return byHand
}
