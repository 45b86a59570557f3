/** [longitude, latitude], degrees. */
export type Point = readonly [number, number]
/** South-west and north-east. */
export type Corners = readonly [Point, Point]
/** CSS pixels. */
export type Size = { width: number; height: number }
export type Spot = { x: number; y: number }
/** What one looks at: the middle on the world's square from 0 to 1 (Web Mercator), and the zoom at which it is 512 px × 2^zoom. */
export type Camera = { x: number; y: number; zoom: number }

const nearest = 19
const farthest = 3

/** Pixels of the whole world's width. */
export const scaleOf = (zoom: number): number => 512 * 2 ** zoom

/** Where degrees lie on the world's square: EPSG:3857, as every web map has it. */
export function worldOf([lon, lat]: Point): Spot {
  const radians = (Math.max(-85, Math.min(85, lat)) * Math.PI) / 180
  return { x: (lon + 180) / 360, y: (1 - Math.log(Math.tan(Math.PI / 4 + radians / 2)) / Math.PI) / 2 }
}

export const degreesOf = ({ x, y }: Spot): Point => [
  x * 360 - 180,
  (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI,
]

const within = (zoom: number) => Math.max(farthest, Math.min(nearest, zoom))

/** The ground under the hand goes with it, by so many pixels. */
export function dragged({ x, y, zoom }: Camera, dx: number, dy: number): Camera {
  const scale = scaleOf(zoom)
  return { x: x - dx / scale, y: y - dy / scale, zoom }
}

/** Nearer or farther, with what is at `spot` staying there; `spot` in pixels from the middle. */
export function zoomed(camera: Camera, by: number, spot: Spot): Camera {
  const zoom = within(camera.zoom + by)
  const [before, after] = [scaleOf(camera.zoom), scaleOf(zoom)]
  return {
    x: camera.x + spot.x / before - spot.x / after,
    y: camera.y + spot.y / before - spot.y / after,
    zoom,
  }
}

/** All between two corners, with some room around it. */
export function fitted([southWest, northEast]: Corners, { width, height }: Size, atMost: number): Camera {
  const [a, b] = [worldOf(southWest), worldOf(northEast)]
  const room = Math.min(60, width / 6, height / 6)
  const zoomFor = (pixels: number, extent: number) => Math.log2((pixels - 2 * room) / 512 / Math.max(extent, 1e-12))
  const zoom = Math.min(atMost, zoomFor(width, b.x - a.x), zoomFor(height, a.y - b.y))
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, zoom: within(zoom) }
}

/** On the way from one to the other, `done` from 0 to 1: what is in both stays in sight. */
export function between(from: Camera, to: Camera, done: number): Camera {
  if (done >= 1) return to
  const zoom = from.zoom + (to.zoom - from.zoom) * done
  const [start, end, now] = [scaleOf(from.zoom), scaleOf(to.zoom), scaleOf(zoom)]
  const way = Math.abs(to.zoom - from.zoom) < 0.01 ? done : (end * (now - start)) / (now * (end - start))
  return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, zoom }
}

/**
 * How a picture painted for one camera is moved to stand for another, by its middle: pixels and a factor. Null when it
 * would not fill the view any more (`margin`: what is painted beyond it, as a part of its size) or not be fit to be seen.
 */
export function carried(
  painted: Camera,
  now: Camera,
  { width, height }: Size,
  margin: number,
): { dx: number; dy: number; factor: number } | null {
  const scale = scaleOf(now.zoom)
  const factor = scale / scaleOf(painted.zoom)
  const [dx, dy] = [(painted.x - now.x) * scale, (painted.y - now.y) * scale]
  const reaches = (size: number, by: number) => factor * size * (0.5 + margin) - Math.abs(by) >= size / 2
  if (factor > 2.5 || !reaches(width, dx) || !reaches(height, dy)) return null
  return { dx, dy, factor }
}
