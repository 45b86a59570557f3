import uPlot from 'uplot'
import type { Stretch } from './bed.ts'
import { baseOptions, drawMarks, drawStretches, type Frame, type Mark, yAxis } from './drawing.ts'
import type { Drawing } from './Plot.tsx'
import type { Palette } from './palette.ts'
import { type Point, toLines, toRange } from './shape.ts'
import { translucent } from './vitalDrawing.ts'

export type Bed = { stretches: readonly Stretch[]; movement: readonly Point[]; gapMs: number }

/** When the person lay in bed, with how much they moved above it, over the clock. */
export function bedDrawing(bed: Bed, frame: Frame, marks: readonly Mark[], palette: Palette, width: number): Drawing {
  const base = baseOptions(frame, palette, width, true)
  const lines = toRange(toLines(bed.movement, bed.gapMs), frame.range.fromMs, frame.range.toMs)
  return {
    data: [lines.at, lines.max],
    options: {
      ...base,
      // The lower part of the strip is for the bed itself.
      scales: { ...base.scales, y: { range: (): [number, number] => [-0.5, 1.05] } },
      axes: [...base.axes, { ...yAxis(palette, []), grid: { show: false } }],
      series: [
        {},
        {
          stroke: palette.soft,
          width: 1,
          fill: translucent(palette.soft, 0.18),
          fillTo: 0,
          points: { show: false },
          ...(uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
        },
      ],
      hooks: {
        ...base.hooks,
        draw: [
          (plot) => {
            drawStretches(plot, bed.stretches, palette)
            drawMarks(plot, marks, palette)
          },
        ],
      },
    },
  }
}
