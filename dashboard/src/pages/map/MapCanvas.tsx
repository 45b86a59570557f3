import 'maplibre-gl/dist/maplibre-gl.css'
import { type GeoJSONSource, Map as MapView, NavigationControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MapGround } from '../../../../server/contract/map.ts'
import type { Point } from '../../map/hull.ts'
import { addMarks } from '../../map/marks.ts'
import { groundStyle, inkOf, layersOf } from '../../map/style.ts'
import styles from './map.module.css'

setWorkerUrl(workerUrl)

const sources = ['areas', 'names', 'homes', 'outages', 'help', 'alerts'] as const
export type Layers = Record<(typeof sources)[number], GeoJSON.FeatureCollection>
/** What somebody pointed at: homes by their number in the columns, alerts and workers by id. */
export type Pointed = { homes: readonly number[]; alerts: readonly string[]; outages: readonly string[] }
/** Where to look: a place, or all between two corners. `n` tells one wish from the next. */
export type Look = { n: number; at: Point | readonly [Point, Point] }

const near = { padding: 60, maxZoom: 16, duration: 500 }
const pointable = ['alerts', 'homes', 'crowds', 'outages'] as const

/** The map itself; everything on it comes from outside, and a list beside it says the same in words. */
export default function MapCanvas({
  ground,
  layers,
  look,
  onPoint,
}: {
  ground: MapGround
  layers: Layers
  look: Look | null
  onPoint: (pointed: Pointed) => void
}) {
  const { t } = useTranslation('map')
  const holder = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<MapView | null>(null)
  const [fails, setFails] = useState(false)
  const pointedAt = useRef(onPoint)
  useEffect(() => {
    pointedAt.current = onPoint
  })

  useEffect(() => {
    const container = holder.current
    if (container === null) return
    const ink = inkOf(container)
    const made = start(container, groundStyle(ground, ink))
    if (made === null) return setFails(true)
    made.on('load', () => {
      addMarks(made, ink)
      for (const id of sources)
        made.addSource(id, {
          type: 'geojson',
          data: { type: 'FeatureCollection', features: [] },
          ...(id === 'homes' ? { cluster: true, clusterRadius: 44, clusterMaxZoom: 15, maxzoom: 16 } : {}),
        })
      for (const layer of layersOf(ink)) made.addLayer(layer)
      setView(made)
    })
    made.on('idle', () => {
      // How many alerts are drawn where one looks; told to whoever can't see it.
      if (made.getLayer('alerts') !== undefined)
        container.dataset.alerts = String(made.queryRenderedFeatures({ layers: ['alerts'] }).length)
    })
    made.on('click', ({ point }) => pointAt(made, point, pointedAt.current))
    return () => {
      setView(null)
      made.remove()
    }
  }, [ground])

  for (const id of sources) {
    const data = layers[id]
    useEffect(() => {
      view?.getSource<GeoJSONSource>(id)?.setData(data)
    }, [view, id, data])
  }

  useEffect(() => {
    if (view === null || look === null) return
    const { at } = look
    if (isCorners(at)) view.fitBounds([[...at[0]], [...at[1]]], near)
    else view.easeTo({ center: [...at], zoom: 16.5, duration: near.duration })
  }, [view, look])

  return (
    <>
      <div ref={holder} className={styles.canvas} />
      {fails && <p role="status">{t('noWebgl')}</p>}
    </>
  )

  /** Null where the browser has no WebGL. */
  function start(container: HTMLElement, style: ReturnType<typeof groundStyle>): MapView | null {
    try {
      const made = new MapView({
        container,
        style,
        center: [105, 35],
        zoom: 3,
        maxZoom: 19,
        attributionControl: ground.attribution === null && ground.style === null ? false : { compact: true },
        dragRotate: false,
        pitchWithRotate: false,
        locale: {
          'Map.Title': t('map'),
          'NavigationControl.ZoomIn': t('nearer'),
          'NavigationControl.ZoomOut': t('farther'),
          'AttributionControl.ToggleAttribution': t('ground'),
        },
      })
      made.addControl(new NavigationControl({ showCompass: false }), 'top-left')
      return made
    } catch {
      return null
    }
  }
}

const isCorners = (at: Look['at']): at is readonly [Point, Point] => Array.isArray(at[0])

/** A crowd comes nearer; of everything else somebody hears what is there. */
function pointAt(view: MapView, at: { x: number; y: number }, tell: (pointed: Pointed) => void): void {
  if (view.getLayer('alerts') === undefined) return
  const room = 5
  const found = view.queryRenderedFeatures(
    [
      [at.x - room, at.y - room],
      [at.x + room, at.y + room],
    ],
    { layers: [...pointable] },
  )
  const of = (layer: (typeof pointable)[number]) => found.filter((feature) => feature.layer.id === layer)
  const ids = (layer: 'alerts' | 'outages') => [...new Set(of(layer).map(({ properties }) => String(properties.id)))]
  const pointed = {
    alerts: ids('alerts'),
    outages: ids('outages'),
    homes: [...new Set(of('homes').map(({ properties }) => Number(properties.n)))],
  }
  const [crowd] = of('crowds')
  if (crowd !== undefined && pointed.alerts.length === 0 && pointed.homes.length === 0) {
    const id = Number(crowd.properties.cluster_id)
    const source = view.getSource<GeoJSONSource>('homes')
    void source
      ?.getClusterExpansionZoom(id)
      .then((zoom) => view.easeTo({ center: view.unproject([at.x, at.y]), zoom, duration: near.duration }))
      // It was drawn anew meanwhile: what was pointed at is there no more.
      .catch(() => undefined)
    return
  }
  tell(pointed)
}
