import type { Feature, FeatureCollection, Point as GeoPoint, Polygon } from 'geojson'
import type { Alert } from '../../../server/contract/alerts.ts'
import type { Incident } from '../../../server/contract/incidents.ts'
import type { MapPoints } from '../../../server/contract/map.ts'
import type { Staff } from '../../../server/contract/people.ts'
import type { Provider } from '../../../server/contract/providers.ts'
import { isFolded } from '../app/live.ts'
import { groundOf, type Point } from './hull.ts'

export type Area = MapPoints['areas'][number]
/** An area with the homes in it and below. */
export type Place = { area: Area; points: readonly Point[]; ground: readonly Point[] }

const point = (at: Point, properties: Record<string, string | number>): Feature<GeoPoint> => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [...at] },
  properties,
})
const collection = <G extends GeoPoint | Polygon>(features: Feature<G>[]): FeatureCollection<G> => ({
  type: 'FeatureCollection',
  features,
})

/** Every home by its number in the columns: ids are looked up when somebody asks. */
export const homesOf = (points: MapPoints): FeatureCollection<GeoPoint> =>
  collection(
    points.id.map((_, n) => point([points.lon[n] ?? 0, points.lat[n] ?? 0], { n, state: points.state[n] ?? 0 })),
  )

/** The areas that have homes of their own, each with its ground; and those above with what lies below them. */
export function placesOf(points: MapPoints): Map<string, Place> {
  let from = 0
  const own = points.areas.map((area) => {
    const mine = Array.from({ length: area.placed }, (_, k): Point => {
      const n = from + k
      return [points.lon[n] ?? 0, points.lat[n] ?? 0]
    })
    from += area.placed
    return { area, mine }
  })
  return new Map(
    own.map(({ area }) => {
      const all = own.filter((other) => other.area.path.startsWith(area.path)).flatMap(({ mine }) => mine)
      return [area.id, { area, points: all, ground: groundOf(all) }]
    }),
  )
}

/** The grounds of the areas that hold homes themselves; an area above is the sum of these. */
export function groundsOf(places: ReadonlyMap<string, Place>): FeatureCollection<Polygon> {
  return collection(
    [...places.values()]
      .filter(({ area, ground }) => area.placed > 0 && ground.length > 0)
      .map(({ area, ground }) => ({
        type: 'Feature',
        geometry: { type: 'Polygon', coordinates: [ground.map((at) => [...at])] },
        properties: { id: area.id, name: area.name },
      })),
  )
}

/** Where an area's name stands: amid its homes. */
export function middleOf(points: readonly Point[]): Point | null {
  if (points.length === 0) return null
  const [lon, lat] = points.reduce<Point>(([x, y], [dx, dy]) => [x + dx, y + dy], [0, 0])
  return [lon / points.length, lat / points.length]
}

export const namesOf = (places: ReadonlyMap<string, Place>): FeatureCollection<GeoPoint> =>
  collection(
    [...places.values()].flatMap(({ area, points }) => {
      const middle = middleOf(points)
      return area.placed === 0 || middle === null ? [] : [point(middle, { name: area.name })]
    }),
  )

/** Open alerts that are rows of their own, the least urgent first: what is drawn last lies on top. */
export const openAlerts = (alerts: Readonly<Record<string, Alert>>): Alert[] =>
  Object.values(alerts)
    .filter((alert) => alert.state !== 'resolved' && !isFolded(alert))
    .sort((a, b) => b.priority - a.priority || Date.parse(b.receivedAt) - Date.parse(a.receivedAt))

export const alertsOf = (alerts: readonly Alert[]): FeatureCollection<GeoPoint> =>
  collection(
    alerts.flatMap(({ id, priority, state, resident }) =>
      resident?.place ? [point([resident.place.lon, resident.place.lat], { id, priority, state })] : [],
    ),
  )

/** Who and what somebody can be sent from: workers where they were last seen, stations where they are. */
export const helpOf = (staff: readonly Staff[], stations: readonly Provider[]): FeatureCollection<GeoPoint> => {
  const marked = (mark: 'worker' | 'station', of: readonly (Staff | Provider)[]) =>
    of.flatMap(({ id, name, place }) => (place === null ? [] : [point([place.lon, place.lat], { id, name, mark })]))
  return collection([...marked('station', stations), ...marked('worker', staff)])
}

/** Outages on the ground of the area that holds them. */
export const outagesOf = (
  incidents: readonly Incident[],
  places: ReadonlyMap<string, Place>,
): FeatureCollection<Polygon> =>
  collection(
    incidents.flatMap(({ id, areaId, members, back }) => {
      const ground = places.get(areaId)?.ground ?? []
      if (ground.length === 0) return []
      const geometry: Polygon = { type: 'Polygon', coordinates: [ground.map((at) => [...at])] }
      return [{ type: 'Feature' as const, geometry, properties: { id, out: members - back } }]
    }),
  )

/** South-west and north-east corner of points; null without any. */
export function cornersOf(points: readonly Point[]): [Point, Point] | null {
  if (points.length === 0) return null
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity]
  for (const [lon, lat] of points) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return [
    [west, south],
    [east, north],
  ]
}
