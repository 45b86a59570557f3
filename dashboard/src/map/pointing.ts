import type { Spot } from './camera.ts'
import { membersIn } from './crowds.ts'
import type { Painted } from './paint.ts'
import type { Scene } from './scene.ts'

/** What somebody pointed at: homes by their number in the columns, alerts and outages by id; or a crowd to come nearer to. */
export type Pointed = { homes: readonly number[]; alerts: readonly string[]; outages: readonly string[] }
export type Hit =
  | { is: 'crowd'; west: number; east: number; north: number; south: number }
  | ({ is: 'these' } & Pointed)

/** Room around a mark for the hand, pixels. */
const room = 5

/** What lies at a spot of the picture. Alerts before homes: a crowd of both opens by its alerts. */
export function hitOf(context: CanvasRenderingContext2D | null, scene: Scene, painted: Painted, at: Spot): Hit {
  const near = painted.drawn.filter((one) => Math.hypot(one.at.x - at.x, one.at.y - at.y) <= one.radius + room)
  const alerts = near.filter(({ of }) => of === 'alerts')
  const homes = near.filter(({ of }) => of === 'homes')
  const crowd = alerts.length > 0 ? alerts.findLast(isSpread) : homes.findLast(isSpread)
  const lone = homes.filter((one) => !isSpread(one))
  if (crowd !== undefined && (alerts.length > 0 || lone.length === 0)) return { is: 'crowd', ...boxOf(crowd.crowd) }
  const numbers = (of: typeof near, marks: Scene['homes']['marks']) => [
    ...new Set(of.flatMap(({ crowd }) => (crowd.count === 1 ? [crowd.first] : membersIn(marks, crowd)))),
  ]
  return {
    is: 'these',
    alerts: numbers(alerts, scene.alerts.marks).flatMap((n) => scene.alerts.ids[n] ?? []),
    homes: numbers(lone, scene.homes.marks),
    outages:
      context === null ? [] : painted.outages.filter(({ edge }) => isOnEdge(context, edge, at)).map(({ id }) => id),
  }
}

/** Coming nearer parts it. */
const isSpread = ({ crowd }: Painted['drawn'][number]) =>
  crowd.count > 1 && (crowd.east > crowd.west || crowd.south > crowd.north)
const boxOf = ({ west, east, north, south }: Painted['drawn'][number]['crowd']) => ({ west, east, north, south })

function isOnEdge(context: CanvasRenderingContext2D, edge: Path2D, { x, y }: Spot): boolean {
  context.save()
  // In the path's own pixels, whatever the screen's are.
  context.resetTransform()
  context.lineWidth = 14
  const is = context.isPointInStroke(edge, x, y)
  context.restore()
  return is
}
