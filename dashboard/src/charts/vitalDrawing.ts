import type uPlot from 'uplot'
import { bandsWithin, type Spell } from './bands.ts'
import { baseOptions, drawMarks, type Frame, type Mark, yAxis } from './drawing.ts'
import type { Drawing } from './Plot.tsx'
import type { Palette } from './palette.ts'
import { lonely, type Point, scaleFor, toLines, toRange } from './shape.ts'

export type Vital = {
  points: readonly Point[]
  gapMs: number
  limits: readonly Spell[]
  /** What the scale always shows, and the round number it grows by. */
  usual: readonly [number, number]
  round: number
}

/** A line of means in its envelope of least and most, before the bands in which the hub would raise an alert. */
export function vitalDrawing(
  vital: Vital,
  frame: Frame,
  marks: readonly Mark[],
  palette: Palette,
  width: number,
): Drawing {
  const base = baseOptions(frame, palette, width, false)
  const lines = toRange(toLines(vital.points, vital.gapMs), frame.range.fromMs, frame.range.toMs)
  const scale = scaleFor(vital.points, vital.usual, vital.round)
  const bands = vital.limits.flatMap(({ fromMs, toMs, limits }) =>
    bandsWithin(limits, scale).map((band) => ({ ...band, fromMs, toMs })),
  )
  const hidden: uPlot.Series = { width: 0, points: { show: false } }
  return {
    data: [lines.at, lines.max, lines.min, lines.mean],
    options: {
      ...base,
      scales: { ...base.scales, y: { range: () => scale } },
      axes: [...base.axes, yAxis(palette)],
      series: [
        {},
        hidden,
        hidden,
        {
          stroke: palette.ink,
          width: 1.5,
          points: {
            show: true,
            size: 4,
            stroke: palette.ink,
            fill: palette.ink,
            filter: (plot, series) => lonely(Array.from(plot.data[series] ?? [])),
          },
        },
      ],
      bands: [{ series: [1, 2], fill: translucent(palette.soft, 0.28) }],
      hooks: {
        ...base.hooks,
        drawClear: [
          (plot) => {
            const { ctx, bbox } = plot
            for (const band of bands) {
              const top = plot.valToPos(band.to, 'y', true)
              ctx.fillStyle = translucent(palette.priority(band.priority), 0.1)
              const left = Math.max(bbox.left, plot.valToPos(band.fromMs, 'x', true))
              const right = Math.min(bbox.left + bbox.width, plot.valToPos(band.toMs, 'x', true))
              ctx.fillRect(left, top, right - left, plot.valToPos(band.from, 'y', true) - top)
            }
          },
        ],
        draw: [(plot) => drawMarks(plot, marks, palette)],
      },
    },
  }
}

/** `#rrggbb` with an alpha of 0 to 1. */
export const translucent = (colour: string, alpha: number): string =>
  `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`
