export type Place = { lat: number; lon: number }

const earthRadiusMetres = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle distance by the haversine formula, in metres; within 0.6 % of the ellipsoid, plenty for a street. */
export function metresBetween(a: Place, b: Place): number {
  const halfLat = Math.sin(radians(b.lat - a.lat) / 2)
  const halfLon = Math.sin(radians(b.lon - a.lon) / 2)
  const h = halfLat * halfLat + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * halfLon * halfLon
  return 2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(h)))
}
