import { type Camera, type Size, type Spot, scaleOf } from './camera.ts'
import { type Box, type Crowd, crowdsIn } from './crowds.ts'
import type { Ink } from './ink.ts'
import { type Mark, type MarkPictures, markSize } from './marks.ts'
import { namesBeside } from './names.ts'
import type { Scene } from './scene.ts'

/** Something somebody can point at, in pixels from the middle of the picture. */
export type Drawn = { of: 'homes' | 'alerts'; at: Spot; radius: number; crowd: Crowd }
export type Painted = { drawn: readonly Drawn[]; outages: readonly { id: string; edge: Path2D }[] }
export type Brush = { context: CanvasRenderingContext2D; ink: Ink; marks: MarkPictures }

/** Paints what there is to see, from the bottom up. Colour is for priorities: everything else is ink. */
export function paint({ context, ink, marks }: Brush, scene: Scene, camera: Camera, { width, height }: Size): Painted {
  const scale = scaleOf(camera.zoom)
  const seen = ({ x, y }: Spot): Spot => ({ x: (x - camera.x) * scale, y: (y - camera.y) * scale })
  const font = (size: number, weight = 400) => `${weight} ${size}px ${ink.font}`
  const reach = 40
  const box: Box = {
    west: camera.x - (width / 2 + reach) / scale,
    east: camera.x + (width / 2 + reach) / scale,
    north: camera.y - (height / 2 + reach) / scale,
    south: camera.y + (height / 2 + reach) / scale,
  }
  const pathOf = (edge: readonly Spot[]) => {
    const path = new Path2D()
    for (const spot of edge) path.lineTo(seen(spot).x, seen(spot).y)
    path.closePath()
    return path
  }
  const say = (text: string, at: Spot, colour: string, halo: string | null) => {
    if (halo !== null) {
      context.strokeStyle = halo
      context.lineWidth = 4
      context.lineJoin = 'round'
      context.strokeText(text, at.x, at.y)
    }
    context.fillStyle = colour
    context.fillText(text, at.x, at.y)
  }
  const put = (mark: Mark, { x, y }: Spot) => {
    const picture = marks.get(mark)
    if (picture !== undefined) context.drawImage(picture, x - markSize / 2, y - markSize / 2, markSize, markSize)
  }

  context.clearRect(-width / 2, -height / 2, width, height)
  context.textAlign = 'center'
  context.textBaseline = 'middle'

  const within = scene.grounds.filter(({ edge }) => edge.some((spot) => holds(box, spot)) || edge.length === 0)
  for (const { edge } of within) {
    const path = pathOf(edge)
    context.globalAlpha = 0.75
    context.fillStyle = ink.surface
    context.fill(path)
    context.globalAlpha = 1
    context.lineWidth = 1
    context.strokeStyle = ink['line-strong']
    context.stroke(path)
  }
  context.setLineDash([8, 5])
  context.lineWidth = 4
  context.strokeStyle = ink.p4
  const outages = scene.outages.map(({ id, edge }) => ({ id, edge: pathOf(edge) }))
  context.fillStyle = ink.p4
  for (const { edge } of outages) {
    context.globalAlpha = 0.2
    context.fill(edge)
    context.globalAlpha = 1
    context.stroke(edge)
  }
  context.setLineDash([])

  const homes = crowdsIn(scene.homes, camera.zoom, box).map((crowd): Drawn => {
    const radius = crowd.count > 1 ? crowdRadius(crowd.count) : loneRadius(camera.zoom)
    return { of: 'homes', at: seen(crowd), radius, crowd }
  })
  context.lineWidth = 1.5
  context.font = font(12)
  for (const { at, radius, crowd } of homes) {
    context.beginPath()
    context.arc(at.x, at.y, radius, 0, 2 * Math.PI)
    const alone = crowd.count === 1
    context.fillStyle = alone && crowd.rank === 0 ? ink['ink-3'] : ink.surface
    context.strokeStyle = alone && crowd.rank === 2 ? ink.ink : ink['ink-3']
    context.lineWidth = alone && crowd.rank === 2 ? 3 : 1.5
    context.fill()
    context.stroke()
    if (!alone) say(shortly(crowd.count), at, ink.ink, null)
  }
  const alerts = crowdsIn(scene.alerts, camera.zoom, box)
    .sort((a, b) => b.rank - a.rank)
    .map((crowd): Drawn => {
      // One emergency among many lesser alerts stands where it is, not amid them.
      const { x, y } = scene.alerts.marks
      const at = crowd.most > 1 ? crowd : { x: x[crowd.first] ?? crowd.x, y: y[crowd.first] ?? crowd.y }
      return { of: 'alerts', at: seen(at), radius: markSize / 2, crowd }
    })
  // Lone homes are many and small: a name may lie on them, not on what is counted nor on what somebody waits for.
  const marked = [...homes.filter(({ crowd }) => crowd.count > 1), ...alerts, ...helpAt(scene, box, seen)]
  context.font = font(13)
  const names = within
    .filter(({ name }) => name !== '')
    .map(({ name, middle }) => ({ text: name, at: seen(middle), wide: context.measureText(name).width }))
  for (const { text, at } of namesBeside(names, marked)) say(text, at, ink['ink-2'], ink.paper)
  context.font = font(12)
  for (const { name, mark, at } of scene.help) {
    if (!holds(box, at)) continue
    put(mark, seen(at))
    say(name, below(seen(at), 21), ink.ink, ink.paper)
  }

  context.font = font(11, 600)
  for (const { at, crowd } of alerts) {
    put(`p${priorityOf(crowd.rank)}`, at)
    if (crowd.count === 1) continue
    // How many of this priority; there are lesser ones besides.
    const text = `${shortly(crowd.most)}${crowd.most < crowd.count ? '+' : ''}`
    const wide = context.measureText(text).width + 9
    context.fillStyle = ink.surface
    context.strokeStyle = ink['line-strong']
    context.lineWidth = 1
    context.beginPath()
    context.roundRect(at.x + 6, at.y + 4, wide, 15, 7)
    context.fill()
    context.stroke()
    say(text, { x: at.x + 6 + wide / 2, y: at.y + 12 }, ink.ink, null)
  }
  return { drawn: [...homes, ...alerts], outages }
}

const helpAt = ({ help }: Scene, box: Box, seen: (at: Spot) => Spot) =>
  help.filter(({ at }) => holds(box, at)).map(({ at }) => ({ at: seen(at), radius: markSize / 2 }))
const holds = ({ west, east, north, south }: Box, { x, y }: Spot) => x >= west && x <= east && y >= north && y <= south
const below = ({ x, y }: Spot, by: number): Spot => ({ x, y: y + by })
const priorityOf = (rank: number) => (rank <= 1 ? 1 : rank === 2 ? 2 : rank === 3 ? 3 : 4)
const crowdRadius = (count: number) => 11 + ((Math.log10(count) - 0.3) / 4.2) * 23
const loneRadius = (zoom: number) => 3 + Math.max(0, Math.min(1, (zoom - 11) / 6)) * 4
const shortly = (count: number) =>
  count < 1000 ? String(count) : `${count < 10_000 ? (count / 1000).toFixed(1) : Math.round(count / 1000)}k`
