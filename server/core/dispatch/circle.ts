import { metresBetween, type Place } from './distance.ts'

/** Somebody who could go: where their phone was last seen, null when it never said, and whether it has a number. */
export type Post = { place: Place | null; phone: boolean }
export type Near = { somebody: boolean; withPhone: boolean }

/** A degree of latitude is at least 110.5 km: what is farther off than that needs no trigonometry. */
const leastMetresPerDegree = 110_500

/**
 * Who is near a home, for thousands of homes and workers: sorted by latitude, so that only those of the same height are
 * looked at. Whoever didn't say where they are may be anywhere, and a home that nobody can place is near to all.
 */
export function circleOf(posts: readonly Post[], metres: number): (home: Place | null) => Near {
  const anywhere = posts.filter(({ place }) => place === null)
  const placed = posts.flatMap(({ place, phone }) => (place === null ? [] : [{ place, phone }]))
  placed.sort((a, b) => a.place.lat - b.place.lat)
  const degrees = metres / leastMetresPerDegree
  const firstFrom = (lat: number): number => {
    let [low, high] = [0, placed.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((placed[middle]?.place.lat ?? lat) < lat) low = middle + 1
      else high = middle
    }
    return low
  }
  return (home) => {
    const near: Near = { somebody: anywhere.length > 0, withPhone: anywhere.some(({ phone }) => phone) }
    if (home === null) return { somebody: posts.length > 0, withPhone: posts.some(({ phone }) => phone) }
    for (let i = firstFrom(home.lat - degrees); i < placed.length && !near.withPhone; i++) {
      const post = placed[i]
      if (post === undefined || post.place.lat > home.lat + degrees) break
      if (near.somebody && !post.phone) continue
      if (Math.round(metresBetween(post.place, home)) > metres) continue
      near.somebody = true
      near.withPhone ||= post.phone
    }
    return near
  }
}
