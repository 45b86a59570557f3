import { between, type Camera, carried, dragged, type Size, type Spot, worldOf, zoomed } from './camera.ts'
import { inkOf } from './ink.ts'
import { drawMarks } from './marks.ts'
import { type Painted, paint } from './paint.ts'
import type { Scene } from './scene.ts'

/** What is painted beyond each edge, as a part of the view: so far a picture can be carried. */
const margin = 0.25
/** A hand that rests for so long gets a fresh picture under it. */
const restMs = 90
const glideMs = 400
/** What is new is painted even while a hand moves, but not with every frame of a storm. */
const newsMs = 250

export type View = {
  show(scene: Scene): void
  /** At once, or on a way that the eye can follow. */
  look(at: Camera, glide: boolean): void
  drag(dx: number, dy: number): void
  zoom(by: number, at: Spot): void
  step(by: number, at: Spot): void
  /** Somebody takes hold: it goes nowhere by itself any more. */
  hold(): void
  camera(): Camera
  size(): Size
  /** What was painted last, and where a spot of the view lies in it. */
  painted(): Painted | null
  end(): void
}

/**
 * The map in motion. While a hand drags or zooms, the picture that is there is carried along as it is, which costs a
 * browser without a graphics card nothing; it is painted anew where the hand rests, or once its margin is used up.
 */
export function createView(
  holder: HTMLElement,
  mover: HTMLElement,
  canvas: HTMLCanvasElement,
  onPainted: (camera: Camera, painted: Painted) => void,
): View | null {
  const context = canvas.getContext('2d')
  if (context === null) return null
  const pixelRatio = Math.min(2, window.devicePixelRatio || 1)
  const ink = inkOf(holder)
  const brush = { context, ink, marks: drawMarks(ink, pixelRatio) }
  let scene: Scene | null = null
  let camera: Camera = { ...worldOf([105, 35]), zoom: 3 }
  let last: { camera: Camera; painted: Painted } | null = null
  let frame = 0
  let rest: ReturnType<typeof setTimeout> | undefined
  let stale = true
  let paintedAt = 0
  let gliding: { from: Camera; to: Camera; since: number } | null = null
  const size = (): Size => ({ width: holder.clientWidth, height: holder.clientHeight })

  const paintNow = () => {
    clearTimeout(rest)
    if (scene === null) return
    const { width, height } = size()
    const whole = { width: Math.ceil(width * (1 + 2 * margin)), height: Math.ceil(height * (1 + 2 * margin)) }
    const pixels = { width: whole.width * pixelRatio, height: whole.height * pixelRatio }
    if (canvas.width !== pixels.width || canvas.height !== pixels.height) Object.assign(canvas, pixels)
    context.setTransform(pixelRatio, 0, 0, pixelRatio, pixels.width / 2, pixels.height / 2)
    last = { camera, painted: paint(brush, scene, camera, whole) }
    stale = false
    paintedAt = performance.now()
    mover.style.transform = ''
    onPainted(camera, last.painted)
  }
  const next = () => {
    frame ||= requestAnimationFrame(step)
  }
  const step = (now: number) => {
    frame = 0
    if (gliding !== null) {
      const done = (now - gliding.since) / glideMs
      const eased = done >= 1 ? 1 : 1 - (1 - Math.max(0, done)) ** 3
      camera = between(gliding.from, gliding.to, eased)
      if (done >= 1) gliding = null
      else next()
    }
    const moved = last === null ? null : carried(last.camera, camera, size(), margin)
    if (moved === null) return paintNow()
    const { dx, dy, factor } = moved
    const still = dx === 0 && dy === 0 && factor === 1
    if (stale && (still || now - paintedAt > newsMs)) return paintNow()
    mover.style.transform = still ? '' : `translate(${dx}px, ${dy}px) scale(${factor})`
    if (still || gliding !== null) return
    clearTimeout(rest)
    rest = setTimeout(paintNow, restMs)
  }
  const goTo = (to: Camera) => {
    gliding = { from: camera, to, since: performance.now() }
    next()
  }
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)')
  const resized = new ResizeObserver(() => {
    last = null
    next()
  })
  resized.observe(holder)

  return {
    show(now) {
      scene = now
      stale = true
      next()
    },
    look(at, glide) {
      if (glide && !calm.matches && last !== null) return goTo(at)
      gliding = null
      camera = at
      last = null
      next()
    },
    drag(dx, dy) {
      camera = dragged(camera, dx, dy)
      next()
    },
    zoom(by, at) {
      gliding = null
      camera = zoomed(camera, by, at)
      next()
    },
    step(by, at) {
      const to = zoomed(camera, by, at)
      if (!calm.matches) return goTo(to)
      camera = to
      next()
    },
    hold() {
      gliding = null
    },
    camera: () => camera,
    size,
    painted: () => last?.painted ?? null,
    end() {
      cancelAnimationFrame(frame)
      clearTimeout(rest)
      resized.disconnect()
    },
  }
}
