import type { Place } from '../../../../server/contract/common.ts'

/** Within this many metres of the home an arrival proves itself; as in server/core/ticket/ticket.ts. */
const arrivalWithinMetres = 200

const earthMetres = 6_371_000
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance in metres. */
export function metresBetween(a: Place, b: Place): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const h = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon)
  return 2 * earthMetres * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Why an arrival can't prove itself and has to be explained; null when it does. */
export type Doubt = { why: 'no_place' } | { why: 'far'; metres: number }

export function doubtOf(here: Place | null, home: Place | null): Doubt | null {
  if (here === null) return { why: 'no_place' }
  if (home === null) return null
  const metres = metresBetween(here, home)
  return metres <= arrivalWithinMetres ? null : { why: 'far', metres }
}

/** Where this phone is; null when that is refused, unknown, or takes longer than `withinMs`. */
export function whereAmI(withinMs: number): Promise<Place | null> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(null)
    const late = setTimeout(() => resolve(null), withinMs + 500)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(late)
        resolve({ lat: coords.latitude, lon: coords.longitude })
      },
      () => {
        clearTimeout(late)
        resolve(null)
      },
      { enableHighAccuracy: true, timeout: withinMs, maximumAge: 0 },
    )
  })
}

/** The same, but only if the phone was allowed to say so before: nobody is asked in the middle of accepting. */
export async function whereAmIIfAllowed(withinMs: number): Promise<Place | null> {
  const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
  return permission?.state === 'granted' ? whereAmI(withinMs) : null
}
