import type { Spot } from './camera.ts'

/** What hands do to a map; spots in pixels from its middle. */
export type Hand = {
  begin(): void
  drag(dx: number, dy: number): void
  /** In steps of twice as near. */
  zoom(by: number, at: Spot): void
  /** In one go, as a key or a double click asks for it. */
  step(by: number, at: Spot): void
  point(at: Spot): void
}

/** So far a finger may slip and still point. Pixels. */
const slip = 4
const middle: Spot = { x: 0, y: 0 }

/** Mouse, finger, two fingers, wheel and keys. Returns how to stop listening. */
export function listen(element: HTMLElement, hand: Hand): () => void {
  const down = new Map<number, Spot>()
  let moved = 0
  const spotOf = ({ clientX, clientY }: MouseEvent): Spot => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
  }
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('a, button, summary'))) return
    if (down.size === 0) moved = 0
    down.set(event.pointerId, spotOf(event))
    hand.begin()
  }
  const onMove = (event: PointerEvent) => {
    const before = down.get(event.pointerId)
    if (before === undefined) return
    const now = spotOf(event)
    const [dx, dy] = [now.x - before.x, now.y - before.y]
    moved += Math.hypot(dx, dy)
    if (moved <= slip) return
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId)
    down.set(event.pointerId, now)
    const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, spot]) => spot)
    if (other === undefined) return hand.drag(dx, dy)
    const apart = (spot: Spot) => Math.max(1, Math.hypot(spot.x - other.x, spot.y - other.y))
    hand.drag(dx / 2, dy / 2)
    hand.zoom(Math.log2(apart(now) / apart(before)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
  }
  const onUp = (event: PointerEvent) => {
    if (!down.delete(event.pointerId)) return
    if (event.type === 'pointerup' && down.size === 0 && moved <= slip) hand.point(spotOf(event))
  }
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1)
    hand.zoom(Math.max(-1, Math.min(1, -pixels / (event.ctrlKey ? 100 : 400))), spotOf(event))
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return
    const by = 100
    const keys: Record<string, () => void> = {
      ArrowLeft: () => hand.drag(by, 0),
      ArrowRight: () => hand.drag(-by, 0),
      ArrowUp: () => hand.drag(0, by),
      ArrowDown: () => hand.drag(0, -by),
      '+': () => hand.step(1, middle),
      '=': () => hand.step(1, middle),
      '-': () => hand.step(-1, middle),
    }
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    hand.begin()
    act()
  }
  const onTwice = (event: MouseEvent) => hand.step(1, spotOf(event))
  const stop = new AbortController()
  const { signal } = stop
  element.addEventListener('pointerdown', onDown, { signal })
  element.addEventListener('pointermove', onMove, { signal })
  element.addEventListener('pointerup', onUp, { signal })
  element.addEventListener('pointercancel', onUp, { signal })
  element.addEventListener('wheel', onWheel, { signal, passive: false })
  element.addEventListener('keydown', onKey, { signal })
  element.addEventListener('dblclick', onTwice, { signal })
  return () => stop.abort()
}
