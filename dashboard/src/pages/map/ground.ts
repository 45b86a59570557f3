import 'maplibre-gl/dist/maplibre-gl.css'
import { AttributionControl, Map as MapView, type StyleSpecification, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { MapGround } from '../../../../server/contract/map.ts'
import { type Camera, degreesOf } from '../../map/camera.ts'

setWorkerUrl(workerUrl)

export type Ground = { look(camera: Camera): void; end(): void }

/** Tiles or a style from elsewhere under the map, which goes where the map goes. Null where the browser has no WebGL. */
export function startGround(
  container: HTMLElement,
  ground: MapGround,
  camera: Camera,
  attribution: string,
): Ground | null {
  const at = ({ x, y, zoom }: Camera) => ({ center: [...degreesOf({ x, y })] as [number, number], zoom })
  try {
    const view = new MapView({
      container,
      style: styleOf(ground),
      ...at(camera),
      maxZoom: 19,
      interactive: false,
      attributionControl: false,
      locale: { 'AttributionControl.ToggleAttribution': attribution },
    })
    // A style names whose it is itself; tiles are named beside the map.
    if (ground.style !== null) view.addControl(new AttributionControl({ compact: true }))
    view.getCanvas().tabIndex = -1
    view.getCanvas().ariaHidden = 'true'
    return { look: (camera) => void view.jumpTo(at(camera)), end: () => view.remove() }
  } catch {
    return null
  }
}

function styleOf({ style, tiles }: MapGround): StyleSpecification | string {
  if (style !== null) return style
  if (tiles === null) return { version: 8, sources: {}, layers: [] }
  return {
    version: 8,
    sources: { ground: { type: 'raster', tiles: [tiles], tileSize: 256, maxzoom: 18 } },
    layers: [{ id: 'ground', type: 'raster', source: 'ground' }],
  }
}
