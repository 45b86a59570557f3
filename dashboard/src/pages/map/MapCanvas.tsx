import { IconMinus, IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MapGround } from '../../../../server/contract/map.ts'
import { type Camera, type Corners, degreesOf, fitted, type Point, type Spot, worldOf } from '../../map/camera.ts'
import { listen } from '../../map/gestures.ts'
import type { Painted } from '../../map/paint.ts'
import { hitOf, type Pointed } from '../../map/pointing.ts'
import type { Scene } from '../../map/scene.ts'
import { createView, type View } from '../../map/view.ts'
import type { Ground } from './ground.ts'
import styles from './map.module.css'

/** Where to look: a place, or all between two corners. `n` tells one wish from the next; the first is no journey. */
export type Look = { n: number; at: Point | Corners }

const middle: Spot = { x: 0, y: 0 }
/** Whoever moves the map by the keyboard hits its middle less exactly than a hand does; pixels. */
const aroundMiddle = 150
/** A street fills the view. */
const streetZoom = 16.5

/** The map itself; everything on it comes from outside, and a list beside it says the same in words. */
export function MapCanvas({
  ground,
  scene,
  look,
  onPoint,
}: {
  /** Unknown for a moment: what is on it waits for no ground. */
  ground: MapGround | undefined
  scene: Scene
  look: Look | null
  onPoint: (pointed: Pointed) => void
}) {
  const { t } = useTranslation('map')
  const holder = useRef<HTMLDivElement>(null)
  const mover = useRef<HTMLDivElement>(null)
  const below = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [view, setView] = useState<View | null>(null)
  const [fails, setFails] = useState(false)
  const ports = useRef({ scene, onPoint, ground: null as Ground | null })
  useEffect(() => {
    ports.current = { ...ports.current, scene, onPoint }
  })

  useEffect(() => {
    if (holder.current === null || mover.current === null || canvas.current === null) return
    const [held, picture] = [holder.current, canvas.current]
    const painted = (camera: Camera, of: Painted) => {
      ports.current.ground?.look(camera)
      tellOf(held, of)
    }
    const made = createView(held, mover.current, picture, painted)
    if (made === null) return
    const pointAt = (at: Spot) => {
      const known = made.painted()
      if (known === null) return
      const hit = hitOf(picture.getContext('2d'), ports.current.scene, known, at)
      if (hit.is === 'these') return ports.current.onPoint(hit)
      const corners: Corners = [degreesOf({ x: hit.west, y: hit.south }), degreesOf({ x: hit.east, y: hit.north })]
      made.look(fitted(corners, made.size(), 17.5), true)
    }
    const stop = listen(held, { ...made, begin: made.hold, point: pointAt })
    // Enter opens what is nearest to the middle, where the arrows have brought it.
    const onEnter = ({ key, target }: KeyboardEvent) => {
      if (key !== 'Enter' || target !== held) return
      const from = ({ at }: Painted['drawn'][number]) => Math.hypot(at.x, at.y)
      const [nearest] = [...(made.painted()?.drawn ?? [])].sort((a, b) => from(a) - from(b))
      pointAt(nearest !== undefined && from(nearest) < aroundMiddle ? nearest.at : middle)
    }
    held.addEventListener('keydown', onEnter)
    setView(made)
    return () => {
      setView(null)
      held.removeEventListener('keydown', onEnter)
      stop()
      made.end()
    }
  }, [])

  useEffect(() => view?.show(scene), [view, scene])

  useEffect(() => {
    if (view === null || look === null) return
    const { at, n } = look
    const to = isCorners(at) ? fitted(at, view.size(), 16) : { ...worldOf(at), zoom: streetZoom }
    view.look(to, n > 0)
  }, [view, look])

  useEffect(() => {
    if (view === null || below.current === null || ground === undefined) return
    if (ground.style === null && ground.tiles === null) return
    const under = below.current
    let wanted = true
    // Hundreds of kilobytes for who has tiles; who has none never loads them.
    void import('./ground.ts').then(({ startGround }) => {
      if (!wanted) return
      const started = startGround(under, ground, view.camera(), t('ground'))
      if (started === null) return setFails(true)
      ports.current.ground = started
    })
    return () => {
      wanted = false
      ports.current.ground?.end()
      ports.current.ground = null
    }
  }, [view, ground, t])

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: moved by arrows, + and −, as its role says */}
      <div ref={holder} className={styles.canvas} role="application" aria-label={t('map')} tabIndex={0}>
        <div ref={mover} className={styles.mover}>
          <div ref={below} className={styles.below} />
          <canvas ref={canvas} />
        </div>
      </div>
      <div className={styles.zoom}>
        <button type="button" aria-label={t('nearer')} onClick={() => view?.step(1, middle)}>
          <IconPlus size={18} stroke={1.8} aria-hidden />
        </button>
        <button type="button" aria-label={t('farther')} onClick={() => view?.step(-1, middle)}>
          <IconMinus size={18} stroke={1.8} aria-hidden />
        </button>
      </div>
      {ground?.attribution && <small className={styles.attribution}>{ground.attribution}</small>}
      {fails && <p role="status">{t('noWebgl')}</p>}
    </>
  )
}

/** How many alerts and homes are drawn where one looks; for whoever can't see it. */
function tellOf(holder: HTMLElement, { drawn }: Painted): void {
  const [wide, high] = [holder.clientWidth / 2, holder.clientHeight / 2]
  const count = (what: Painted['drawn'][number]['of']) =>
    drawn.reduce(
      (sum, { of, at, crowd }) =>
        of === what && Math.abs(at.x) <= wide && Math.abs(at.y) <= high ? sum + crowd.count : sum,
      0,
    )
  holder.dataset.alerts = String(count('alerts'))
  holder.dataset.homes = String(count('homes'))
}

const isCorners = (at: Look['at']): at is Corners => Array.isArray(at[0])
