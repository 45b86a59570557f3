import type { Priority } from '../app/domain.ts'
import type { Ink } from './ink.ts'

/** Pixels of a mark's side. */
export const markSize = 28
export type Mark = `p${Priority}` | 'worker' | 'station'
export type MarkPictures = ReadonlyMap<Mark, HTMLCanvasElement>

/** The marks of PriorityMark for the map, and those for workers and stations: shape and colour say the same. */
export function drawMarks(ink: Ink, pixelRatio: number): MarkPictures {
  const pictures = new Map<Mark, HTMLCanvasElement>()
  const add = (name: Mark, draw: (context: CanvasRenderingContext2D) => void) => {
    const canvas = document.createElement('canvas')
    canvas.width = markSize * pixelRatio
    canvas.height = markSize * pixelRatio
    const context = canvas.getContext('2d')
    if (context === null) return
    context.scale(pixelRatio, pixelRatio)
    draw(context)
    pictures.set(name, canvas)
  }
  for (const priority of [1, 2, 3, 4] as const) add(`p${priority}`, (draw) => drawPriority(draw, priority, ink))
  for (const [name, shape] of [
    ['worker', 'M14 3 25 14 14 25 3 14Z'],
    ['station', 'M4 13 14 4 24 13V24H17V17H11V24H4Z'],
  ] as const)
    add(name, (draw) => {
      const body = new Path2D(shape)
      draw.fillStyle = ink.ink
      draw.strokeStyle = ink.surface
      draw.lineWidth = 2
      draw.fill(body)
      draw.stroke(body)
    })
  return pictures
}
function drawPriority(draw: CanvasRenderingContext2D, priority: Priority, ink: Ink): void {
  const colour = ink[`p${priority}`]
  draw.lineJoin = 'round'
  draw.strokeStyle = ink.surface
  draw.fillStyle = colour
  switch (priority) {
    case 1:
      filled(draw, new Path2D('M9.5 2h9L26 9.5v9L18.5 26h-9L2 18.5v-9Z'), ink['on-p'])
      break
    case 2:
      filled(draw, new Path2D('M14 2.5 26 25H2Z'), ink['on-p'])
      break
    case 3:
      hollow(draw, new Path2D('M14 5a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z'), colour, ink.surface)
      break
    case 4:
      hollow(draw, new Path2D('M6 6h16v16H6Z'), colour, ink.surface)
      break
  }
}

function filled(draw: CanvasRenderingContext2D, shape: Path2D, on: string): void {
  draw.lineWidth = 2
  draw.fill(shape)
  draw.stroke(shape)
  draw.fillStyle = on
  draw.fillRect(13, 9, 2, 7)
  draw.fillRect(13, 18, 2, 2.4)
}

function hollow(draw: CanvasRenderingContext2D, shape: Path2D, colour: string, ground: string): void {
  draw.fillStyle = ground
  draw.lineWidth = 7
  draw.strokeStyle = ground
  draw.stroke(shape)
  draw.fill(shape)
  draw.lineWidth = 3.5
  draw.strokeStyle = colour
  draw.stroke(shape)
}
