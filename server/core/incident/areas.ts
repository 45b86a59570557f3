/** Paths of areas are `/<id>/<id>/`, root first. */

/** The area itself and all it lies in, root first: `/a/`, `/a/b/`. */
export function enclosingAreas(path: string): string[] {
  const areas: string[] = []
  for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) areas.push(path.slice(0, end + 1))
  return areas
}

/** The deepest area that holds both; empty when nothing does. */
export function commonArea(a: string, b: string): string {
  return enclosingAreas(a).findLast((area) => b.startsWith(area)) ?? ''
}

/** Whether the path is that area or lies in it. */
export const isWithin = (path: string, area: string): boolean => path.startsWith(area)

/** How deep it lies: a city is 1. */
export const depthOf = (path: string): number => enclosingAreas(path).length
