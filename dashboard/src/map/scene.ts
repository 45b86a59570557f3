import type { Alert } from '../../../server/contract/alerts.ts'
import type { Incident } from '../../../server/contract/incidents.ts'
import type { MapAlerts, MapAreas, MapHomes } from '../../../server/contract/map.ts'
import type { Staff } from '../../../server/contract/people.ts'
import type { Provider } from '../../../server/contract/providers.ts'
import { allOf, type Known, knownBy } from '../app/known.ts'
import { isOwnRow } from '../app/live.ts'
import { type Point, type Spot, worldOf } from './camera.ts'
import { type Crowded, crowdedOf, type Marks, marksOf } from './crowds.ts'
import { groundOf, joined, type Reach } from './ground.ts'

export type Area = MapAreas['items'][number]
/** An area with how far the homes in it and below reach. */
export type Place = { area: Area; reach: Reach | null }

/** What there is to see, on the world's square. */
export type Scene = {
  grounds: readonly { name: string; edge: readonly Spot[]; middle: Spot }[]
  outages: readonly { id: string; edge: readonly Spot[] }[]
  homes: Crowded
  alerts: Crowded & { ids: readonly string[] }
  help: readonly { name: string; mark: 'worker' | 'station'; at: Spot }[]
}

const edgeOf = (reach: Reach): Spot[] => groundOf(reach).map(worldOf)

/** Areas that hold no homes themselves reach as far as those within them. */
export function placesOf(areas: readonly Area[]): Map<string, Place> {
  return new Map(
    areas.map((area) => {
      const within = areas.filter(({ path }) => path.startsWith(area.path))
      return [area.id, { area, reach: joined(within.flatMap(({ reach }) => (reach === null ? [] : [reach]))) }]
    }),
  )
}

export const groundsOf = (areas: readonly Area[]): Scene['grounds'] =>
  areas.flatMap(({ name, middle, reach }) =>
    middle === null || reach === null ? [] : [{ name, edge: edgeOf(reach), middle: worldOf([middle.lon, middle.lat]) }],
  )

/** Outages on the ground of the area that holds them. */
export const outagesOf = (incidents: readonly Incident[], places: ReadonlyMap<string, Place>): Scene['outages'] =>
  incidents.flatMap(({ id, areaId }) => {
    const reach = places.get(areaId)?.reach ?? null
    return reach === null ? [] : [{ id, edge: edgeOf(reach) }]
  })

/** Outages alone, on the grounds of all areas. Only those that are out are named: a small map has no room for more. */
export function areasOut(areas: readonly Area[], incidents: readonly Incident[]): Scene {
  const nothing = marksOf(
    0,
    () => [0, 0],
    () => 0,
  )
  const out = new Set(incidents.map(({ areaId }) => areaId))
  return {
    grounds: groundsOf(areas.map((area) => (out.has(area.id) ? area : { ...area, name: '' }))),
    outages: outagesOf(incidents, placesOf(areas)),
    homes: crowdedOf(nothing, 1, 1),
    alerts: { ...crowdedOf(nothing, 1, 1), ids: [] },
    help: [],
  }
}

const placeAt = ({ lat, lon }: { lat: readonly number[]; lon: readonly number[] }, n: number): Point => [
  (lon[n] ?? 0) / 100_000,
  (lat[n] ?? 0) / 100_000,
]

/** Homes stand each for itself where a street fills the view. */
export const homesOf = (homes: MapHomes): Crowded =>
  crowdedOf(
    marksOf(
      homes.state.length,
      (n) => placeAt(homes, n),
      (n) => homes.state[n] ?? 0,
    ),
    44,
    16,
  )

/** Open alerts that are rows of their own. */
export const openAlerts = (alerts: Known<Alert>): Alert[] => allOf(alerts).filter(isOwnRow)

/** The first of them, the most urgent and the longest wait first; the rest is not sorted for nobody to read. */
export function mostUrgent(alerts: readonly Alert[], most: number): Alert[] {
  const first: Alert[] = []
  for (const priority of [1, 2, 3, 4] as const) {
    if (first.length >= most) break
    const of = alerts.filter((alert) => alert.priority === priority)
    first.push(...of.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1)))
  }
  return first.slice(0, most)
}

/**
 * Marks of the alerts this browser knows, and until it knows all, of the others that the map's own answer names.
 * The same object again when nothing of it changed: an alert that is claimed moves no mark.
 */
export function alertsOf(
  known: Known<Alert>,
  others: MapAlerts | null,
  before: Scene['alerts'] | null,
): Scene['alerts'] {
  const ids: string[] = []
  const places: Point[] = []
  const ranks: number[] = []
  for (const { id, priority, resident } of openAlerts(known)) {
    if (!resident?.place) continue
    ids.push(id)
    places.push([resident.place.lon, resident.place.lat])
    ranks.push(priority)
  }
  others?.id.forEach((id, n) => {
    if (knownBy(known, id) !== undefined) return
    ids.push(id)
    places.push(placeAt(others, n))
    ranks.push(others.priority[n] ?? 4)
  })
  const marks = marksOf(
    ids.length,
    (n) => places[n] ?? [0, 0],
    (n) => ranks[n] ?? 4,
  )
  if (before !== null && before.ids.length === ids.length && ids.every((id, n) => id === before.ids[n]))
    if (same(before.marks, marks)) return before
  return { ...crowdedOf(marks, 30, 17), ids }
}

const same = (a: Marks, b: Marks): boolean =>
  a.rank.every((rank, n) => rank === b.rank[n]) && a.x.every((x, n) => x === b.x[n] && a.y[n] === b.y[n])

/** Who and what somebody can be sent from: stations where they are, workers where they were last seen. */
export const helpOf = (staff: readonly Staff[], stations: readonly Provider[]): Scene['help'] => {
  const marked = (mark: 'worker' | 'station', of: readonly (Staff | Provider)[]) =>
    of.flatMap(({ name, place }) => (place === null ? [] : [{ name, mark, at: worldOf([place.lon, place.lat]) }]))
  return [...marked('station', stations), ...marked('worker', staff)]
}
