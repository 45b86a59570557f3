import uPlot from 'uplot'
import type { Stretch } from './bed.ts'
import type { Palette } from './palette.ts'
import { byDay, type Range } from './range.ts'
import { hourTicks, tickLabel } from './ticks.ts'

/** What every plot of one chart shares, so that they stand under each other. */
export type Frame = {
  range: Range
  timezone: string
  locale: string
  onCursor: (at: number | null) => void
}

/** `hollow`: it would not come any more. */
export type Mark = { at: number; priority: 1 | 2 | 3 | 4; hollow?: boolean }

export const yAxisWidth = 40
export const rightPadding = 18

export function baseOptions(frame: Frame, palette: Palette, width: number, timeLabels: boolean) {
  const { range, timezone, locale } = frame
  const days = byDay(range)
  const ticks = hourTicks(range.fromMs, range.toMs, Math.max(2, Math.floor((width - yAxisWidth) / 64)), timezone)
  const x: uPlot.Axis = {
    splits: () => ticks,
    values: (_, splits) => splits.map((at) => (timeLabels ? tickLabel(at, days, timezone, locale) : '')),
    stroke: palette.soft,
    font: palette.font,
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
    size: timeLabels ? 28 : 8,
    gap: 8,
  }
  return {
    ms: 1,
    legend: { show: false },
    padding: [6, rightPadding, 0, 0],
    scales: { x: { time: true, range: (): [number, number] => [range.fromMs, range.toMs] } },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { show: false },
      bind: { dblclick: () => null, mousedown: () => null, mouseup: () => null },
    },
    axes: [x],
    hooks: {
      setCursor: [
        (plot: uPlot) => {
          const left = plot.cursor.left ?? -10
          frame.onCursor(left < 0 ? null : plot.posToVal(left, 'x'))
        },
      ],
    },
  } satisfies Partial<uPlot.Options>
}

export function yAxis(palette: Palette, splits?: number[]): uPlot.Axis {
  return {
    stroke: palette.soft,
    font: palette.font,
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
    size: yAxisWidth,
    gap: 8,
    space: 28,
    ...(splits ? { splits: () => splits } : {}),
  }
}

/** A thin line with a head at its top, where an alert was raised. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], palette: Palette): void {
  const { ctx, bbox } = plot
  ctx.save()
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.at, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.strokeStyle = palette.priority(mark.priority)
    ctx.fillStyle = ctx.strokeStyle
    ctx.lineWidth = uPlot.pxRatio
    ctx.setLineDash(mark.hollow ? [3 * uPlot.pxRatio, 3 * uPlot.pxRatio] : [])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    const head = 4 * uPlot.pxRatio
    ctx.beginPath()
    ctx.moveTo(x - head, bbox.top)
    ctx.lineTo(x + head, bbox.top)
    ctx.lineTo(x, bbox.top + head * 1.6)
    ctx.fill()
  }
  ctx.restore()
}

/** In bed is a solid bar, known to be up a hairline, unknown nothing at all. */
export function drawStretches(plot: uPlot, all: readonly Stretch[], palette: Palette): void {
  const { ctx, bbox } = plot
  const bar = Math.round(10 * uPlot.pxRatio)
  const top = bbox.top + bbox.height - bar
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const stretch of all) {
    const left = plot.valToPos(stretch.fromMs, 'x', true)
    const right = plot.valToPos(stretch.toMs, 'x', true)
    ctx.fillStyle = stretch.inBed ? palette.soft : palette.faint
    if (stretch.inBed) ctx.fillRect(left, top, Math.max(right - left, uPlot.pxRatio), bar)
    else ctx.fillRect(left, top + bar - uPlot.pxRatio, right - left, uPlot.pxRatio)
  }
  ctx.restore()
}
